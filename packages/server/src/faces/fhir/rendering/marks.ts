// SPDX-License-Identifier: Apache-2.0
import type { AvailabilityStatus, DocumentRelation } from '@dossier/core/documents';
import { createPhrasebook } from '@dossier/core/text';
import type { Instant } from '@dossier/core/time';
import { profiles } from '../identifiers/index.ts';
import phrases from './phrases.json' with { type: 'json' };
import { relatesTo } from './relates-to.ts';

/**
 * A place in a stored rendering that is filled when it is answered, because its value changes without the metadata:
 * in the stored text each is one control character, which cannot stand raw in JSON text.
 */
interface Mark {
  readonly mark: string;
  /** What follows the mark inside the same string. */
  readonly rest?: string;
}

const BASE = '\u0001';
const STATUS = '\u0002';
const ARCHIVED = '\u0003';
const UPDATED = '\u0004';
const RELATIONS = '\u0005';
const ENTRY_UUID = '\u0006';
const LOGICAL_ID = '\u0007';

/** Marks stand where the FHIR types ask for a string, code or boolean; only `renderWithMarks` sees them. */
const asValue = <T>(mark: Mark): T => mark as T;

export const baseMark = (path: string): string => asValue({ mark: BASE, rest: path });
export const statusMark = <T>(): T => asValue({ mark: STATUS });
export const archivedMark = (): boolean => asValue({ mark: ARCHIVED });
export const updatedMark = (): string => asValue({ mark: UPDATED });
/** Stands for a whole member, name and comma included, and so needs another one after it. */
export const relationsMark = <T>(): T => asValue({ mark: RELATIONS });

/** What most renderings share word for word. Stored renderings hold positions in it: it grows at its end only. */
const book = createPhrasebook(phrases);

/** The same over bytes, each as one character: what is stored is answered without being read as text. */
const byteBook = createPhrasebook(phrases.map((phrase) => Buffer.from(phrase).toString('latin1')));

const asBytes = (text: string): string => Buffer.from(text).toString('latin1');

const isMark = (value: unknown): value is Mark =>
  typeof value === 'object' && value !== null && 'mark' in value && typeof value.mark === 'string';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** What the object is named by. It stands beside the stored text, and so does not stand in it. */
interface ObjectIds {
  readonly entryUuid: string;
  readonly logicalId: string;
}

/**
 * JSON text of a resource, its marks as raw control characters, shortened by the phrases of the book. Control characters
 * in data (which intake refuses) become U+FFFD, so that no data can pass for a mark.
 */
export const renderWithMarks = (resource: unknown, { entryUuid, logicalId }: ObjectIds): string =>
  book.shorten(withMarks(resource).replaceAll(entryUuid, ENTRY_UUID).replaceAll(logicalId, LOGICAL_ID));

const withMarks = (resource: unknown): string =>
  JSON.stringify(resource, (_, value: unknown) => {
    if (typeof value === 'string') return value.replace(CONTROLS, '\ufffd');
    if (isMark(value)) return value.mark + (value.rest ?? '');
    return value;
  })
    .replaceAll('"\\u0003"', ARCHIVED)
    .replaceAll('"\\u0001', `"${BASE}`)
    .replaceAll('"\\u0002"', `"${STATUS}"`)
    .replaceAll('"\\u0004"', `"${UPDATED}"`)
    .replaceAll('"relatesTo":"\\u0005",', RELATIONS);

/** What fills the marks of a stored rendering. */
export interface Filling extends ObjectIds {
  /** This server's FHIR base address, without a slash at the end. */
  readonly base: string;
  readonly availabilityStatus: AvailabilityStatus;
  /** When the document was last changed, for meta.lastUpdated. */
  readonly updatedAt: Instant;
  /** Those that the reader may know of. */
  readonly relations: readonly DocumentRelation[];
}

/** FHIR status of each availability status; archived documents are current ones with isArchived. */
export const fhirStatus = {
  approved: 'current',
  archived: 'current',
  deprecated: 'superseded',
  deleted: 'entered-in-error',
} as const satisfies Record<AvailabilityStatus, string>;

/** The profile in `meta`; quotes in data are escaped, so no data can read like this. */
const CLAIM = `,"profile":["${profiles.documentReference}"]`;

/** JSON text ready to be answered, which puts its UTF-8 where it is to go. */
export interface ReadyText {
  readonly sizeBytes: number;
  writeTo(bytes: Buffer, at: number): void;
}

/** Fills the marks of a stored rendering, which is in UTF-8. */
export const fillRendering = (
  stored: Buffer,
  { base, entryUuid, logicalId, availabilityStatus, updatedAt, relations }: Filling,
): ReadyText => {
  const full = byteBook.expand(stored.toString('latin1'), (mark) => {
    switch (String.fromCharCode(mark)) {
      case BASE:
        return asBytes(JSON.stringify(base).slice(1, -1));
      case STATUS:
        return fhirStatus[availabilityStatus];
      case ARCHIVED:
        return String(availabilityStatus === 'archived');
      case RELATIONS:
        return relations.length === 0 ? '' : asBytes(`"relatesTo":${JSON.stringify(relations.map(relatesTo))},`);
      case ENTRY_UUID:
        return entryUuid;
      case LOGICAL_ID:
        return logicalId;
      case UPDATED:
        return updatedAt;
      default:
        throw new Error('A rendering holds a mark that is not known here.');
    }
  });
  // The status of a deleted document is not one that the profile takes, so it is not claimed then.
  const text = availabilityStatus === 'deleted' ? full.replace(CLAIM, '') : full;
  return { sizeBytes: text.length, writeTo: (bytes, at) => bytes.write(text, at, 'latin1') };
};

export const bytesOf = (text: ReadyText): Buffer => {
  const bytes = Buffer.allocUnsafe(text.sizeBytes);
  text.writeTo(bytes, 0);
  return bytes;
};
