// SPDX-License-Identifier: Apache-2.0
import type { CdaDocument } from '../cda/index.ts';
import { attribute, type XmlElement } from '../xml/index.ts';
import { type Body, bodyOf, linkTo } from './bodies.ts';
import { headerOf } from './cda-header.ts';
import { element, type HtmlNode, paragraph } from './html.ts';
import { type Medium, mediaOf, xpath } from './media.ts';
import { contentsOf, type Footnote, type NarrativeContext } from './narrative.ts';
import { houseNote } from './notes.ts';
import { idOf, imageData, languageTag, placeAddress } from './safe-values.ts';
import type { Around, Shown } from './shown.ts';

const headings = ['h2', 'h3', 'h4', 'h5', 'h6'] as const;

/** How media are shown: an image once, and a link to it where it is named again. */
const showMedia = (media: readonly Medium[], around: Around) => {
  const byId = new Map(media.flatMap((medium) => medium.ids.map((id) => [id, medium] as const)));
  const shown = new Set<Medium>();
  const missed = new Set<string>();
  const { words } = around;
  const show = (medium: Medium, caption: readonly HtmlNode[]): readonly HtmlNode[] => {
    const { number, bytes, elsewhere } = medium;
    if (number === undefined) return [houseNote(elsewhere ? words.elsewhere : words.missing)];
    const src = imageData(bytes);
    if (shown.has(medium) && src !== undefined) {
      const again = element('a', { href: placeAddress(`medium-${number}`) }, [words.shownAbove]);
      return [paragraph([again], { class: ['house'] })];
    }
    shown.add(medium);
    if (src === undefined) return [linkTo(medium, number, around)];
    const alt = textIn(caption) || `${words.image} ${number}`;
    const figcaption = caption.length === 0 ? [] : [element('figcaption', {}, caption)];
    return [element('figure', { id: `medium-${number}` }, [element('img', { src, alt }), ...figcaption])];
  };
  return {
    named: (id: string, caption: readonly HtmlNode[]): readonly HtmlNode[] => {
      const medium = byId.get(id);
      if (medium !== undefined) return show(medium, caption);
      if (missed.has(id)) return [];
      missed.add(id);
      return [houseNote(words.missing)];
    },
    /** Those that no text names. */
    rest: (): readonly HtmlNode[] => {
      const left = media.filter((medium) => medium.number !== undefined && !shown.has(medium));
      if (left.length === 0) return [];
      const links = left.flatMap((medium) =>
        medium.number === undefined ? [] : [linkTo(medium, medium.number, around)],
      );
      return [element('section', {}, [element('h2', { class: ['house'] }, [words.attachments]), ...links])];
    },
  };
};

