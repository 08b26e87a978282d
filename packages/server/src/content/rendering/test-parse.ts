// SPDX-License-Identifier: Apache-2.0
import { XmlElement } from 'libxml2-wasm';
import { childNodesOf, withXml } from '../xml/index.ts';
import { renderDocument } from './index.ts';
import type { RenderingLanguage } from './phrases.ts';
import type { DocumentContent } from './shown.ts';
import { style } from './style.ts';

/** Addresses as a face would give them. */
const addresses = {
  original: 'https://dossier.test/fhir/Binary/1',
  attachment: (number: number) => `https://dossier.test/fhir/DocumentReference/1/$render?attachment=${number}`,
};

export const rendered = (content: DocumentContent, language: RenderingLanguage = 'fr'): Promise<string> =>
  renderDocument(content, { language, addresses });

/** An element of a rendered page, in the words of a test. */
export interface Seen {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Seen[];
}

const seenIn = (from: XmlElement): Seen => ({
  tag: from.name,
  attributes: Object.fromEntries(from.attrs.map(({ name, value }) => [name, value])),
  text: from.content.replace(/\s+/g, ' ').trim(),
  children: childNodesOf(from).flatMap((node) => (node instanceof XmlElement ? [seenIn(node)] : [])),
});

/** Reads a page as XML, which a page must be too; throws where it is not. */
export const seen = (html: string): Seen => {
  const read = withXml(Buffer.from(html.replace(/^<!doctype html>\n/, '')), ({ root }) => seenIn(root), {
    bytes: 2 ** 31,
    depth: 2000,
    nodes: 10_000_000,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
};

export const everyIn = (from: Seen): readonly Seen[] => [from, ...from.children.flatMap(everyIn)];

export const named = (from: Seen, ...tags: readonly string[]): readonly Seen[] =>
  everyIn(from).filter(({ tag }) => tags.includes(tag));

const elements =
  'html head meta title style body a br caption code dd del div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr img ins li main ol p pre section span strong sub sup table tbody td tfoot th thead tr ul';
const attributes =
  'lang charset name content class id href rel src alt scope colspan rowspan tabindex role aria-label http-equiv';
const allowed = { elements: new Set(elements.split(' ')), attributes: new Set(attributes.split(' ')) };

/** All that a rendered page must not hold, told so that a test shows it; empty for a page that is inert. */
export const dangersIn = (html: string): readonly string[] => {
  const page = seen(html);
  const ids = everyIn(page).flatMap(({ attributes: { id } }) => (id === undefined ? [] : [id]));
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  const headings = named(page, 'h1', 'h2', 'h3', 'h4', 'h5', 'h6').map(({ tag }) => Number(tag[1]));
  return [
    ...twice.slice(0, 1).map((id) => `id ${id} twice`),
    ...headings.flatMap((level, at) =>
      level > (headings[at - 1] ?? 0) + 1 ? [`h${level} after h${headings[at - 1]}`] : [],
    ),
    ...everyIn(page).flatMap(({ tag, attributes: given, text, children }) => [
      ...(allowed.elements.has(tag) ? [] : [`<${tag}>`]),
      ...Object.keys(given).flatMap((name) => (allowed.attributes.has(name) ? [] : [`${tag} ${name}`])),
      ...(tag === 'style' && text !== style.replace(/\s+/g, ' ').trim() ? ['a style of others'] : []),
      ...(given.href === undefined || /^(?:#|https?:\/\/|mailto:)/.test(given.href) ? [] : [`href ${given.href}`]),
      ...(given.src === undefined || /^data:image\/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=]+$/.test(given.src)
        ? []
        : [`src ${given.src.slice(0, 60)}`]),
      ...(tag === 'img' && !given.alt ? ['an image without alt'] : []),
      ...(tag === 'th' && given.scope === undefined ? ['th without scope'] : []),
      ...(tag === 'p' && named({ tag, attributes: given, text, children }, 'div', 'table', 'ul', 'ol', 'pre').length > 0
        ? ['a block in a paragraph']
        : []),
    ]),
  ];
};
