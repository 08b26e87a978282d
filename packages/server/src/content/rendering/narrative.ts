// SPDX-License-Identifier: Apache-2.0
import { XmlCData, XmlElement, type XmlNode, XmlText } from 'libxml2-wasm';
import { attribute, childNodesOf } from '../xml/index.ts';
import { element, type HtmlNode, paragraph, running } from './html.ts';
import { tableOf } from './narrative-table.ts';
import type { Words } from './phrases.ts';
import { idOf, imageData, languageTag, placeAddress, safeAddress } from './safe-values.ts';
import type { ClassName } from './style.ts';

/** A footnote found in a text; its number is its place among those of the document. */
export interface Footnote {
  readonly number: number;
  readonly nodes: readonly HtmlNode[];
}

/** What a text refers to beside itself. */
export interface NarrativeContext {
  readonly words: Words;
  /** What `renderMultiMedia` shows, by the ID it names (CDA R2 §4.3.5.6). */
  readonly media: (id: string, caption: readonly HtmlNode[]) => readonly HtmlNode[];
  /** Numbers of the footnotes of the document by ID. */
  readonly footnoteNumbers: ReadonlyMap<string, number>;
  /** Takes what is written at a footnote, and gives its number. */
  readonly addFootnote: (id: string | undefined, nodes: readonly HtmlNode[]) => number;
  /** Whether this ID was not used before: one that stands twice names its first place. */
  readonly claim: (id: string) => boolean;
}

type Handler = (from: XmlElement, context: NarrativeContext) => readonly HtmlNode[];

/** styleCode of text (CDA R2 §4.3.5.11), lower case; everything else is left out. */
const textStyles: Readonly<Record<string, readonly ClassName[]>> = {
  bold: ['bold'],
  italics: ['italic'],
  italic: ['italic'],
  bolditalics: ['bold', 'italic'],
  emphasis: ['italic'],
  underline: ['underline'],
};

const listStyles: Readonly<Record<string, ClassName>> = {
  littlealpha: 'list-alpha-little',
  bigalpha: 'list-alpha-big',
  littleroman: 'list-roman-little',
  bigroman: 'list-roman-big',
  disc: 'list-disc',
  circle: 'list-circle',
  square: 'list-square',
};

const codesOf = (from: XmlElement): readonly string[] =>
  (attribute(from, 'styleCode') ?? '')
    .slice(0, 200)
    .toLowerCase()
    .split(/[\s|]+/);

const known = <T>(table: Readonly<Record<string, T>>, codes: readonly string[]): readonly T[] =>
  codes.flatMap((code) => (Object.hasOwn(table, code) ? [table[code] as T] : []));

const classesOf = (from: XmlElement): readonly ClassName[] => [...new Set(known(textStyles, codesOf(from)).flat())];

/** `id` and `lang` as they may be written. */
const namesOf = (from: XmlElement, { claim }: NarrativeContext): { id?: string; lang?: string } => {
  const sent = attribute(from, 'ID') ?? attribute(from, 'id');
  const id = sent === undefined ? undefined : idOf(sent);
  const lang = languageTag(attribute(from, 'language') ?? attribute(from, 'lang'));
  return { ...(id !== undefined && claim(id) ? { id } : {}), ...(lang === undefined ? {} : { lang }) };
};

const withClasses = (classes: readonly ClassName[]): { class?: readonly ClassName[] } =>
  classes.length === 0 ? {} : { class: classes };

/** Elements whose content is no text for a reader. */
const silent: ReadonlySet<string> = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'object', 'embed']);

const isBlank = (node: HtmlNode): boolean => typeof node === 'string' && node.trim() === '';

/** What one node of a text is to a reader; an element that is not known is the text in it. */
const nodeOf = (node: XmlNode, context: NarrativeContext): readonly HtmlNode[] => {
  if (node instanceof XmlText || node instanceof XmlCData) return [node.content];
  if (!(node instanceof XmlElement)) return [];
  const name = node.name.toLowerCase();
  if (silent.has(name)) return [];
  return (Object.hasOwn(handlers, name) ? handlers[name] : undefined)?.(node, context) ?? contentsOf(node, context);
};

/** All that stands in an element, in its order. */
export const contentsOf: Handler = (from, context) => childNodesOf(from).flatMap((node) => nodeOf(node, context));

const isCaption = (node: HtmlNode): boolean => typeof node === 'object' && node.attributes.class?.[0] === 'caption';

const paragraphOf: Handler = (from, context) => {
  const nodes = contentsOf(from, context);
  const attributes = { ...namesOf(from, context), ...withClasses(classesOf(from)) };
  return nodes.every(isBlank) && attributes.id === undefined ? [] : [paragraph(nodes, attributes)];
};

const contentOf: Handler = (from, context) => {
  const nodes = contentsOf(from, context);
  const attributes = { ...namesOf(from, context), ...withClasses(classesOf(from)) };
  // What was taken out or put in since the version before (CDA R2 §4.3.5.3).
  const revised = attribute(from, 'revised');
  const tag = revised === 'delete' ? 'del' : revised === 'insert' ? 'ins' : 'span';
  return tag === 'span' && Object.keys(attributes).length === 0 ? nodes : [running(tag, nodes, attributes)];
};

const runningOf =
  (tag: 'strong' | 'em' | 'sub' | 'sup' | 'ins' | 'del'): Handler =>
  (from, context) => [running(tag, contentsOf(from, context), namesOf(from, context))];

const captionOf: Handler = (from, context) => [
  running('span', contentsOf(from, context), { ...namesOf(from, context), class: ['caption'] }),
];

const blockOf: Handler = (from, context) => [
  element('div', { ...namesOf(from, context), ...withClasses(classesOf(from)) }, contentsOf(from, context)),
];

