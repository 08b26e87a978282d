// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, hash, sign, X509Certificate } from 'node:crypto';
import type { Pair } from './certificates.ts';

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const XADES = 'http://uri.etsi.org/01903/v1.1.1#';
const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments';

export interface SignedDocument {
  readonly uniqueId: string;
  /** The bytes that are hashed: of a document with a transform, its canonical form. */
  readonly content: Uint8Array;
  readonly transform?: string;
}

export interface SubmissionSignatureOptions {
  readonly set: string;
  readonly documents: readonly SignedDocument[];
  readonly by: Pair;
  readonly digest?: 'sha1' | 'sha256';
  /** Changes the manifest before it is signed. */
  readonly change?: (manifest: string) => string;
}

/**
 * The signature of a submission as software of the field writes it (XAdES 1.1.1, IHE DSG): its parts are written in their
 * canonical form. The name of the signature is its Id.
 */
export const submissionSignature = ({
  set,
  documents,
  by,
  digest = 'sha1',
  change,
}: SubmissionSignatureOptions): string => {
  const certificate = new X509Certificate(by.cert).raw;
  const key = createPrivateKey(by.key);
  const elliptic = key.asymmetricKeyType === 'ec';
  const digestMethod = digest === 'sha1' ? `${DSIG}sha1` : 'http://www.w3.org/2001/04/xmlenc#sha256';
  const kind = elliptic ? 'ecdsa' : 'rsa';
  const method =
    digest === 'sha1' && !elliptic ? `${DSIG}rsa-sha1` : `http://www.w3.org/2001/04/xmldsig-more#${kind}-sha256`;
  const reference = (uri: string, value: string, more = '', transform?: string): string => {
    const transforms = transform ? `<Transforms><Transform Algorithm="${transform}"></Transform></Transforms>` : '';
    return `<Reference${more} URI="${uri}">${transforms}<DigestMethod Algorithm="${digestMethod}"></DigestMethod><DigestValue>${value}</DigestValue></Reference>`;
  };
  const digestOf = (bytes: Uint8Array | string): string => hash(digest, bytes, 'base64');
  const entries = documents.map(({ uniqueId, content, transform }) =>
    reference(`urn:oid:${uniqueId}`, digestOf(content), '', transform),
  );
  const plain = `<Manifest xmlns="${DSIG}" Id="IHEManifest">${reference(`urn:oid:${set}`, 'AA==')}${entries.join('')}</Manifest>`;
  const manifest = change ? change(plain) : plain;
  const cert = `<CertDigest><DigestMethod Algorithm="${digestMethod}"></DigestMethod><DigestValue>${digestOf(certificate)}</DigestValue></CertDigest>`;
  const properties = `<SignedProperties xmlns="${XADES}" Id="S0-SignedProperties"><SignedSignatureProperties><SigningTime>2026-11-23T12:00:00Z</SigningTime><SigningCertificate><Cert>${cert}</Cert></SigningCertificate><SignaturePolicyIdentifier><SignaturePolicyImplied></SignaturePolicyImplied></SignaturePolicyIdentifier></SignedSignatureProperties></SignedProperties>`;
  const references = [
    reference('#IHEManifest', digestOf(manifest), ` Type="${DSIG}Manifest"`),
    reference('#S0-SignedProperties', digestOf(properties), ` Type="${XADES}SignedProperties"`),
  ];
  const signedInfo = `<SignedInfo xmlns="${DSIG}"><CanonicalizationMethod Algorithm="${C14N}"></CanonicalizationMethod><SignatureMethod Algorithm="${method}"></SignatureMethod>${references.join('')}</SignedInfo>`;
  const value = sign(
    method.endsWith('sha1') ? 'sha1' : 'sha256',
    Buffer.from(signedInfo),
    elliptic ? { key, dsaEncoding: 'ieee-p1363' } : key,
  ).toString('base64');
  const inside = (element: string, namespace: string): string => element.replace(` xmlns="${namespace}"`, '');
  return `<?xml version="1.0" encoding="UTF-8"?>
<Signature xmlns="${DSIG}" Id="_1.2.3">${inside(signedInfo, DSIG)}<SignatureValue>${value}</SignatureValue><KeyInfo><X509Data><X509Certificate>${certificate.toString('base64')}</X509Certificate></X509Data></KeyInfo><Object><SignatureProperties><SignatureProperty Id="purposeOfSignature" Target="#_1.2.3">1.2.840.10065.1.12.1.14</SignatureProperty></SignatureProperties></Object><Object>${inside(manifest, DSIG)}</Object><Object><QualifyingProperties xmlns="${XADES}" Target="#_1.2.3">${inside(properties, XADES)}</QualifyingProperties></Object></Signature>`;
};
