// SPDX-License-Identifier: Apache-2.0
import { type C14NOptions, XmlC14NMode, type XmlDocument, type XmlElement, XmlError } from 'libxml2-wasm';
import { EXCLUSIVE } from './algorithms.ts';
import { attributeOf, elementsIn, Unacceptable } from './nodes.ts';

/** Prefixes that are treated as inclusive C14N does (W3C Exclusive XML Canonicalization 1.0 §3, InclusiveNamespaces). */
export type Prefixes = readonly string[];

const MOST_PREFIXES = 32;

/** What a method or transform of exclusive canonicalization says beside its address. */
export const prefixesOf = (method: XmlElement): Prefixes => {
  const [list, more] = elementsIn(method);
  if (list === undefined) return [];
  if (more !== undefined || list.name !== 'InclusiveNamespaces' || list.namespaceUri !== EXCLUSIVE)
    throw new Unacceptable(`${method.name} holds what is not expected there`);
  if (elementsIn(list).length > 0) throw new Unacceptable('InclusiveNamespaces is not empty');
  const prefixes = attributeOf(list, 'PrefixList')
    .split(/[\t\n\r ]+/)
    .filter((prefix) => prefix !== '');
  if (prefixes.length > MOST_PREFIXES) throw new Unacceptable('InclusiveNamespaces names too many prefixes');
  return prefixes;
};

const { XML_C14N_1_0, XML_C14N_1_1, XML_C14N_EXCLUSIVE_1_0 } = XmlC14NMode;
const withComments = true;

/** The ways of bringing XML into a canonical form, by their addresses. */
const WAYS: ReadonlyMap<string, Pick<C14NOptions, 'mode' | 'withComments'>> = new Map([
  ['http://www.w3.org/TR/2001/REC-xml-c14n-20010315', { mode: XML_C14N_1_0 }],
  ['http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments', { mode: XML_C14N_1_0, withComments }],
  ['http://www.w3.org/2006/12/xml-c14n11', { mode: XML_C14N_1_1 }],
  ['http://www.w3.org/2006/12/xml-c14n11#WithComments', { mode: XML_C14N_1_1, withComments }],
  [EXCLUSIVE, { mode: XML_C14N_EXCLUSIVE_1_0 }],
  [`${EXCLUSIVE}WithComments`, { mode: XML_C14N_EXCLUSIVE_1_0, withComments }],
]);

/** What is done to a node-set that nothing else is said of (W3C XML Signature 1.1 §4.4.3.2). */
export const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';

const wayOf = (way: string): Pick<C14NOptions, 'mode' | 'withComments'> => {
  const options = WAYS.get(way);
  if (options === undefined) throw new Unacceptable('its canonicalization is not taken here');
  return options;
};

/** Ends the look at a signature where this is no canonicalization that is taken. */
export const checkWay = (way: string): void => void wayOf(way);

/**
 * The canonical form of a document, or of an element and all in it.
 *
 * @param way address of the algorithm
 */
export const canonical = (node: XmlElement | XmlDocument, way: string, prefixes: Prefixes = []): Buffer => {
  const options = wayOf(way);
  const inclusive = prefixes.length > 0 && { inclusiveNamespacePrefixes: [...prefixes] };
  try {
    return Buffer.from(node.canonicalizeToString({ ...options, ...inclusive }));
  } catch (error) {
    // such as for a namespace whose name is relative
    if (error instanceof XmlError) throw new Unacceptable('it has no canonical form');
    throw error;
  }
};

/** Takes out of a document what stands beside an element and those above it: the canonical form looks at every node. */
export const isolate = (element: XmlElement): void => {
  for (let inside = element; inside.parent !== null; inside = inside.parent) {
    for (const other of inside.parent.find('./*')) if (!other.isSameNode(inside)) other.remove();
  }
};
