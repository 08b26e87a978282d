// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import type { Code, RelationType } from '@dossier/core/documents';
import type { Submission, SubmittedDocument, SubmittedFolder } from '../../record/index.ts';
import { stableOid } from '../identifiers.ts';
import { claimOf, type Structure, structures } from '../organizations.ts';
import { personas } from '../personas.ts';
import { cdaDocument, documentOid } from './cda/document.ts';
import { classOfType, codeOf, feedTypes } from './codebook.ts';
import { authorOf, metadataOf } from './metadata.ts';
import type { Draft, Story, Writer } from './model.ts';
import type { DemoPatient } from './patients.ts';
import { renderPdf } from './pdf.ts';

/** One act of sharing: who does it, and what. */
export interface Sharing {
  readonly actor: Actor;
  readonly submission: Submission;
  readonly drafts: readonly Draft[];
}

/** A structure that presents its own certificate. */
const certificateOf = (structure: Structure): Actor => ({
  kind: 'organization',
  name: structure.name,
  authentication: 'indirect',
  mode: { kind: 'normal' },
  organization: claimOf(structure),
});

const feeds = [
  { actor: personas.laboratory.actor, structure: structures.laboratory, types: feedTypes('laboratory') },
  { actor: personas.pharmacy.actor, structure: structures.pharmacy, types: feedTypes('pharmacy') },
  { actor: personas.insurer.actor, structure: structures.insurer, types: feedTypes('insurer') },
];

/**
 * Who brings a document into the record: the patient, a feed where there is one for it, the certificate of a hospital
 * or of a structure where nobody signs by name, otherwise the professional who wrote it.
 */
export const sharerOf = ({ type, writer }: Pick<Draft, 'type' | 'writer'>, patient: DemoPatient): Actor => {
  if ('patient' in writer) {
    return {
      kind: 'patient',
      name: patient.name,
      authentication: 'direct',
      mode: { kind: 'normal' },
      personId: patient.personId,
    };
  }
  const structure = 'structure' in writer ? writer.structure : writer.practitioner.structure;
  const feed = feeds.find((candidate) => candidate.structure.id === structure.id && candidate.types.includes(type));
  if (feed) return feed.actor;
  if ('structure' in writer || structure.setting === 'ETABLISSEMENT') return certificateOf(structure);
  return writer.practitioner.actor;
};

/** The versions before a draft, the first one first. */
const earlierVersions = (draft: Draft, all: readonly Draft[]): readonly string[] => {
  const earlier: string[] = [];
  for (let key = draft.replaces; key !== undefined; key = all.find((other) => other.key === key)?.replaces) {
    earlier.unshift(key);
  }
  return earlier;
};

/** The bytes of a draft. */
const contentOf = async (draft: Draft, { patient, drafts }: Story): Promise<Uint8Array> => {
  const pdf = draft.body.kind === 'structured' ? undefined : await renderPdf(draft, patient);
  if (draft.body.kind === 'pdf' && pdf) return pdf;
  return cdaDocument({ draft, patient, earlier: earlierVersions(draft, drafts) }, pdf);
};

const relationsOf = (draft: Draft, patient: DemoPatient, path: string): SubmittedDocument['relations'] => {
  const to = (type: RelationType, key: string | undefined) =>
    key === undefined ? [] : [{ type, target: { uniqueId: documentOid(patient.key, key) }, path: `${path}.relatesTo` }];
  return [...to('replaces', draft.replaces), ...to('appends', draft.appends)];
};

const activityOf = ({ activity, writer }: Draft): Code => {
  if ('patient' in writer) return codeOf('contentTypeCode', 'EXP_PATIENT');
  const { sector } = 'structure' in writer ? writer.structure : writer.practitioner.structure;
  const hospital = sector < 'SA05';
  return codeOf('contentTypeCode', activity ?? (hospital ? '07' : sector));
};

const writerKey = (writer: Writer): string => {
  if ('patient' in writer) return 'patient';
  return 'structure' in writer ? writer.structure.id : writer.practitioner.actor.nationalId;
};

/**
 * What is sent together: documents of one writer, one kind of sharer and one day; what comes in a folder comes
 * together whatever the day. A document that refers to an earlier one is sent after it.
 */
const together = (draft: Draft, patient: DemoPatient): string => {
  if (draft.folder !== undefined) return `folder:${draft.folder}`;
  const alone = draft.replaces ?? draft.appends;
  const { kind } = sharerOf(draft, patient);
  return [kind, writerKey(draft.writer), draft.at.slice(0, 10), draft.activity ?? '', alone ?? ''].join('|');
};

/** The acts of sharing that bring a story into the record, in the order of their last document. */
export const sharingsOf = async (story: Story): Promise<readonly Sharing[]> => {
  const { patient } = story;
  const groups = [...Map.groupBy(story.drafts, (draft) => together(draft, patient))].toSorted(([, a], [, b]) =>
    (a.at(-1)?.at ?? '') < (b.at(-1)?.at ?? '') ? -1 : 1,
  );
  return Promise.all(groups.map(([key, drafts]) => sharingOf(key, drafts, story)));
};

const sharingOf = async (key: string, drafts: readonly Draft[], story: Story): Promise<Sharing> => {
  const { patient } = story;
  const [first] = drafts;
  if (!first) throw new Error(`${key} holds no document`);
  const documents = await Promise.all(
    drafts.map(async (draft, index): Promise<SubmittedDocument> => {
      const content = await contentOf(draft, story);
      const path = `documents[${index}]`;
      return {
        metadata: metadataOf(draft, patient),
        content,
        stated: { sizeBytes: content.length },
        relations: relationsOf(draft, patient, path),
        path,
      };
    }),
  );
  const source = 'patient' in first.writer ? `patient:${patient.key}` : writerKey(first.writer);
  return {
    actor: sharerOf(first, patient),
    drafts,
    submission: {
      ins: patient.ins,
      set: {
        uniqueId: stableOid(`set:${patient.key}:${key}`),
        sourceId: stableOid(`source:${source}`),
        contentTypeCode: activityOf(first),
        authors: [authorOf(first.writer, patient)],
        title: first.folder ?? first.title,
        intendedRecipients: [],
      },
      documents,
      folders: first.folder === undefined ? [] : [folderOf(first.folder, drafts, patient)],
    },
  };
};

const folderOf = (title: string, drafts: readonly Draft[], patient: DemoPatient): SubmittedFolder => ({
  uniqueId: stableOid(`folder:${patient.key}:${title}`),
  title,
  codes: [...new Map(drafts.map(({ type }) => [classOfType(type).code, classOfType(type)])).values()],
  members: drafts.map((_, index) => ({ index })),
  path: 'folders[0]',
});
