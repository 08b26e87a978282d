// SPDX-License-Identifier: Apache-2.0
import { XmlCData, XmlElement, XmlText } from 'libxml2-wasm';
import { childNodesOf } from '../../content/xml/index.ts';
import { contentIdOfAddress } from '../mime/content-type.ts';
import type { Attachment } from '../mime/multipart.ts';
import { ns } from '../namespaces.ts';

/** An element of a message, free of the parser. */
export interface Element {
  readonly namespace: string;
  readonly name: string;
  /** Those without namespace by name, the others as `{namespace}name`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  /** Its own text, as it stands; of what has children, what stands between them. */
  readonly text: string;
  /** What stands in its place beside the envelope (W3C XOP §2.1). */
  readonly attached?: Attachment;
}

const textOf = (node: XmlElement): string => {
  const pieces: string[] = [];
  for (const child of childNodesOf(node))
    if (child instanceof XmlText || child instanceof XmlCData) pieces.push(child.content);
  return pieces.join('');
};

/** Told of an `xop:Include` that leads nowhere. */
type Unresolved = (href: string) => void;

const attachmentOf = (
  include: XmlElement,
  attachments: ReadonlyMap<string, Attachment>,
  unresolved: Unresolved,
): Attachment | undefined => {
  const href = include.attr('href')?.value ?? '';
  const id = contentIdOfAddress(href);
  const found = id === undefined ? undefined : attachments.get(id);
  if (found === undefined) unresolved(href);
  return found;
};

const isInclude = (node: XmlElement): boolean => node.name === 'Include' && node.namespaceUri === ns.xop;

/** Takes an element out of the parser, with what its `xop:Include` stand for. */
export const elementOf = (
  node: XmlElement,
  attachments: ReadonlyMap<string, Attachment>,
  unresolved: Unresolved,
): Element => {
  const children: Element[] = [];
  let attached: Attachment | undefined;
  for (const child of childNodesOf(node)) {
    if (!(child instanceof XmlElement)) continue;
    if (isInclude(child)) attached = attachmentOf(child, attachments, unresolved);
    else children.push(elementOf(child, attachments, unresolved));
  }
  const attributes = new Map(
    node.attrs.map((one) => [one.namespaceUri === '' ? one.name : `{${one.namespaceUri}}${one.name}`, one.value]),
  );
  return {
    namespace: node.namespaceUri,
    name: node.name,
    attributes,
    children,
    text: textOf(node),
    ...(attached === undefined ? {} : { attached }),
  };
};

/** The children of this name. */
export const childrenOf = (parent: Element, namespace: string, name: string): readonly Element[] =>
  parent.children.filter((child) => child.name === name && child.namespace === namespace);

/** The first child of this name. */
export const childOf = (parent: Element, namespace: string, name: string): Element | undefined =>
  parent.children.find((child) => child.name === name && child.namespace === namespace);

/** Text of the first child of this name without white space around it; undefined where there is none or it is empty. */
export const textAt = (parent: Element, namespace: string, name: string): string | undefined => {
  const found = childOf(parent, namespace, name)?.text.trim();
  return found === '' ? undefined : found;
};

/** An attribute without namespace; undefined where it is absent or blank. */
export const attributeAt = ({ attributes }: Element, name: string): string | undefined => {
  const value = attributes.get(name)?.trim();
  return value === '' ? undefined : value;
};

/** The bytes of an element of type base64Binary, beside the envelope or in it; undefined where they are no base64. */
export const binaryOf = ({ attached, text }: Element): Buffer | undefined => {
  if (attached !== undefined) return attached.bytes;
  const plain = text.replace(/[\t\n\r ]+/g, '');
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(plain)
    ? Buffer.from(plain, 'base64')
    : undefined;
};
