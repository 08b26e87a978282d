// SPDX-License-Identifier: Apache-2.0
import type { DocumentEntry } from '@dossier/core/documents';
import { createPhrasebook } from '@dossier/core/text';
import { openText, type RecordKey, sealText } from './keys/index.ts';
import phrases from './metadata-phrases.json' with { type: 'json' };

/** What most metadata share word for word. What is stored holds positions in it: it grows at its end only. */
const book = createPhrasebook(phrases);

/** What of an entry is sealed as it was written; status and relations stand in columns, for they change. */
type Metadata = Omit<DocumentEntry, 'availabilityStatus' | 'relations'>;

const bindingOf = (recordId: string, entryUuid: string) =>
  ({ recordId, purpose: 'metadata', objectId: entryUuid }) as const;

export const sealMetadata = (key: RecordKey, { relations: _, ...metadata }: DocumentEntry): Buffer =>
  sealText(key, bindingOf(metadata.recordId, metadata.entryUuid), book.shorten(JSON.stringify(metadata)));

export const openMetadata = (key: RecordKey, recordId: string, entryUuid: string, sealed: Uint8Array): Metadata =>
  JSON.parse(book.expand(openText(key, bindingOf(recordId, entryUuid), sealed)));
