// SPDX-License-Identifier: Apache-2.0
import { hash, X509Certificate } from 'node:crypto';
import type { Instant } from '@dossier/core/time';
import { type Canonical, element, text } from './canonical.ts';
import { type DocumentSigner, DSIG, method, nameOf, SHA256, signatureMethod, signatureOf } from './signer.ts';

/** What a signature of a submission says. */
export interface SubmissionToSign {
  /** uniqueId (OID) of the signature itself, a document of the submission. */
  readonly uniqueId: string;
  /** uniqueId (OID) of the submission set. */
  readonly set: string;
  /** Every other document of the submission. */
  readonly documents: readonly { readonly uniqueId: string; readonly content: Uint8Array }[];
  readonly at: Instant;
}

const XADES = 'http://uri.etsi.org/01903/v1.1.1#';
const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments';
const PURPOSE = '1.2.840.10065.1.12.1.14'; // ASTM E1762: source of the documents

const digestOf = (bytes: Uint8Array | string): string => hash('sha256', bytes, 'base64');

const reference = (uri: string, digest: string, type?: string): Canonical =>
  element(
    'ds:Reference',
    { ...(type !== undefined && { Type: type }), URI: uri },
    ...(type === undefined ? [] : [element('ds:Transforms', {}, method('Transform', INCLUSIVE))]),
    method('DigestMethod', SHA256),
    element('ds:DigestValue', {}, text(digest)),
  );

const oid = (uniqueId: string): string => (uniqueId.startsWith('urn:') ? uniqueId : `urn:oid:${uniqueId}`);

/** The digest of the submission set says nothing (IHE DSG). */
const manifestOf = ({ set, documents }: SubmissionToSign): Canonical =>
  element(
    'ds:Manifest',
    { 'xmlns:ds': DSIG, Id: 'IHEManifest' },
    reference(oid(set), 'AA=='),
    ...documents.map(({ uniqueId, content }) => reference(oid(uniqueId), digestOf(content))),
  );

const propertiesOf = (certificate: X509Certificate, at: Instant): Canonical => {
  const serial = BigInt(`0x${certificate.serialNumber}`).toString();
  const cert = element(
    'xad:Cert',
    {},
    element(
      'xad:CertDigest',
      {},
      element('xad:DigestMethod', { Algorithm: SHA256 }),
      element('xad:DigestValue', {}, text(digestOf(certificate.raw))),
    ),
    element(
      'xad:IssuerSerial',
      {},
      element('ds:X509IssuerName', {}, text(nameOf(certificate.issuer))),
      element('ds:X509SerialNumber', {}, text(serial)),
    ),
  );
  return element(
    'xad:SignedProperties',
    { 'xmlns:ds': DSIG, 'xmlns:xad': XADES, Id: 'SignedProperties' },
    element(
      'xad:SignedSignatureProperties',
      {},
      element('xad:SigningTime', {}, text(at)),
      element('xad:SigningCertificate', {}, cert),
      element('xad:SignaturePolicyIdentifier', {}, element('xad:SignaturePolicyImplied', {})),
    ),
  );
};

/**
 * The signature of a submission, to be submitted as one more of its documents (IHE DSG, XAdES-BES): media type `text/xml`,
 * typeCode `E1762`, format `http://www.w3.org/2000/09/xmldsig#`, with a relation `signs` to each other document.
 */
export const signSubmission = async (submission: SubmissionToSign, signer: DocumentSigner): Promise<string> => {
  const certificate = new X509Certificate(signer.certificate);
  // an Id begins with a letter or _
  const id = `_${submission.uniqueId.replace(/[^A-Za-z0-9.-]/g, '.')}`;
  const manifest = manifestOf(submission);
  const properties = propertiesOf(certificate, submission.at);
  const signedInfo = element(
    'ds:SignedInfo',
    { 'xmlns:ds': DSIG },
    method('CanonicalizationMethod', INCLUSIVE),
    signatureMethod(signer),
    reference('#IHEManifest', digestOf(manifest), `${DSIG}Manifest`),
    reference('#SignedProperties', digestOf(properties), `${XADES}SignedProperties`),
  );
  const purpose = element(
    'ds:SignatureProperties',
    {},
    element('ds:SignatureProperty', { Id: 'purposeOfSignature', Target: `#${id}` }, text(PURPOSE)),
  );
  const qualifying = element('xad:QualifyingProperties', { 'xmlns:xad': XADES, Target: `#${id}` }, properties);
  const signature = element(
    'ds:Signature',
    { 'xmlns:ds': DSIG, Id: id },
    signedInfo,
    ...(await signatureOf(signedInfo, signer, certificate)),
    ...[purpose, manifest, qualifying].map((content) => element('ds:Object', {}, content)),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${signature}`;
};
