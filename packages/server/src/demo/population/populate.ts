// SPDX-License-Identifier: Apache-2.0
import { type Actor, partyKey, systemActor } from '@dossier/core/actors';
import { type Failure, sentenceOf } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import { ageInYears } from '@dossier/core/time';
import {
  type ConsentChange,
  changeConsent,
  closeRecord,
  openRecord,
  type Ports,
  readConsents,
  readRecord,
  reviseDocument,
  shareDocuments,
} from '../../record/index.ts';
import { stableUuid } from '../identifiers.ts';
import { type PersonaKey, personas } from '../personas.ts';
import { documentOid } from './cda/document.ts';
import { consentRegime } from './codebook.ts';
import { generatePopulation } from './generate.ts';
import type { Draft, Story } from './model.ts';
import type { DemoPatient } from './patients.ts';
import { sharerOf, sharingsOf } from './submissions.ts';

export interface PopulationProgress {
  readonly records: { readonly done: number; readonly of: number };
  readonly documents: number;
}

export interface PopulationSummary {
  /** True when the whole population was there before; nothing was written. */
  readonly already: boolean;
  readonly recordsOpened: number;
  readonly documentsShared: number;
  readonly documentsAlreadyThere: number;
}

export interface PopulateOptions {
  readonly onProgress?: (progress: PopulationProgress) => void;
}

/** Records loaded at the same time. */
const CONCURRENCY = 6;

const house = systemActor('demo-population');

/** A use case that must succeed here; the population is ours, so a refusal is a bug, told in full. */
const must = async <T>(what: string, outcome: Promise<Result<T, Failure>>): Promise<T> => {
  const result = await outcome;
  if (result.ok) return result.value;
  const { error } = result;
  throw new Error(`The demo population: ${what}: ${sentenceOf(error)}${error.location ? ` (${error.location})` : ''}`);
};

type Begin = Extract<ConsentChange, { readonly do: 'begin' }>;

const beginFor = (kind: Begin['kind'], actor: Actor): Begin => ({
  do: 'begin',
  kind,
  holder: partyKey(actor),
  holderName: actor.name,
});

const begin = (kind: Begin['kind'], key: PersonaKey): Begin => beginFor(kind, personas[key].actor);

/**
 * Everyone else in town has the doctor who writes their summary as attending doctor (it is that doctor's duty,
 * L.1111-15 CSP), and has authorised the general practitioner `gp`, who shares a practice with most of them.
 */
const neighbourDecisions = ({ drafts }: Story): readonly Begin[] => {
  const writer = drafts.find(({ type }) => type === 'SYNTH')?.writer;
  const doctor = writer && 'practitioner' in writer ? writer.practitioner.actor : personas.gp.actor;
  return [beginFor('attending-doctor', doctor), begin('authorization', 'gp')];
};

/** What the personas who are patients decided. */
const decisions: Readonly<Record<string, readonly Begin[]>> = {
  dominique: [
    begin('attending-doctor', 'gp'),
    ...(
      [
        'gp',
        'cardiologist',
        'nurse',
        'pharmacist',
        'dentist',
        'physiotherapist',
        'midwife',
        'occupational-physician',
      ] as const
    ).map((key) => begin('authorization', key)),
    begin('block', 'blocked'),
  ],
  adele: [],
  lea: [begin('legal-representative', 'parent'), begin('authorization', 'gp')],
  closed: [],
};

/** Young neighbours have a parent who decides for them; the minor among the personas decides by herself. */
const parentOf = ({ key, traits }: DemoPatient, ports: Ports): Actor | undefined => {
  const now = ports.clock.now();
  const { timeRules } = ports.law(now);
  const isMinor = ageInYears(traits.birthDate, now) < timeRules.majorityAgeYears;
  if (!isMinor || key in decisions) return undefined;
  return {
    kind: 'representative',
    personId: stableUuid(`person:parent-of-${key}`),
    name: `Parent ${traits.birthFamilyName}`,
    authentication: 'direct',
    mode: { kind: 'normal' },
  };
};

const patientActor = (patient: DemoPatient): Actor => sharerOf({ type: '', writer: { patient: true } }, patient);

/** Opens the record, or finds it open from an earlier start. */
const open = async ({ patient }: Story, ports: Ports): Promise<boolean> => {
  const { ins, personId, address } = patient;
  const traits = { ...patient.traits, residenceTown: address.city };
  const opened = await openRecord(
    house,
    {
      ins,
      traits,
      identityStatus: 'qualified',
      personId,
      consentRecorded: true,
      ...(consentRegime === undefined ? {} : { regime: consentRegime }),
    },
    ports,
  );
  if (!opened.ok && opened.error.code === 'record-exists') return false;
  await must(`opening the record of ${patient.key}`, Promise.resolve(opened));
  return true;
};

