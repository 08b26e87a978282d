// SPDX-License-Identifier: Apache-2.0
import { createHash, createPrivateKey, sign } from 'node:crypto';
import * as ocsp from '@peculiar/asn1-ocsp';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Certificate } from '@peculiar/asn1-x509';
import { hexSerial } from '../../certificates/index.ts';
import * as x509 from '../../certificates/x509.ts';
import type { KeyAndCertificate } from './issue.ts';

const ECDSA_SHA256 = '1.2.840.10045.4.3.2';

/** What an answer says; a test says something else. */
export interface Answer {
  /** Who signs: the certificate goes along. P-256. */
  readonly by: KeyAndCertificate;
  /** Serial numbers, hexadecimal. */
  readonly revoked: ReadonlySet<string>;
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
}

const statusOf = (serial: ArrayBuffer, { revoked, thisUpdate }: Answer): ocsp.CertStatus =>
  revoked.has(hexSerial(Buffer.from(serial).toString('hex')))
    ? new ocsp.CertStatus({ revoked: new ocsp.RevokedInfo({ revocationTime: thisUpdate }) })
    : new ocsp.CertStatus({ good: null });

const wrapped = (status: ocsp.OCSPResponseStatus, basic?: ArrayBuffer): Uint8Array =>
  new Uint8Array(
    AsnConvert.serialize(
      new ocsp.OCSPResponse({
        responseStatus: status,
        ...(basic && {
          responseBytes: new ocsp.ResponseBytes({
            responseType: ocsp.id_pkix_ocsp_basic,
            response: new OctetString(basic),
          }),
        }),
      }),
    ),
  );

/** Answers a request (RFC 6960 §4.2): whoever is not revoked is good; what cannot be read is answered as such. */
export const answerTo = (request: Uint8Array, answer: Answer): Uint8Array => {
  let asked: ocsp.TBSRequest;
  try {
    asked = AsnConvert.parse(request, ocsp.OCSPRequest).tbsRequest;
  } catch {
    return wrapped(ocsp.OCSPResponseStatus.malformedRequest);
  }
  const { by, thisUpdate, nextUpdate } = answer;
  const certificate = AsnConvert.parse(x509.PemConverter.decodeFirst(by.certificate), Certificate);
  const { subjectPublicKey } = certificate.tbsCertificate.subjectPublicKeyInfo;
  const nonce = asked.requestExtensions?.filter(({ extnID }) => extnID === ocsp.id_pkix_ocsp_nonce) ?? [];
  const data = new ocsp.ResponseData({
    responderID: new ocsp.ResponderID({
      byKey: new ocsp.KeyHash(createHash('sha1').update(Buffer.from(subjectPublicKey)).digest()),
    }),
    producedAt: thisUpdate,
    responses: asked.requestList.map(
      ({ reqCert: certID }) =>
        new ocsp.SingleResponse({
          certID,
          certStatus: statusOf(certID.serialNumber, answer),
          thisUpdate,
          ...(nextUpdate && { nextUpdate }),
        }),
    ),
    ...(nonce.length > 0 && { responseExtensions: nonce }),
  });
  const key = createPrivateKey(by.key);
  const signature = sign('sha256', Buffer.from(AsnConvert.serialize(data)), key);
  const basic = new ocsp.BasicOCSPResponse({
    tbsResponseData: data,
    signatureAlgorithm: new AlgorithmIdentifier({ algorithm: ECDSA_SHA256 }),
    signature: Uint8Array.from(signature).buffer,
    certs: [certificate],
  });
  return wrapped(ocsp.OCSPResponseStatus.successful, AsnConvert.serialize(basic));
};
