// SPDX-License-Identifier: Apache-2.0
import type { XmlElement } from 'libxml2-wasm';
import { DSIG } from './algorithms.ts';
import { bytesIn, elementsIn, exactly, Unacceptable } from './nodes.ts';

/** What KeyInfo may say beside the certificate; nothing of it is looked at. */
const BESIDE_CERTIFICATE: ReadonlySet<string> = new Set(['X509SubjectName', 'X509IssuerSerial', 'X509SKI']);

/** DER of the one certificate that is said to have signed. */
export const certificateIn = (keyInfo: XmlElement): Buffer => {
  const [data] = exactly(keyInfo, DSIG, ['X509Data']);
  const found: XmlElement[] = [];
  for (const one of data === undefined ? [] : elementsIn(data)) {
    if (one.namespaceUri !== DSIG) throw new Unacceptable('X509Data holds what is not expected there');
    if (one.name === 'X509Certificate') found.push(one);
    else if (!BESIDE_CERTIFICATE.has(one.name)) throw new Unacceptable('X509Data holds what is not expected there');
  }
  const [certificate, more] = found;
  if (certificate === undefined || more !== undefined) throw new Unacceptable('KeyInfo holds not one certificate');
  return bytesIn(certificate);
};
