// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure, sentenceOf } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { cdaDocumentIn } from '../cda/index.ts';
import { defaultXmlLimits, withXml, type XmlLimits } from '../xml/index.ts';
import { bodyOf, decoded, kindOf, textBody } from './bodies.ts';
import { partsOfCda, shownOfCda } from './cda.ts';
import { fhirInXml, shownOfFhir } from './fhir-document.ts';
import { element } from './html.ts';
import { type Medium, mediaOf } from './media.ts';
import { houseNote } from './notes.ts';
import type { Around, DocumentContent, Shown } from './shown.ts';

/** What a page may hold; a document of more elements than that is opened as it came. */
const limits: XmlLimits = { ...defaultXmlLimits, nodes: 250_000 };

/** Larger JSON is opened as it came. */
const MOST_JSON_BYTES = 20 * 1024 * 1024;

const essence = (mimeType: string): string => mimeType.split(';', 1)[0]?.trim().toLowerCase() ?? '';

const unreadable = (refused: Failure, { words }: Around): Shown => ({
  title: words.document,
  header: [],
  body: [houseNote(words.unreadable), element('p', { class: ['house'], lang: 'en' }, [sentenceOf(refused)])],
  withoutText: 'unreadable',
});

const simple = async (content: DocumentContent, around: Around): Promise<Shown> => {
  const { nodes, ...more } = await bodyOf({ mediaType: essence(content.mimeType), bytes: content.bytes }, around);
  return { title: around.words.document, header: [], body: nodes, ...more };
};

/** XML of any kind: a CDA, also inside its stylesheet, which is never run; a FHIR resource; else its text. */
const showXml = async (content: DocumentContent, around: Around): Promise<Shown> => {
  const read = withXml(
    content.bytes,
    ({ root, encoding }) => {
      const cda = cdaDocumentIn(root, encoding);
      if (cda !== undefined) return { cda: partsOfCda(cda, around) };
      return { shown: shownOfFhir(fhirInXml(root), around.words, limits), text: root.content };
    },
    limits,
  );
  if (!read.ok) return unreadable(read.error, around);
  if (read.value.cda !== undefined) return shownOfCda(read.value.cda, around);
  if (read.value.shown !== undefined) return read.value.shown;
  const { nodes, ...more } = textBody(read.value.text, around);
  return { title: around.words.document, header: [], body: nodes, ...more };
};

const parsed = (text: string): Result<unknown, Failure> => {
  try {
    return ok(JSON.parse(text));
  } catch {
    return fail(failure('body-malformed', { format: 'JSON', why: 'it is not well-formed' }));
  }
};

const showJson = async (content: DocumentContent, around: Around): Promise<Shown> => {
  if (content.bytes.length > MOST_JSON_BYTES)
    return unreadable(failure('body-too-large', { limitBytes: MOST_JSON_BYTES }), around);
  const read = parsed(decoded(content.bytes));
  if (!read.ok) return unreadable(read.error, around);
  return shownOfFhir(read.value, around.words, limits) ?? simple(content, around);
};

/** Reads a document of any kind as it is shown. It never fails: what cannot be read is said to be so. */
export const show = async (content: DocumentContent, around: Around): Promise<Shown> => {
  const kind = kindOf({ mediaType: essence(content.mimeType), bytes: content.bytes });
  if (kind === 'xml') return showXml(content, around);
  return kind === 'json' ? showJson(content, around) : simple(content, around);
};

/** The content that stands in a document at `number`, from 1; undefined when none does. */
export const mediumIn = ({ mimeType, bytes }: DocumentContent, number: number): Medium | undefined => {
  if (kindOf({ mediaType: essence(mimeType), bytes }) !== 'xml') return undefined;
  const read = withXml(
    bytes,
    ({ root, encoding }) => {
      const cda = cdaDocumentIn(root, encoding);
      return cda && mediaOf(cda.document).find((medium) => medium.number === number);
    },
    limits,
  );
  return read.ok ? read.value : undefined;
};