/** Makes the decisions that do not stand yet. */
const decide = async (story: Story, ports: Ports): Promise<void> => {
  const { patient } = story;
  const parent = parentOf(patient, ports);
  const actor = parent ?? patientActor(patient);
  const record = { ins: patient.ins };
  const wanted = decisions[patient.key] ?? neighbourDecisions(story);
  if (parent !== undefined) {
    const begun = await changeConsent(house, { record, change: beginFor('legal-representative', parent) }, ports);
    // an earlier start recorded it
    if (!begun.ok && begun.error.code !== 'consent-invalid')
      await must(`the representation of ${patient.key}`, Promise.resolve(begun));
  }
  const { relations } = await must(`reading the decisions of ${patient.key}`, readConsents(actor, { record }, ports));
  for (const change of wanted) {
    const stands = relations.some(
      ({ kind, holder, endedAt }) => kind === change.kind && holder === change.holder && endedAt === undefined,
    );
    if (stands) continue;
    // Legal representation is recorded by the house, on proof; everything else the patient decides.
    const by = change.kind === 'legal-representative' ? house : actor;
    await must(`the decision ${change.kind} of ${patient.key}`, changeConsent(by, { record, change }, ports));
  }
};

const revise = async (draft: Draft, { patient }: Story, ports: Ports): Promise<void> => {
  for (const { by, revision } of draft.revisions ?? []) {
    const { writer } = draft;
    const actor = by === 'writer' && 'practitioner' in writer ? writer.practitioner.actor : patientActor(patient);
    const document = { uniqueId: documentOid(patient.key, draft.key) };
    await must(
      `${revision} of ${draft.key} of ${patient.key}`,
      reviseDocument(actor, { document, revisions: [revision] }, ports),
    );
  }
};

interface Count {
  shared: number;
  there: number;
}

/** Brings one story into its record. What is there already is left as it is. */
const tell = async (story: Story, ports: Ports, count: Count): Promise<void> => {
  await decide(story, ports);
  for (const sharing of await sharingsOf(story)) {
    const { drafts } = sharing;
    const keys = drafts.map(({ key }) => key).join(', ');
    const outcome = await shareDocuments(sharing.actor, sharing.submission, ports);
    // an earlier start shared it, and its story has taken it back since
    if (!outcome.ok && outcome.error.code === 'duplicate-identifier') {
      count.there += drafts.length;
      continue;
    }
    const shared = await must(`sharing ${keys} of ${story.patient.key}`, Promise.resolve(outcome));
    for (const [index, { alreadyShared }] of shared.documents.entries()) {
      count[alreadyShared ? 'there' : 'shared']++;
      const draft = drafts[index];
      // Again where it was shared before: an earlier start may have ended between the two; twice changes nothing.
      if (draft) await revise(draft, story, ports);
    }
  }
};

/** The last step of {@link populate} closes a record: where that is closed, everything before it was done. */
const isPopulated = async (ports: Ports): Promise<boolean> => {
  const ins = personas.closed.patient?.ins;
  if (ins === undefined) return false;
  const closing = await readRecord(house, { record: { ins } }, ports);
  return closing.ok && closing.value.state === 'closed';
};

/**
 * Loads the fictional population through the use cases, as its people would: records opened, decisions made, documents
 * shared by those who wrote them, some replaced, masked, archived, deleted. Can be interrupted and called again: what
 * is there is left alone, and a population that is complete is found so by one look.
 *
 * @throws when a use case refuses something: the population and the house no longer agree
 */
export const populate = async (ports: Ports, { onProgress }: PopulateOptions = {}): Promise<PopulationSummary> => {
  if (await isPopulated(ports)) {
    return { already: true, recordsOpened: 0, documentsShared: 0, documentsAlreadyThere: 0 };
  }
  const stories = generatePopulation();
  const count: Count = { shared: 0, there: 0 };
  let done = 0;
  let opened = 0;
  const queue = stories.values();
  let broken = false;
  const work = async (): Promise<void> => {
    for (const story of queue) {
      if (broken) return;
      if (await open(story, ports)) opened++;
      await tell(story, ports, count);
      done++;
      onProgress?.({ records: { done, of: stories.length }, documents: count.shared + count.there });
    }
  };
  // All workers have stopped before an error is told: nothing goes on writing behind the caller's back.
  const stopped = (error: unknown): never => {
    broken = true;
    throw error;
  };
  const workers = await Promise.allSettled(Array.from({ length: CONCURRENCY }, () => work().catch(stopped)));
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;

  const gone = stories.find(({ patient }) => patient.key === 'closed');
  if (gone) {
    const record = { ins: gone.patient.ins };
    const reason = 'Fermeture à la demande du patient';
    await must('closing a record', closeRecord(patientActor(gone.patient), { record, reason }, ports));
  }
  return { already: false, recordsOpened: opened, documentsShared: count.shared, documentsAlreadyThere: count.there };
};
