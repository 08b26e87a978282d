// SPDX-License-Identifier: Apache-2.0
import { current } from '../access/index.ts';
import type { Actor, PartyKey } from '../actors/index.ts';
import type { Law } from '../data/index.ts';
import { type Failure, failure } from '../errors/index.ts';
import { fail, ok, type Result } from '../result/index.ts';
import { addDelay, type Instant } from '../time/index.ts';
import type { RecordPolicy, Relation, RelationKind } from './types.ts';

/** A decision of the patient, as it is asked for. */
export type WantedChange =
  | {
      readonly do: 'begin';
      readonly kind: RelationKind;
      readonly holder?: PartyKey;
      readonly holderName?: string;
      readonly holderProfession?: string;
      readonly holderSpecialty?: string;
      readonly until?: Instant;
      readonly value?: string;
      readonly purpose?: string;
      readonly origin: string;
    }
  | { readonly do: 'renew' | 'end'; readonly relationId: string; readonly origin: string };

/** What has to be written: rows that end, and the row that begins. */
export interface RelationPlan {
  readonly end: readonly Relation[];
  readonly begin?: Relation;
  /** The relation that the change is about, as it stands afterwards. */
  readonly subject: Relation;
}

interface Circumstances {
  readonly law: Law;
  readonly now: Instant;
  readonly by: PartyKey;
  readonly actorKind: Actor['kind'];
  /** Whether the session is secret. */
  readonly secret: boolean;
  /** Identifier of the row that begins. */
  readonly id: string;
}

type HolderForm = 'party' | 'professional' | 'person' | 'none';

/** Whom each kind of relation is about, and which others it takes the place of. */
const rules: Readonly<
  Record<
    RelationKind,
    { readonly holder: HolderForm; readonly ends: readonly RelationKind[]; readonly onePerRecord: boolean }
  >
> = {
  authorization: { holder: 'party', ends: [], onePerRecord: false },
  block: { holder: 'party', ends: ['authorization', 'attending-doctor', 'administrator'], onePerRecord: false },
  'attending-doctor': { holder: 'professional', ends: [], onePerRecord: true },
  administrator: { holder: 'professional', ends: [], onePerRecord: false },
  'opposition-break-glass': { holder: 'none', ends: [], onePerRecord: true },
  'opposition-emergency-dispatch': { holder: 'none', ends: [], onePerRecord: true },
  'emergency-masked-permission': { holder: 'none', ends: [], onePerRecord: true },
  'default-confidentiality': { holder: 'none', ends: [], onePerRecord: true },
  'legal-representative': { holder: 'person', ends: [], onePerRecord: false },
  carer: { holder: 'person', ends: [], onePerRecord: false },
  'agreed-autonomy': { holder: 'none', ends: [], onePerRecord: true },
  'emergency-access': { holder: 'party', ends: [], onePerRecord: false },
};

/** Whether a kind of decision names somebody; the others concern everybody. */
export const namesHolder = (kind: RelationKind): boolean => rules[kind].holder !== 'none';

const holderForms: Readonly<
  Record<Exclude<HolderForm, 'none'>, { readonly pattern: RegExp; readonly sentence: string }>
> = {
  party: { pattern: /^(ps|org):\S+$/, sentence: 'it names no professional or organisation' },
  professional: { pattern: /^ps:\S+$/, sentence: 'it names no professional' },
  person: { pattern: /^person:\S+$/, sentence: 'it names no person' },
};

const ON_PROOF = 'legal representation begins and ends by the house, on proof';

/** Neither the minor nor one parent ends the representation of the other (civil code 371-1). */
const whyNotTheirs = (kind: RelationKind, { actorKind }: Circumstances): string | undefined => {
  if (kind === 'legal-representative') return actorKind === 'system' ? undefined : ON_PROOF;
  if (kind === 'agreed-autonomy' && actorKind === 'patient') return 'a representative agrees to it, not the minor';
  if (kind === 'emergency-access') return 'it is no decision of the patient';
  return undefined;
};

const invalid = (why: string): Result<never, Failure> => fail(failure('consent-invalid', { why }));

/**
 * Plans a change of the patient's decisions. Nothing is ever overwritten: what changes ends, and something else begins.
 * A block ends every right of the one it blocks, so that lifting it gives nothing back by itself.
 */