/** The parts of a list by the element that each becomes; what is no part of it, as `otherwise`. */
const partsOf = (
  from: XmlElement,
  tags: Readonly<Record<string, 'li' | 'dt' | 'dd'>>,
  otherwise: 'li' | 'dd',
  context: NarrativeContext,
): readonly HtmlNode[] =>
  childNodesOf(from).flatMap((node) => {
    const name = node instanceof XmlElement ? node.name.toLowerCase() : '';
    if (!(node instanceof XmlElement) || !Object.hasOwn(tags, name)) {
      const nodes = nodeOf(node, context);
      if (nodes.every(isBlank)) return [];
      return nodes.some((one) => !isCaption(one)) ? [element(otherwise, {}, nodes)] : nodes;
    }
    const attributes = { ...namesOf(node, context), ...withClasses(classesOf(node)) };
    return [element(tags[name] ?? otherwise, attributes, contentsOf(node, context))];
  });

const listOf: Handler = (from, context) => {
  const ordered = attribute(from, 'listType') === 'ordered' || from.name.toLowerCase() === 'ol';
  const style = known(listStyles, codesOf(from)).slice(0, 1);
  const parts = partsOf(from, { item: 'li', li: 'li' }, 'li', context);
  const items = parts.filter((node) => !isCaption(node));
  const attributes = { ...namesOf(from, context), ...withClasses(style) };
  const list = items.length === 0 ? [] : [element(ordered ? 'ol' : 'ul', attributes, items)];
  return [...parts.filter(isCaption).map((node) => paragraph([node])), ...list];
};

const definitionsOf: Handler = (from, context) => [
  element('dl', {}, partsOf(from, { dt: 'dt', dd: 'dd' }, 'dd', context)),
];

const holdsLink = (node: HtmlNode): boolean =>
  typeof node === 'object' && (node.tag === 'a' || node.children.some(holdsLink));

/** A link that leads nowhere safe is its text; so is one in a link, and one around blocks. */
const linkOf: Handler = (from, context) => {
  const nodes = contentsOf(from, context);
  const href = safeAddress(attribute(from, 'href') ?? '');
  const shown = nodes.every(isBlank) && href !== undefined && !href.startsWith('#') ? [href] : nodes;
  const inline = shown.every((node) => typeof node === 'string' || node.inline);
  if (href === undefined || !inline || shown.some(holdsLink)) return shown;
  return [element('a', { href, rel: 'noopener noreferrer nofollow' }, shown)];
};

const footnoteMark = (number: number): HtmlNode =>
  element('sup', {}, [element('a', { href: placeAddress(`footnote-${number}`) }, [`[${number}]`])]);

const footnoteOf: Handler = (from, context) => [
  footnoteMark(context.addFootnote(attribute(from, 'ID'), contentsOf(from, context))),
];

const footnoteRefOf: Handler = (from, context) => {
  const number = context.footnoteNumbers.get(attribute(from, 'IDREF') ?? '');
  return number === undefined ? [] : [footnoteMark(number)];
};

const multiMediaOf: Handler = (from, context) => {
  const caption = contentsOf(from, context);
  const ids = (attribute(from, 'referencedObject') ?? '').split(/\s+/, 50).filter((id) => id !== '');
  return ids.flatMap((id, index) => context.media(id, index === 0 ? caption : []));
};

const preformatted: Handler = (from) => [element('pre', {}, [from.content])];

const headingOf: Handler = (from, context) => [paragraph(contentsOf(from, context), { class: ['heading'] })];

/** An image of XHTML: shown when it stands in the address itself and is one that is shown here. */
const imageOf: Handler = (from, { words }) => {
  const [, base64] = /^data:image\/(?:png|jpeg|gif);base64,(.*)$/s.exec(from.attr('src')?.value.trim() ?? '') ?? [];
  const src = base64 === undefined ? undefined : imageData(Buffer.from(base64, 'base64'));
  const alt = attribute(from, 'alt') ?? words.image;
  return src === undefined ? [element('span', { class: ['house'] }, [`[${alt}]`])] : [element('img', { src, alt })];
};

const tables: Handler = (from, context) =>
  tableOf(from, {
    words: context.words,
    contents: (inner) => contentsOf(inner, context),
    node: (inner) => nodeOf(inner, context),
    names: (inner) => namesOf(inner, context),
    classes: classesOf,
    codes: codesOf,
  });

/** CDA narrative (CDA R2 §4.3.5), and the XHTML of FHIR narrative (FHIR R4 §2.4), by name in lower case. */
const handlers: Readonly<Record<string, Handler>> = {
  paragraph: paragraphOf,
  content: contentOf,
  list: listOf,
  item: blockOf,
  caption: captionOf,
  table: tables,
  linkhtml: linkOf,
  rendermultimedia: multiMediaOf,
  footnote: footnoteOf,
  footnoteref: footnoteRefOf,
  br: () => [element('br')],
  sub: runningOf('sub'),
  sup: runningOf('sup'),
  p: paragraphOf,
  div: blockOf,
  ul: listOf,
  ol: listOf,
  li: blockOf,
  a: linkOf,
  b: runningOf('strong'),
  strong: runningOf('strong'),
  i: runningOf('em'),
  em: runningOf('em'),
  ins: runningOf('ins'),
  del: runningOf('del'),
  s: runningOf('del'),
  strike: runningOf('del'),
  pre: preformatted,
  h1: headingOf,
  h2: headingOf,
  h3: headingOf,
  h4: headingOf,
  h5: headingOf,
  h6: headingOf,
  hr: () => [element('hr')],
  img: imageOf,
  dl: definitionsOf,
  dt: blockOf,
  dd: blockOf,
};
