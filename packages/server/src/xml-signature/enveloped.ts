// SPDX-License-Identifier: Apache-2.0
import { hash, type KeyObject } from 'node:crypto';
import { fail, ok, type Result } from '@dossier/core/result';
import { XmlElement } from 'libxml2-wasm';
import { DSIG, ENVELOPED, EXCLUSIVE, isSignedBy, modernSuite, type Suite } from './algorithms.ts';
import { canonical, isolate, type Prefixes, prefixesOf } from './canonical.ts';
import { certificateIn } from './key-info.ts';
import { attributeOf, bytesIn, elementsIn, exactly, idOf, refuseComments, refuseLarge, Unacceptable } from './nodes.ts';

/** An element with a signature in it, of which it is not known yet whether it holds. */
export interface Enveloped {
  /** DER of the certificate that is said to have signed: to be judged before its key is used. */
  readonly certificate: Uint8Array;
  /**
   * The element in its canonical form, without the signature, where the holder of this key has signed it: the only
   * thing that may be read. Undefined otherwise.
   */
  readonly signedBy: (publicKey: KeyObject) => Buffer | undefined;
}

/** The parts of a signature that stand where they have to. */
interface Parts {
  readonly signedInfo: XmlElement;
  readonly algorithm: string;
  readonly canonicalization: Prefixes;
  readonly transform: Prefixes;
  readonly digestMethod: string;
  readonly digest: Buffer;
  readonly signature: Buffer;
  readonly certificate: Buffer;
}

const transformsOf = (transforms: XmlElement): Prefixes => {
  const [first, second] = exactly(transforms, DSIG, ['Transform', 'Transform']);
  if (first === undefined || second === undefined) throw new Unacceptable('two transforms are expected');
  if (attributeOf(first, 'Algorithm') !== ENVELOPED)
    throw new Unacceptable('the first transform is not that of an enveloped signature');
  // some libraries write the prefixes into each transform; they mean nothing there
  const [list, more] = elementsIn(first);
  if (more !== undefined || (list !== undefined && list.name !== 'InclusiveNamespaces'))
    throw new Unacceptable('Transform holds what is not expected there');
  if (attributeOf(second, 'Algorithm') !== EXCLUSIVE)
    throw new Unacceptable('the second transform is not exclusive canonicalization');
  return prefixesOf(second);
};

/** Reads a signature, strictly: these elements in this order, one reference, to the element in which it stands. */
const partsOf = (signature: XmlElement, id: string): Parts => {
  const [signedInfo, value, keyInfo] = exactly(signature, DSIG, ['SignedInfo', 'SignatureValue', 'KeyInfo']);
  if (!signedInfo || !value || !keyInfo) throw new Unacceptable('the signature is not whole');
  const [canonicalization, method, reference] = exactly(signedInfo, DSIG, [
    'CanonicalizationMethod',
    'SignatureMethod',
    'Reference',
  ]);
  if (!canonicalization || !method || !reference) throw new Unacceptable('SignedInfo is not whole');
  if (attributeOf(canonicalization, 'Algorithm') !== EXCLUSIVE)
    throw new Unacceptable('SignedInfo is not canonicalized exclusively');
  if (elementsIn(method).length > 0) throw new Unacceptable('SignatureMethod holds what is not expected there');
  if (attributeOf(reference, 'URI') !== `#${id}`) throw new Unacceptable('it is not about the element it stands in');
  const [transforms, digestMethod, digestValue] = exactly(reference, DSIG, [
    'Transforms',
    'DigestMethod',
    'DigestValue',
  ]);
  if (!transforms || !digestMethod || !digestValue) throw new Unacceptable('the reference is not whole');
  if (elementsIn(digestMethod).length > 0) throw new Unacceptable('DigestMethod holds what is not expected there');
  return {
    signedInfo,
    algorithm: attributeOf(method, 'Algorithm'),
    canonicalization: prefixesOf(canonicalization),
    transform: transformsOf(transforms),
    digestMethod: attributeOf(digestMethod, 'Algorithm'),
    digest: bytesIn(digestValue),
    signature: bytesIn(value),
    certificate: certificateIn(keyInfo),
  };
};

/** An assertion of this field has some hundred. */
const MOST_NODES = 5_000;

const open = (element: XmlElement, suite: Suite): Enveloped => {
  refuseLarge(element, MOST_NODES);
  refuseComments(element);
  const id = idOf(element, 'ID');
  const signatures = element.find('.//ds:Signature', { ds: DSIG });
  const [signature] = signatures;
  if (signatures.length !== 1 || !(signature instanceof XmlElement) || !signature.parent?.isSameNode(element))
    throw new Unacceptable(signatures.length === 0 ? 'there is none' : 'it does not hold one signature, in itself');
  const parts = partsOf(signature, id);
  const algorithm = suite.signatures.get(parts.algorithm);
  const digest = suite.digests.get(parts.digestMethod);
  if (algorithm === undefined || digest === undefined) throw new Unacceptable('its algorithm is not taken here');

  isolate(element);
  const signedInfo = canonical(parts.signedInfo, EXCLUSIVE, parts.canonicalization);
  signature.remove();
  const content = canonical(element, EXCLUSIVE, parts.transform);
  const holds = hash(digest, content, 'buffer').equals(parts.digest);
  return {
    certificate: parts.certificate,
    signedBy: (publicKey) =>
      holds && isSignedBy(algorithm, publicKey, signedInfo, parts.signature) ? content : undefined,
  };
};

/**
 * Looks at the signature in an element (W3C XML Signature 1.1, enveloped): one reference, to this very element by its
 * `ID`; transforms enveloped-signature and exclusive canonicalization, and no other; one certificate. The element is found
 * by where it stands, never by its ID. Takes out of the document what stands beside the element, and the signature.
 *
 * @param suite algorithms that are taken
 * @returns why it is not looked at further, for a sentence
 */
export const openEnveloped = (element: XmlElement, suite: Suite = modernSuite): Result<Enveloped, string> => {
  try {
    return ok(open(element, suite));
  } catch (error) {
    if (error instanceof Unacceptable) return fail(error.message);
    throw error;
  }
};
