// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { oidOfUuid } from '@dossier/core/documents';
import { type Failure, failure, sentenceOf } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import { contentTypeOf } from '../../content/cda/index.ts';
import { type Ports, type SharedSubmission, type Submission, shareDocuments } from '../../record/index.ts';
import type { Candidate } from './candidate.ts';
import { readBytes, sha256Of } from './read-file.ts';
import { type KnownRecords, type OnOpened, recordOfPatient } from './record-of-patient.ts';
import type { ImportedFile } from './report.ts';

type Relations = Candidate['relations'];

/** Where each relation stands, so that a failure tells which one it means. */
const placeOf = ({ relations, places }: Candidate, relation: Relations[number]): string =>
  relations.length === 1 ? places.related : `${places.related}[${relations.indexOf(relation) + 1}]`;

const submissionOf = (
  candidate: Candidate,
  content: Uint8Array,
  relations: Relations,
  { ports }: ImportCircumstances,
): Submission => ({
  ins: candidate.patient.ins,
  set: {
    uniqueId: oidOfUuid(ports.uuid()),
    sourceId: ports.repositoryUniqueId,
    contentTypeCode: contentTypeOf(candidate.metadata, ports.law(ports.clock.now())),
    authors: candidate.metadata.authors,
    ...(candidate.metadata.title === undefined ? {} : { title: candidate.metadata.title }),
    intendedRecipients: [],
  },
  documents: [
    {
      metadata: candidate.metadata,
      content,
      stated: {},
      relations: relations.map((relation) => ({
        type: relation.type,
        target: { uniqueId: relation.target },
        path: placeOf(candidate, relation),
      })),
      path: candidate.places.document,
    },
  ],
  folders: [],
});

interface Shared {
  readonly result: Result<SharedSubmission, Failure>;
  readonly warnings: readonly Failure[];
}

/**
 * Shares the document with the relations whose targets are in the record: the earlier version may never have been
 * shared, or not here, and the newer one is worth having all the same.
 */
const share = async (
  candidate: Candidate,
  content: Uint8Array,
  circumstances: ImportCircumstances,
): Promise<Shared> => {
  const { actor, ports } = circumstances;
  const warnings: Failure[] = [];
  let relations = candidate.relations;
  for (;;) {
    const result = await shareDocuments(actor, submissionOf(candidate, content, relations, circumstances), ports);
    if (result.ok) return { result, warnings: [...warnings, ...result.value.warnings] };
    const { code, location } = result.error;
    const absent = relations.find((one) => placeOf(candidate, one) === location);
    if (code !== 'target-unknown' || absent === undefined) return { result, warnings: [] };
    relations = relations.filter((one) => one !== absent);
    warnings.push(
      failure('related-document-absent', { targets: absent.target }, { location: placeOf(candidate, absent) }),
    );
  }
};

/** Who imports, into what, and the records that this run has met. */
export interface ImportCircumstances {
  readonly actor: Actor;
  readonly ports: Ports;
  readonly known: KnownRecords;
  readonly onOpened?: OnOpened;
}

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
  circumstances: ImportCircumstances,
): Promise<SharedCandidate> => {
  const { actor, ports, known, onOpened } = circumstances;
  const { path, metadata, sha256 } = candidate;
  const about = {
    path,
    typeCode: metadata.typeCode.code,
    ...(metadata.title === undefined ? {} : { title: metadata.title }),
  };
  let opened = false;
  const refused = (failure: Failure): SharedCandidate => ({
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
    const record = await recordOfPatient(candidate, actor, ports, known, onOpened);
    if (!record.ok) return refused(record.error);
    opened = record.value.opened;
    const { result, warnings } = await share(candidate, content.value, circumstances);
    if (!result.ok) return refused(result.error);
    return {
      file: {
        ...about,
        outcome: result.value.documents[0]?.alreadyShared ? 'already-there' : 'shared',
        reasons: [],
        warnings: [...candidate.warnings, ...record.value.warnings, ...warnings].map(sentenceOf),
        recordId: result.value.recordId,
      },
      opened,
    };
  } catch (error) {
    ports.log('error', 'import.failed', { kind: error instanceof Error ? error.name : 'unknown' });
    return refused(failure('unexpected'));
  }
};
