// SPDX-License-Identifier: Apache-2.0
import { hash, type KeyObject } from 'node:crypto';
import { fail, ok, type Result } from '@dossier/core/result';
import { type XmlDocument, XmlElement } from 'libxml2-wasm';
import { withXml } from '../content/xml/index.ts';
import { DSIG, isSignedBy, modernSuite, type Suite } from './algorithms.ts';
import { canonical, checkWay, INCLUSIVE } from './canonical.ts';
import { certificateIn } from './key-info.ts';
import { attributeOf, bytesIn, elementsIn, exactly, idOf, refuseComments, Unacceptable } from './nodes.ts';

/** What a manifest says of something that is not in it: an address, and a digest. */
export interface ManifestEntry {
  readonly uri: string;
  /** Whether these bytes are what was signed; where it was signed in its canonical form, they are brought into it. */
  readonly isOf: (bytes: Uint8Array) => boolean;
}

/** A signature over a manifest (IHE DSG, XAdES), of which it is not known yet whether it holds. */
export interface Manifest {
  /** DER of the certificate that is said to have signed: to be judged before its key is used. */
  readonly certificate: Uint8Array;
  /** The entries of the manifest, where the holder of this key has signed it. */
  readonly signedBy: (publicKey: KeyObject) => readonly ManifestEntry[] | undefined;
}

/** What a manifest may name, and what of the signature itself may be signed. */
const MOST_REFERENCES = 1_000;
const MOST_PARTS = 16;
const MANIFEST = `${DSIG}Manifest`;
/** XAdES of every version (ETSI TS 101 903): 1.1.1 in software of this field. */
const XADES = /^http:\/\/uri\.etsi\.org\/01903\/v[0-9.]+#$/;

/** The one transform of a reference, if any: a canonicalization. */
const transformOf = (transforms: XmlElement | undefined): string | undefined => {
  if (transforms === undefined) return undefined;
  const [transform] = exactly(transforms, DSIG, ['Transform']);
  if (transform === undefined || elementsIn(transform).length > 0)
    throw new Unacceptable('Transform holds what is not expected there');
  return attributeOf(transform, 'Algorithm');
};

const digestOf = (method: XmlElement | undefined, suite: Suite): string => {
  const digest = method && suite.digests.get(attributeOf(method, 'Algorithm'));
  if (method === undefined || digest === undefined) throw new Unacceptable('its algorithm is not taken here');
  if (elementsIn(method).length > 0) throw new Unacceptable('DigestMethod holds what is not expected there');
  return digest;
};

/** Something in the signature itself that it signs. */
interface Part {
  readonly element: XmlElement;
  readonly holds: boolean;
  readonly bytes: Buffer;
}

/** A reference to an element in an Object of the signature, by its Id, which nothing else has. */
const partOf = (reference: XmlElement, signature: XmlElement, suite: Suite): Part => {
  const [transforms, method, value] = exactly(reference, DSIG, ['Transforms?', 'DigestMethod', 'DigestValue']);
  const [, id] = /^#([A-Za-z_][A-Za-z0-9_.-]{0,199})$/.exec(attributeOf(reference, 'URI')) ?? [];
  if (id === undefined) throw new Unacceptable('a reference of it is not to one of its own elements');
  const [element] = signature.find(`./ds:Object//*[@Id='${id}']`, { ds: DSIG });
  if (!(element instanceof XmlElement)) throw new Unacceptable('a reference of it leads nowhere');
  idOf(element, 'Id');
  const bytes = canonical(element, transformOf(transforms) ?? INCLUSIVE);
  const holds = value !== undefined && hash(digestOf(method, suite), bytes, 'buffer').equals(bytesIn(value));
  return { element, bytes, holds };
};

/** A document that was signed in its canonical form, brought into it; undefined where it has none. */
const canonicalOf = (bytes: Uint8Array, way: string): Buffer | undefined => {
  try {
    const read = withXml(bytes, ({ root }) => canonical(root.doc satisfies XmlDocument, way));
    return read.ok ? read.value : undefined;
  } catch (error) {
    if (error instanceof Unacceptable) return undefined;
    throw error;
  }
};

const entryOf = (reference: XmlElement, suite: Suite): ManifestEntry => {
  const [transforms, method, value] = exactly(reference, DSIG, ['Transforms?', 'DigestMethod', 'DigestValue']);
  if (value === undefined) throw new Unacceptable('the manifest has no digest');
  const digest = digestOf(method, suite);
  const expected = bytesIn(value);
  const way = transformOf(transforms);
  if (way !== undefined) checkWay(way);
  return {
    uri: attributeOf(reference, 'URI'),
    isOf: (bytes) => {
      const content = way === undefined ? bytes : canonicalOf(bytes, way);
      return content !== undefined && hash(digest, content, 'buffer').equals(expected);
    },
  };
};

