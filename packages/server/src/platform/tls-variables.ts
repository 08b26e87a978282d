// SPDX-License-Identifier: Apache-2.0
import { addresses, file, oneOf, sources, type Variable } from './variable.ts';

const responder = (text: string): string => {
  if (text !== 'certificate' && !(/^https?:/.test(text) && URL.canParse(text)))
    throw new Error('it must be certificate, or an address that begins with http:// or https://');
  return text;
};

/** TLS, client certificates and the proxies that speak it for us. */
export const tlsVariables = {
  tlsCert: {
    name: 'DOSSIER_TLS_CERT',
    defaultNote: 'plain HTTP',
    since: '0.1.0',
    purpose:
      'File (PEM) with the certificate of the server and those between it and the root: the server then speaks TLS. Read again when it changes. The demo makes its own, for the port after PORT.',
    parse: file,
  },
  tlsKey: {
    name: 'DOSSIER_TLS_KEY',
    defaultNote: 'plain HTTP',
    since: '0.1.0',
    purpose: 'File (PEM) with the private key of DOSSIER_TLS_CERT; keep it private.',
    parse: file,
  },
  tlsClientCa: {
    name: 'DOSSIER_TLS_CLIENT_CA',
    defaultNote: 'none',
    since: '0.1.0',
    purpose:
      'File (PEM) with the authorities whose client certificates are good here, those between the root and the client among them. Needs DOSSIER_CLIENT_CRL or DOSSIER_CLIENT_OCSP.',
    parse: file,
  },
  clientCrl: {
    name: 'DOSSIER_CLIENT_CRL',
    defaultNote: 'none',
    since: '0.1.0',
    purpose:
      'Revocation lists of these authorities: files, or http(s) addresses, separated by commas; looked at every minute.',
    parse: sources,
  },
  clientCrlStale: {
    name: 'DOSSIER_CLIENT_CRL_STALE',
    default: 'refuse',
    since: '0.1.0',
    purpose:
      'What becomes of a client certificate when the revocation list of its authority is older than it says itself: `refuse` it, or `accept` it as long as the old list does not name it.',
    parse: oneOf('refuse', 'accept'),
  },
  clientOcsp: {
    name: 'DOSSIER_CLIENT_OCSP',
    defaultNote: 'nobody is asked; in the demo its own responder',
    since: '0.1.0',
    purpose:
      'Whether an OCSP responder is asked about client certificates, beside the lists: `certificate` asks at the address that each certificate names, an http(s) address is asked about all of them.',
    parse: responder,
  },
  clientOcspSilence: {
    name: 'DOSSIER_CLIENT_OCSP_SILENCE',
    default: 'refuse',
    since: '0.1.0',
    purpose:
      'What becomes of a client certificate of which its OCSP responder says nothing: `refuse` it, or `accept` what the revocation lists say, or without lists the certificate.',
    parse: oneOf('refuse', 'accept'),
  },
  certificateSignIn: {
    name: 'DOSSIER_CERTIFICATE_SIGN_IN',
    defaultNote: '`on` in the demo, `off` in production',
    since: '0.1.0',
    purpose:
      'Whether a client certificate alone, without a token, signs its holder in: `on` or `off`. In production it needs DOSSIER_TLS_CLIENT_CA.',
    parse: oneOf('on', 'off'),
  },
  trustedProxies: {
    name: 'DOSSIER_TRUSTED_PROXIES',
    defaultNote: 'none',
    since: '0.1.0',
    purpose:
      'Addresses or networks of TLS proxies before this server, separated by commas. From them alone `Client-Cert` (RFC 9440), `X-Forwarded-Proto` and `X-Forwarded-For` are taken; from others they are removed. Such a proxy must itself remove what its callers send under the first two names, and add to the third the address that it was called from.',
    parse: addresses,
  },
} as const satisfies Record<string, Variable<unknown>>;
