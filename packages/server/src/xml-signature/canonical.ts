// SPDX-License-Identifier: Apache-2.0
import { XmlC14NMode, type XmlElement, XmlError } from 'libxml2-wasm';
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

/** Exclusive canonicalization 1.0 of an element and all in it, without comments. */
export const canonical = (element: XmlElement, prefixes: Prefixes): Buffer => {
  const options = {
    mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0,
    ...(prefixes.length > 0 && { inclusiveNamespacePrefixes: [...prefixes] }),
  };
  try {
    return Buffer.from(element.canonicalizeToString(options));
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
