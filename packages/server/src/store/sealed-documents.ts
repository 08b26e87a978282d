// SPDX-License-Identifier: Apache-2.0
import type { DocumentEntry } from '@dossier/core/documents';
import { type Binding, open, type RecordKey, seal } from './keys/index.ts';
import { packText, unpackText } from './packed.ts';

/** What a version of a document is named by. It stands in columns; what is sealed opens beside these names only. */
export type VersionNames = Pick<DocumentEntry, 'recordId' | 'logicalId' | 'version' | 'entryUuid'>;

const bindingOf = (purpose: 'metadata' | 'rendering', names: VersionNames): Binding => ({
  recordId: names.recordId,
  purpose,
  objectId: `${names.logicalId} ${names.version} ${names.entryUuid}`,
});

/** What of an entry is sealed as it was written; status and relations stand in columns too, for they change. */
type Metadata = Omit<DocumentEntry, 'availabilityStatus' | 'relations'>;

export const sealMetadata = (key: RecordKey, entry: DocumentEntry): Buffer => {
  const {
    recordId: _,
    logicalId: _l,
    version: _v,
    entryUuid: _e,
    availabilityStatus: _s,
    relations: _r,
    ...sealed
  } = entry;
  return seal(key, bindingOf('metadata', entry), packText(JSON.stringify(sealed)));
};

export const openMetadata = (key: RecordKey, names: VersionNames, sealed: Uint8Array): Metadata => {
  const { recordId, logicalId, version, entryUuid } = names;
  const metadata = JSON.parse(unpackText(open(key, bindingOf('metadata', names), sealed)));
  return { ...metadata, recordId, logicalId, version, entryUuid };
};

/** The ready text of a face, in the form that the face gave it. */
export const sealRendering = (key: RecordKey, names: VersionNames, text: string): Buffer =>
  seal(key, bindingOf('rendering', names), Buffer.from(text));

export const openRendering = (key: RecordKey, names: VersionNames, sealed: Uint8Array): Buffer =>
  open(key, bindingOf('rendering', names), sealed);
