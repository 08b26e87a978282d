// SPDX-License-Identifier: Apache-2.0
import type { ClassName } from './style.ts';

/** Every element that a rendered document may hold; nothing else can be written. */
export type Tag =
  | 'a'
  | 'br'
  | 'caption'
  | 'code'
  | 'dd'
  | 'del'
  | 'div'
  | 'dl'
  | 'dt'
  | 'em'
  | 'figcaption'
  | 'figure'
  | 'footer'
  | 'h1'
  | 'h2'
  | 'h3'
  | 'h4'
  | 'h5'
  | 'h6'
  | 'header'
  | 'hr'
  | 'img'
  | 'ins'
  | 'li'
  | 'main'
  | 'ol'
  | 'p'
  | 'pre'
  | 'section'
  | 'span'
  | 'strong'
  | 'sub'
  | 'sup'
  | 'table'
  | 'tbody'
  | 'td'
  | 'tfoot'
  | 'th'
  | 'thead'
  | 'tr'
  | 'ul';

declare const checked: unique symbol;
/** An address that may stand in a link; only `safe-values.ts` makes one. */
export type SafeAddress = string & { readonly [checked]: 'address' };
/** A `data:` address of an image whose first bytes were looked at; only `safe-values.ts` makes one. */
export type ImageData = string & { readonly [checked]: 'image' };

/** Every attribute that may be written. None of them runs anything or leads to a request. */
export interface Attributes {
  readonly class?: readonly ClassName[];
  readonly id?: string;
  readonly lang?: string;
  readonly href?: SafeAddress;
  readonly rel?: 'noopener noreferrer nofollow';
  readonly src?: ImageData;
  readonly alt?: string;
  readonly scope?: 'col' | 'row' | 'colgroup' | 'rowgroup';
  readonly colspan?: number;
  readonly rowspan?: number;
  readonly tabindex?: 0;
  readonly role?: 'group';
  readonly 'aria-label'?: string;
}

export interface HtmlElement {
  readonly tag: Tag;
  readonly attributes: Attributes;
  readonly children: readonly HtmlNode[];
  /** It and all in it may stand in a paragraph. */
  readonly inline: boolean;
}

/** A text, as it is to be read, or an element. */
export type HtmlNode = string | HtmlElement;

const phrasing: ReadonlySet<Tag> = new Set<Tag>([
  ...(['a', 'br', 'code', 'del', 'em', 'img', 'ins', 'span', 'strong', 'sub', 'sup'] as const),
]);
const empty: ReadonlySet<Tag> = new Set<Tag>(['br', 'hr', 'img']);

const isInline = (node: HtmlNode): boolean => typeof node === 'string' || node.inline;

export const element = (tag: Tag, attributes: Attributes = {}, children: readonly HtmlNode[] = []): HtmlElement => ({
  tag,
  attributes,
  children,
  inline: phrasing.has(tag) && children.every(isInline),
});

/**
 * A paragraph, or a division of the same look where what it holds may not stand in a paragraph: a browser would close
 * the paragraph there and move what follows.
 */
export const paragraph = (children: readonly HtmlNode[], attributes: Attributes = {}): HtmlElement =>
  children.every(isInline)
    ? element('p', attributes, children)
    : element('div', { ...attributes, class: ['p', ...(attributes.class ?? [])] }, children);

/** An element of running text, or a division with the same attributes where it holds blocks. */
export const running = (
  tag: 'span' | 'strong' | 'em' | 'sub' | 'sup' | 'ins' | 'del',
  children: readonly HtmlNode[],
  attributes: Attributes = {},
): HtmlElement => element(children.every(isInline) ? tag : 'div', attributes, children);

/** What HTML and XML can both hold: no control characters but white space, no half of a pair, no noncharacter. */
const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/g, '');

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Text that is read as text, in an element as in a quoted attribute. */
export const escaped = (text: string): string =>
  printable(text).replace(/[&<>"'`]/g, (character) => references[character] ?? character);

const attributeText = (name: string, value: string | number | readonly string[]): string =>
  ` ${name}="${escaped(typeof value === 'object' ? value.join(' ') : String(value))}"`;

const writeInto = (parts: string[], node: HtmlNode): void => {
  if (typeof node === 'string') {
    parts.push(escaped(node));
    return;
  }
  const { tag, attributes, children } = node;
  parts.push('<', tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || (typeof value === 'object' && value.length === 0)) continue;
    parts.push(attributeText(name, value));
  }
  if (empty.has(tag)) {
    parts.push('/>');
    return;
  }
  parts.push('>');
  // A browser drops a line break right after <pre>.
  if (tag === 'pre') parts.push('\n');
  for (const child of children) writeInto(parts, child);
  parts.push('</', tag, '>');
};

/** Writes nodes, as HTML that is well-formed XML too, so that no two parsers read it in two ways. */
export const written = (nodes: readonly HtmlNode[]): string => {
  const parts: string[] = [];
  for (const node of nodes) writeInto(parts, node);
  return parts.join('');
};
