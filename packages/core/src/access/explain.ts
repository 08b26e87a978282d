// SPDX-License-Identifier: Apache-2.0
import type { AccessMode, Actor, PartyKey, Professional } from '../actors/index.ts';
import type { RecordPolicy, Relation } from '../consent/index.ts';
import type { Law } from '../data/types.ts';
import type { DocumentFacts } from '../documents/index.ts';
import type { Instant } from '../time/index.ts';
import { decide } from './decide.ts';
import { decideOnDocument } from './decide-on-document.ts';
import { holds } from './relations.ts';
import type { Decision, Reason } from './types.ts';

/** Somebody for whom an access is tried: a real party of the record, or a kind of professional. */
export interface Witness {
  readonly party?: PartyKey;
  readonly name?: string;
  /** How the party comes to stand here: `patient`, the kind of a relation, `author`, or `anyone`. */
  readonly as: string;
  readonly mode: AccessMode['kind'];
  readonly since?: Instant;
  readonly until?: Instant;
}

/** Whether a witness can open a document, and the gates' answers in order. */
export interface Explanation {
  readonly witness: Witness;
  /** `by-profession`: their profession is not on record; the type matrix decides when they ask. */
  readonly sees: 'yes' | 'no' | 'by-profession';
  readonly reasons: readonly Reason[];
}

interface Matter {
  readonly policy: RecordPolicy;
  readonly law: Law;
  readonly at: Instant;
}

interface Case {
  readonly witness: Witness;
  readonly actor: Actor;
  readonly professionKnown: boolean;
}

const RELATIONS = [
  'attending-doctor',
  'administrator',
  'authorization',
  'block',
  'legal-representative',
  'carer',
] as const;

/**
 * Who can see this document, and why. The same gates as for a real access are asked, once for the patient, for each
 * party with a relation to the record or authorship of the document, and for a physician whom the patient does not know
 * in each mode of access.
 */
export const explainDocument = (matter: Matter, facts: DocumentFacts): readonly Explanation[] =>
  casesOf(matter, facts).map((one) => explanationOf(one, matter, facts));

/** A party as it is tried: what the record does not know of them can be said. */
export interface Supposed {
  readonly party: PartyKey;
  readonly profession?: string;
  readonly specialty?: string;
  readonly mode?: AccessMode;
}

/** What this party would see: the decision that their own request would meet, and its lens. */
export const explainParty = (matter: Matter, { party, profession, specialty, mode }: Supposed): Decision => {
  const known = matter.policy.relations.find(
    (relation) => relation.holder === party && (party.startsWith('person:') || relation.holderProfession !== undefined),
  );
  if (known !== undefined && party.startsWith('person:')) return asked(matter, relationCase(known, party).actor);
  const actor = professional(
    party,
    profession ?? known?.holderProfession,
    specialty ?? known?.holderSpecialty,
    mode ?? { kind: 'normal' },
  );
  return asked(matter, actor);
};

const asked = ({ policy, law, at }: Matter, actor: Actor): Decision =>
  decide({ actor, operation: 'document.retrieve', recordId: policy.recordId, policy, law, at });

const explanationOf = (
  { witness, actor, professionKnown }: Case,
  matter: Matter,
  facts: DocumentFacts,
): Explanation => {
  if (professionKnown || actor.kind !== 'professional') return { witness, ...answerTo(actor, matter, facts) };
  // no profession on record: whoever they turn out to be, the gates will answer as for one of these
  const answers = Object.keys(matter.law.typeByProfession.consultable).map((profession) =>
    answerTo({ ...actor, profession }, matter, facts),
  );
  const seeing = answers.find((answer) => answer.sees === 'yes');
  if (seeing !== undefined) return { witness, sees: 'by-profession', reasons: seeing.reasons };
  return { witness, ...answerTo(actor, matter, facts), sees: 'no' };
};

const answerTo = (actor: Actor, matter: Matter, facts: DocumentFacts): Omit<Explanation, 'witness'> => {
  const decision = asked(matter, actor);
  if (decision.verdict === 'refused') return { sees: 'no', reasons: decision.reasons };
  const ofDocument = decideOnDocument(decision, facts, matter.law);
  return { sees: ofDocument.passed ? 'yes' : 'no', reasons: [...decision.reasons, ofDocument] };
};

const casesOf = (matter: Matter, facts: DocumentFacts): readonly Case[] => {
  const { policy } = matter;
  const related = RELATIONS.flatMap((kind) =>
    policy.relations.filter((relation) => relation.kind === kind && holds(relation, matter.at)),
  );
  const seen = new Set<PartyKey>();
  const cases: Case[] = [patientCase(policy)];
  for (const relation of related) {
    if (relation.holder === undefined || seen.has(relation.holder)) continue;
    seen.add(relation.holder);
    cases.push(relationCase(relation, relation.holder));
  }
  for (const key of facts.authorKeys)
    if (key.startsWith('ps:') && !seen.has(key))
      cases.push({
        witness: { party: key, as: 'author', mode: 'normal' },
        actor: professional(key),
        professionKnown: false,
      });
  return [...cases, ...strangers(matter.law)];
};

const patientCase = ({ personId }: RecordPolicy): Case => ({
  witness: { party: `person:${personId}`, as: 'patient', mode: 'normal' },
  actor: { kind: 'patient', personId, name: '', authentication: 'direct', mode: { kind: 'normal' } },
  professionKnown: true,
});

const relationCase = (relation: Relation, holder: PartyKey): Case => {
  const { kind, holderName, from, until, holderProfession, holderSpecialty } = relation;
  const witness: Witness = {
    party: holder,
    as: kind,
    mode: 'normal',
    since: from,
    ...(holderName === undefined ? {} : { name: holderName }),
    ...(until === undefined ? {} : { until }),
  };
  if (kind === 'legal-representative' || kind === 'carer')
    return {
      witness,
      actor: {
        kind: kind === 'carer' ? 'carer' : 'representative',
        personId: holder.slice('person:'.length),
        name: '',
        authentication: 'direct',
        mode: { kind: 'normal' },
      },
      professionKnown: true,
    };
  return {
    witness,
    actor: professional(holder, holderProfession, holderSpecialty),
    professionKnown: holderProfession !== undefined,
  };
};

/** A professional as the record knows them; the holder of an organisation's right is anyone who works there. */
const professional = (
  holder: PartyKey,
  profession = '',
  specialty?: string,
  mode: AccessMode = { kind: 'normal' },
): Professional => ({
  kind: 'professional',
  nationalId: holder.startsWith('ps:') ? holder.slice('ps:'.length) : '',
  profession,
  name: '',
  authentication: 'direct',
  mode,
  ...(specialty === undefined ? {} : { specialty }),
  ...(holder.startsWith('org:') ? { organization: { id: holder.slice('org:'.length), name: '' } } : {}),
});

/** A physician whom the patient has never met, in each mode of access. */
const strangers = (law: Law): readonly Case[] => {
  const doctor = law.actorClasses.professionals.find((entry) => entry.class === 'doctor')?.profession;
  const modes: readonly AccessMode[] = [
    { kind: 'normal' },
    { kind: 'break-glass', reason: 'explanation' },
    { kind: 'emergency-dispatch' },
  ];
  return modes.map((mode) => ({
    witness: { as: 'anyone', mode: mode.kind },
    actor: professional('ps:', doctor, undefined, mode),
    professionKnown: doctor !== undefined,
  }));
};
