// SPDX-License-Identifier: Apache-2.0
import type { Author, Folder, SubmissionSet } from '@dossier/core/documents';
import { concept, extensions, listTypes, profiles, uniqueIdToFhir, uris, withOidPrefix } from '../identifiers/index.ts';
import type { Identifier as FhirIdentifier, List, Reference } from '../r4/index.ts';
import { type Containment, containAuthor, containment, listed } from './parties.ts';

const code = (type: 'submissionset' | 'folder'): List['code'] => ({ coding: [{ system: listTypes, code: type }] });

const identifiers = (list: { readonly uniqueId: string; readonly entryUuid: string }): FhirIdentifier[] => [
  { use: 'usual', ...uniqueIdToFhir(list.uniqueId) },
  { use: 'official', system: uris, value: `urn:uuid:${list.entryUuid}` },
];

const items = (members: readonly string[], folders: ReadonlySet<string>): List['entry'] =>
  listed(members.map((id) => ({ item: { reference: `${folders.has(id) ? 'List' : 'DocumentReference'}/${id}` } })));

/**
 * A SubmissionSet as PDSm comprehensive List (ITI-66). Members that are documents are named by logicalId, which
 * GET resolves to the latest version.
 * @param folders entryUuids of those members that are folders.
 */
export const renderSubmissionSet = (set: SubmissionSet, folders: readonly string[] = []): List => {
  const contained = containment();
  const [source, ...further] = set.authors.map((author) => listAuthor(author, contained, set.recordId));
  const recipients = set.intendedRecipients.map((recipient) => containAuthor(recipient, contained, set.recordId));
  return {
    resourceType: 'List',
    id: set.entryUuid,
    meta: { lastUpdated: set.submittedAt, profile: [profiles.submissionSet] },
    contained: listed(contained.resources),
    extension: [
      { url: extensions.designationType, valueCodeableConcept: concept(set.contentTypeCode) },
      {
        url: extensions.sourceId,
        valueIdentifier: { system: uris, value: withOidPrefix(set.sourceId) },
      },
      ...recipients.map((valueReference) => ({ url: extensions.intendedRecipientPdsm, valueReference })),
      ...further.map((valueReference) => ({ url: extensions.furtherAuthor, valueReference })),
    ],
    identifier: identifiers(set),
    status: 'current',
    mode: 'working',
    title: set.title,
    code: code('submissionset'),
    subject: { reference: `Patient/${set.recordId}` },
    date: set.submittedAt,
    source,
    note: set.comments === undefined ? undefined : [{ text: set.comments }],
    entry: items(set.members, new Set(folders)),
  };
};

/** An organisation cannot be a List.source; it goes into the extension that MHD has for it. */
const listAuthor = (author: Author, contained: Containment, recordId: string): Reference => {
  const reference = containAuthor(author, contained, recordId, false);
  return author.kind === 'organization'
    ? { extension: [{ url: extensions.authorOrg, valueReference: reference }] }
    : reference;
};

/** A Folder as PDSm comprehensive List (ITI-66). */
export const renderFolder = (folder: Folder): List => ({
  resourceType: 'List',
  id: folder.entryUuid,
  meta: { lastUpdated: folder.lastUpdateTime, profile: [profiles.folder] },
  extension: listed(
    folder.codes.map((one) => ({ url: extensions.designationType, valueCodeableConcept: concept(one) })),
  ),
  identifier: identifiers(folder),
  status: folder.availabilityStatus === 'approved' ? 'current' : 'retired',
  mode: 'working',
  title: folder.title,
  code: code('folder'),
  subject: { reference: `Patient/${folder.recordId}` },
  date: folder.lastUpdateTime,
  note: folder.comments === undefined ? undefined : [{ text: folder.comments }],
  entry: items(folder.members, new Set()),
});
