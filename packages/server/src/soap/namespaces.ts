// SPDX-License-Identifier: Apache-2.0

/** Namespaces of what every SOAP message is made of (ITI TF-2 Appendix V.2.4). */
export const ns = {
  soap: 'http://www.w3.org/2003/05/soap-envelope',
  soap11: 'http://schemas.xmlsoap.org/soap/envelope/',
  addressing: 'http://www.w3.org/2005/08/addressing',
  xop: 'http://www.w3.org/2004/08/xop/include',
  security: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
  error: 'urn:dossier:error',
} as const;

export const anonymous = 'http://www.w3.org/2005/08/addressing/anonymous';