/** Read from the canonical form, which is what was signed. */
const entriesIn = (manifest: Buffer, suite: Suite): readonly ManifestEntry[] => {
  const read = withXml(manifest, ({ root }) => {
    const references = elementsIn(root);
    if (references.length > MOST_REFERENCES) throw new Unacceptable('the manifest names too many documents');
    return references.map((reference) => {
      if (reference.name !== 'Reference' || reference.namespaceUri !== DSIG)
        throw new Unacceptable('the manifest holds what is not expected there');
      return entryOf(reference, suite);
    });
  });
  if (!read.ok) throw new Unacceptable('the manifest cannot be read');
  return read.value;
};

/** XAdES §7.2.2: the certificate itself is among what is signed, so that no other with the same key stands for it. */
const checkCertificate = (signed: XmlElement, certificate: Buffer, suite: Suite): void => {
  const [first] = signed.find("./*/*[starts-with(local-name(),'SigningCertificate')]/*[local-name()='Cert'][1]/*[1]");
  if (!(first instanceof XmlElement)) return;
  const [method, value] = elementsIn(first);
  if (value === undefined || !hash(digestOf(method, suite), certificate, 'buffer').equals(bytesIn(value)))
    throw new Unacceptable('its SigningCertificate is another');
};

const open = (signature: XmlElement, suite: Suite): Manifest => {
  if (signature.name !== 'Signature' || signature.namespaceUri !== DSIG)
    throw new Unacceptable('the document is no signature');
  refuseComments(signature);
  const all = elementsIn(signature);
  const [signedInfo, value, keyInfo, ...objects] = all;
  const names = all.map(({ name, namespaceUri }) => (namespaceUri === DSIG ? name : '?')).join(' ');
  if (
    !/^SignedInfo SignatureValue KeyInfo(?: Object)+$/.test(names) ||
    !signedInfo ||
    !value ||
    !keyInfo ||
    !objects[0]
  )
    throw new Unacceptable('the signature is not whole');
  const [canonicalization, method, ...references] = elementsIn(signedInfo);
  if (canonicalization?.name !== 'CanonicalizationMethod' || method?.name !== 'SignatureMethod')
    throw new Unacceptable('SignedInfo is not whole');
  if (
    references.some(({ name }) => name !== 'Reference') ||
    elementsIn(signedInfo).some((one) => one.namespaceUri !== DSIG)
  )
    throw new Unacceptable('SignedInfo holds what is not expected there');
  if (elementsIn(canonicalization).length + elementsIn(method).length > 0)
    throw new Unacceptable('a method holds what is not expected there');
  const algorithm = suite.signatures.get(attributeOf(method, 'Algorithm'));
  if (algorithm === undefined) throw new Unacceptable('its algorithm is not taken here');

  if (references.length > MOST_PARTS) throw new Unacceptable('it signs too many parts');
  const certificate = certificateIn(keyInfo);
  const parts = references.map((reference) => partOf(reference, signature, suite));
  const manifests = parts.filter(({ element }) => `${element.namespaceUri}${element.name}` === MANIFEST);
  const [manifest, more] = manifests;
  if (manifest === undefined || more !== undefined || !objects.some((one) => manifest.element.parent?.isSameNode(one)))
    throw new Unacceptable('it does not sign one manifest');
  for (const { element } of parts)
    if (element.name === 'SignedProperties' && XADES.test(element.namespaceUri))
      checkCertificate(element, certificate, suite);
  const signedBytes = canonical(signedInfo, attributeOf(canonicalization, 'Algorithm'));
  const signatureBytes = bytesIn(value);
  const holds = parts.every((part) => part.holds);
  const entries = entriesIn(manifest.bytes, suite);
  return {
    certificate,
    signedBy: (publicKey) =>
      holds && isSignedBy(algorithm, publicKey, signedBytes, signatureBytes) ? entries : undefined,
  };
};

const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Looks at a document that is a signature over a manifest (IHE ITI TF-3 §5.5, Document Digital Signature): what it signs
 * stands in its own Objects, the manifest among them; canonicalizations inclusive or exclusive, and no other transform.
 *
 * @param suite algorithms that are taken
 * @returns why it is not looked at further, for a sentence
 */
export const openManifest = (document: Uint8Array, suite: Suite = modernSuite): Result<Manifest, string> => {
  const limits = { bytes: MOST_BYTES, depth: 64, nodes: 40_000 };
  try {
    const read = withXml(document, ({ root }) => open(root, suite), limits);
    return read.ok ? ok(read.value) : fail('it is no XML that is taken here');
  } catch (error) {
    if (error instanceof Unacceptable) return fail(error.message);
    throw error;
  }
};
