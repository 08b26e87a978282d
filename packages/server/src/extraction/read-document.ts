// SPDX-License-Identifier: Apache-2.0
import type { Author, DocumentEntry } from '@dossier/core/documents';
import { labelOf } from '@dossier/core/facts';
import type { Understood } from '../content/understanding/index.ts';
import { wordsOf } from '../content/words/index.ts';
import type { DocumentReading } from '../record/index.ts';

/** More words than this say no more of a document. */
const MOST_WORDS = 20_000;
/** More text than this is not kept to be shown; characters. */
const LONGEST_TEXT = 1_000_000;

const nameOf = ({ name, institutions }: Author): string =>
  [...(name?.given ?? []), name?.family].filter((part) => part !== undefined).join(' ') ||
  (institutions[0]?.name ?? '');

const distinct = (values: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== undefined && value !== '').map(String)),
];

/** Stems between spaces, each once, so that a word is found by looking for it in the text. */
const stemsOf = (texts: readonly string[]): string => {
  const stems = new Set<string>();
  for (const text of texts)
    for (const { word, stem } of wordsOf(text)) {
      if (stems.size >= MOST_WORDS) break;
      stems.add(stem);
      if (word !== stem) stems.add(word);
    }
  return ` ${[...stems].join(' ')} `;
};

/** The reading that is kept of a document: what was understood, and what its metadata add to a search. */
export const readingOf = (entry: DocumentEntry, { facts, sections, withoutText }: Understood): DocumentReading => {
  const authors = distinct(entry.authors.map(nameOf));
  const places = distinct(entry.authors.flatMap(({ institutions }) => institutions.map(({ name }) => name)));
  const title = entry.title ?? entry.typeCode.display ?? entry.typeCode.code;
  const type = entry.typeCode.display ?? entry.typeCode.code;
  const codes = facts.flatMap(({ concept }) => [
    labelOf(concept),
    ...concept.codes.flatMap(({ code, display = '' }) => [code, display]),
  ]);
  let room = LONGEST_TEXT;
  const kept = sections.filter(({ text }) => {
    room -= text.length;
    return room >= 0;
  });
  return {
    source: { title, typeCode: entry.typeCode.code, creationTime: entry.creationTime, authors },
    facts,
    sections: kept,
    words: {
      title,
      type,
      authors,
      places,
      creationTime: entry.creationTime,
      withoutText,
      named: stemsOf([title, type, entry.classCode.display ?? '', ...authors, ...places]),
      said: stemsOf([
        entry.comments ?? '',
        entry.practiceSettingCode.display ?? '',
        ...entry.eventCodes.map(({ display = '' }) => display),
        ...codes,
        ...kept.flatMap(({ title: heading = '', text }) => [heading, text]),
      ]),
    },
  };
};
