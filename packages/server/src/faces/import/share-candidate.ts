// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { oidOfUuid } from '@dossier/core/documents';
import { type Failure, failure, sentenceOf } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import { contentTypeOf } from '../../content/cda/index.ts';
import { type Ports, type SharedSubmission, type Submission, shareDocuments } from '../../record/index.ts';
import type { Candidate } from './candidate.ts';
import { readBytes, sha256Of } from './read-file.ts';
import { type KnownRecords, recordOfPatient } from './record-of-patient.ts';
import type { ImportedFile } from './report.ts';

const submissionOf = (
  { metadata, patient, relations, places }: Candidate,
  content: Uint8Array,
  ports: Ports,
  withRelations: boolean,
): Submission => ({
  ins: patient.ins,
  set: {
    uniqueId: oidOfUuid(ports.uuid()),
    sourceId: ports.repositoryUniqueId,
    contentTypeCode: contentTypeOf(metadata, ports.law(ports.clock.now())),
    authors: metadata.authors,
    ...(metadata.title === undefined ? {} : { title: metadata.title }),
    intendedRecipients: [],
  },
  documents: [
    {
      metadata,
      content,
      stated: {},
      relations: withRelations
        ? relations.map(({ type, target }) => ({ type, target: { uniqueId: target }, path: places.related }))
        : [],
      path: places.document,
    },
  ],
  folders: [],
});

interface Shared {
  readonly result: Result<SharedSubmission, Failure>;
  readonly opened: boolean;
  readonly warnings: readonly Failure[];
}

const share = async (
  candidate: Candidate,
  content: Uint8Array,
  actor: Actor,
  ports: Ports,
  known: KnownRecords,
): Promise<Shared> => {
  const record = await recordOfPatient(candidate, actor, ports, known);
  if (!record.ok) return { result: record, opened: false, warnings: [] };
  const attempt = (withRelations: boolean) =>
    shareDocuments(actor, submissionOf(candidate, content, ports, withRelations), ports);
  const { opened } = record.value;
  const warnings = [...record.value.warnings];
  let result = await attempt(true);
  if (!result.ok && result.error.code === 'target-unknown') {
    // The earlier version may never have been shared, or not here: the newer one is worth having all the same.
    result = await attempt(false);
    const targets = candidate.relations.map(({ target }) => target).join(', ');
    warnings.push(failure('related-document-absent', { targets }, { location: candidate.places.related }));
  }
  return { result, opened, warnings: result.ok ? [...warnings, ...result.value.warnings] : [] };
};

/** What became of a candidate, and whether a record was opened for it. */
export interface SharedCandidate {
  readonly file: ImportedFile;
  readonly opened: boolean;
}

/**
 * Shares one candidate. A file that changed since it was judged is refused; whatever goes wrong concerns this file
 * alone, so an unexpected error is logged and reported, and the run goes on.
 */
export const shareCandidate = async (
  candidate: Candidate,
  actor: Actor,
  ports: Ports,
  known: KnownRecords,
): Promise<SharedCandidate> => {
  const { path, metadata, sha256 } = candidate;
  const about = {
    path,
    typeCode: metadata.typeCode.code,
    ...(metadata.title === undefined ? {} : { title: metadata.title }),
  };
  const refused = (failure: Failure, opened = false): SharedCandidate => ({
    file: {
      ...about,
      outcome: 'refused',
      reasons: [sentenceOf(failure)],
      warnings: candidate.warnings.map(sentenceOf),
    },
    opened,
  });
  const content = await readBytes(path, ports.limits.documentBytes);
  if (!content.ok) return refused(content.error);
  if (sha256Of(content.value) !== sha256)
    return refused(failure('file-unreadable', { why: 'it changed during the import' }));
  try {
    const { result, opened, warnings } = await share(candidate, content.value, actor, ports, known);
    if (!result.ok) return refused(result.error, opened);
    return {
      file: {
        ...about,
        outcome: result.value.documents[0]?.alreadyShared ? 'already-there' : 'shared',
        reasons: [],
        warnings: [...candidate.warnings, ...warnings].map(sentenceOf),
        recordId: result.value.recordId,
      },
      opened,
    };
  } catch (error) {
    ports.log('error', 'import.failed', { kind: error instanceof Error ? error.name : 'unknown' });
    return refused(failure('unexpected'));
  }
};