export const planChange = (
  policy: RecordPolicy,
  change: WantedChange,
  circumstances: Circumstances,
): Result<RelationPlan, Failure> => {
  if (change.do === 'begin') return planBeginning(policy, change, circumstances);
  const relation = policy.relations.find(({ id }) => id === change.relationId);
  if (relation === undefined) return fail(failure('object-unknown', { type: 'decision' }));
  if (relation.endedAt !== undefined) return invalid('it has ended already');
  const notTheirs = whyNotTheirs(relation.kind, circumstances);
  if (notTheirs !== undefined) return invalid(notTheirs);
  if (change.do === 'end') return ok({ end: [relation], subject: { ...relation, endedAt: circumstances.now } });
  if (relation.kind !== 'authorization') return invalid('only an authorisation is renewed');
  const begin = renewed(relation, change.origin, circumstances);
  const { holder } = relation;
  // one that ran out may have a successor: there is one authorisation of a holder at a time
  const held = holder === undefined ? undefined : current(policy, relation.kind, circumstances.now, [holder]);
  return ok({ end: held === undefined || held === relation ? [relation] : [relation, held], begin, subject: begin });
};

const renewed = (relation: Relation, origin: string, { law, now, by, id }: Circumstances): Relation => ({
  ...relation,
  id,
  from: now,
  until: addDelay(now, law.timeRules.authorizationDuration),
  origin,
  createdBy: by,
});

const planBeginning = (
  policy: RecordPolicy,
  change: Extract<WantedChange, { do: 'begin' }>,
  circumstances: Circumstances,
): Result<RelationPlan, Failure> => {
  const { kind, holder } = change;
  const { now } = circumstances;
  const rule = rules[kind];
  const fault = faultOf(change, rule.holder, circumstances);
  if (fault !== undefined) return invalid(fault);
  const notTheirs = whyNotTheirs(kind, circumstances);
  if (notTheirs !== undefined) return invalid(notTheirs);

  const holders = holder === undefined ? undefined : [holder];
  if (kind !== 'block' && holders !== undefined && current(policy, 'block', now, holders))
    return invalid('the patient has blocked this party');
  const same = current(policy, kind, now, holders);
  if (same !== undefined && kind === 'authorization') {
    const begin = { ...same, ...beginning(change, circumstances) };
    return ok({ end: [same], begin, subject: begin });
  }
  if (same !== undefined && same.value === change.value) return invalid('it stands already');

  const begin = beginning(change, circumstances);
  const alone = rule.onePerRecord ? [kind] : [];
  const end = policy.relations.filter(
    (relation) =>
      relation.endedAt === undefined &&
      (alone.some((one) => one === relation.kind) || (rule.ends.includes(relation.kind) && relation.holder === holder)),
  );
  return ok({ end, begin, subject: begin });
};

const beginning = (
  {
    kind,
    holder,
    holderName,
    holderProfession,
    holderSpecialty,
    until,
    value,
    purpose,
    origin,
  }: Extract<WantedChange, { do: 'begin' }>,
  { law, now, by, id, secret }: Circumstances,
): Relation => {
  const term = until ?? (kind === 'authorization' ? addDelay(now, law.timeRules.authorizationDuration) : undefined);
  return {
    id,
    kind,
    from: now,
    origin,
    createdBy: by,
    ...(holder === undefined ? {} : { holder }),
    ...(holderName === undefined ? {} : { holderName }),
    ...(holderProfession === undefined ? {} : { holderProfession }),
    ...(holderSpecialty === undefined ? {} : { holderSpecialty }),
    ...(term === undefined ? {} : { until: term }),
    ...(value === undefined ? {} : { value }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(secret ? { secret } : {}),
  };
};

const faultOf = (
  { kind, holder, until, value, purpose }: Extract<WantedChange, { do: 'begin' }>,
  form: HolderForm,
  { law, now }: Circumstances,
): string | undefined => {
  if (form === 'none' && holder !== undefined) return 'it concerns everybody, not one party';
  if (form !== 'none' && !holderForms[form].pattern.test(holder ?? '')) return holderForms[form].sentence;
  if (until !== undefined && until <= now) return 'its end lies in the past';
  if (kind === 'authorization' && until !== undefined && until > addDelay(now, law.timeRules.authorizationDuration))
    return 'it lasts longer than the law allows';
  if (
    kind === 'legal-representative' &&
    purpose !== undefined &&
    !law.delegation.proofs.some(({ code }) => code === purpose)
  )
    return `what proves it is one of ${law.delegation.proofs.map(({ code }) => code).join(', ')}`;
  if (kind === 'carer' && value !== undefined && !law.delegation.grants.some(({ code }) => code === value))
    return `what a carer may do is one of ${law.delegation.grants.map(({ code }) => code).join(', ')}`;
  if (kind === 'default-confidentiality' && value !== law.confidentiality.masked)
    return `the only default confidentiality to choose is ${law.confidentiality.masked}`;
  return undefined;
};