const textIn = (nodes: readonly HtmlNode[]): string =>
  nodes
    .map((node) => (typeof node === 'string' ? node : textIn(node.children)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();

const footnoteNumbersIn = (document: XmlElement): ReadonlyMap<string, number> => {
  const numbers = new Map<string, number>();
  for (const [index, footnote] of xpath.all(document, './/h:footnote').entries()) {
    const id = attribute(footnote, 'ID');
    if (id !== undefined && !numbers.has(id)) numbers.set(id, index + 1);
  }
  return numbers;
};

/** Writes the sections of a body, each with its title, text and footnotes, and those in it one level deeper. */
const sectionWriter = (document: XmlElement, around: Around, media: ReturnType<typeof showMedia>) => {
  const numbers = footnoteNumbersIn(document);
  const taken = new Set(numbers.values());
  const written = new Set<number>();
  const claimed = new Set<string>();
  const claim = (id: string): boolean => {
    if (claimed.has(id)) return false;
    claimed.add(id);
    return true;
  };
  const { words } = around;
  let footnotes: Footnote[] = [];
  let unnamed = 0;
  const context: NarrativeContext = {
    words,
    media: media.named,
    footnoteNumbers: numbers,
    claim,
    addFootnote: (id, nodes) => {
      // An ID that stands twice names its first footnote; the other has a number of its own.
      const named = id === undefined ? undefined : numbers.get(id);
      const known = named !== undefined && !written.has(named) ? named : undefined;
      while (known === undefined && taken.has(unnamed + 1)) unnamed += 1;
      const number = known ?? ++unnamed;
      footnotes.push({ number, nodes });
      written.add(number);
      return number;
    },
  };
  const footnotesHere = (): readonly HtmlNode[] => {
    const here = footnotes;
    footnotes = [];
    if (here.length === 0) return [];
    const items = here.map(({ number, nodes }) => {
      const id = `footnote-${number}`;
      return element('li', claim(id) ? { id } : {}, [`[${number}] `, ...nodes]);
    });
    return [element('ul', { class: ['footnotes'] }, items)];
  };
  const sectionOf = (section: XmlElement, level: number): HtmlNode => {
    const title = xpath.text(section, 'h:title') ?? attributeAt(section, 'h:code', 'displayName');
    const tag = headings[Math.min(level, headings.length - 1)] ?? 'h6';
    const id = attribute(section, 'ID');
    const lang = languageTag(attributeAt(section, 'h:languageCode', 'code'));
    const text = xpath.first(section, 'h:text');
    const narrative = text === undefined ? [] : contentsOf(text, context);
    const notes = footnotesHere();
    const inner = xpath
      .all(section, 'h:component/h:section')
      .map((one) => sectionOf(one, title === undefined ? level : level + 1));
    const isBare = textIn(narrative) === '' && inner.length === 0 && !narrative.some(isElement);
    const isPlace = id !== undefined && claim(idOf(id));
    return element('section', { ...(isPlace ? { id: idOf(id) } : {}), ...(lang === undefined ? {} : { lang }) }, [
      ...(title === undefined ? [] : [element(tag, {}, [title])]),
      ...(isBare
        ? [houseNote(xpath.first(section, 'h:entry') === undefined ? words.emptySection : words.codedOnly)]
        : [grouped(narrative)]),
      ...notes,
      ...inner,
    ]);
  };
  return sectionOf;
};

const isElement = (node: HtmlNode): boolean => typeof node === 'object';

const grouped = (nodes: readonly HtmlNode[]): HtmlNode => element('div', {}, nodes);

const attributeAt = (from: XmlElement, path: string, name: string): string | undefined => {
  const found = xpath.first(from, path);
  return found === undefined ? undefined : attribute(found, name);
};

const structured = (document: XmlElement, media: readonly Medium[], around: Around): readonly HtmlNode[] => {
  const writer = showMedia(media, around);
  const write = sectionWriter(document, around, writer);
  const sections = xpath
    .all(document, 'h:component/h:structuredBody/h:component/h:section')
    .map((one) => write(one, 0));
  return [...sections, ...writer.rest()];
};

/** What a CDA document shows, read to its end; a body of level 1 may take longer, and needs the XML no more. */
export interface CdaParts extends Pick<Shown, 'title' | 'language' | 'header'> {
  readonly sections: readonly HtmlNode[];
  /** The body of level 1, where it is one that stands in the document. */
  readonly body?: Medium;
}

/** Reads a CDA R2 document as it is shown (CDA R2 §4.3): its header in words, and its narrative or its body. */
export const partsOfCda = ({ document, header }: CdaDocument, around: Around): CdaParts => {
  const { words } = around;
  const media = mediaOf(document);
  const isUnstructured = header.body?.kind === 'unstructured';
  const body = isUnstructured ? media[0] : undefined;
  const missing = isUnstructured && body?.number === undefined;
  const language = languageTag(header.language);
  return {
    title: header.title ?? header.code?.display ?? words.document,
    ...(language === undefined ? {} : { language }),
    header: headerOf(header, words),
    sections: missing
      ? [houseNote(body?.elsewhere === true ? words.elsewhere : words.missing)]
      : isUnstructured
        ? []
        : structured(document, media, around),
    ...(body?.number === undefined ? {} : { body }),
  };
};

/** The whole of it: with the body of level 1, whose text may have to be looked for. */
export const shownOfCda = async ({ sections, body, ...parts }: CdaParts, around: Around): Promise<Shown> => {
  if (body?.number === undefined) return { ...parts, body: sections };
  const { nodes, ...more }: Body = await bodyOf(body, around);
  return { ...parts, ...more, body: [linkTo(body, body.number, around), ...nodes] };
};
