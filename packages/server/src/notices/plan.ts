// SPDX-License-Identifier: Apache-2.0
import { current, decide, holds, type Operation } from '@dossier/core/access';
import type { PartyKey } from '@dossier/core/actors';
import type { RecordPolicy, Relation } from '@dossier/core/consent';
import type { Law } from '@dossier/core/data';
import type { JournalEntry, SystemOperation } from '@dossier/core/journal';
import type { Facts, NoticeKind, Role } from './kinds.ts';

/** One party to be told one thing. Two plans with the same receiver and cause are the same notice. */
export interface Plan {
  readonly receiver: PartyKey;
  readonly role: Role;
  readonly kind: NoticeKind;
  readonly cause: string;
  readonly facts: Facts;
}

/** An entry of the journal, and what must be known of its record to tell whom it concerns. */
export interface Cause {
  readonly entry: JournalEntry;
  readonly policy: RecordPolicy;
  readonly law: Law;
  /** The session was secret, or the entry names a document that is kept from representatives (L.1111-5 CSP). */
  readonly secret: boolean;
}

/** What is an access to the record: not the question whether there is one, nor a declaration of consent. */
export const accesses: readonly Operation[] = [
  'record.read-administrative',
  'consent.read',
  'document.share',
  'document.find',
  'document.find-reference',
  'document.retrieve',
  'document.mask',
  'document.unmask',
  'document.make-visible',
  'document.archive',
  'document.delete',
  'journal.read',
  'access.explain',
  'emergency.open',
];

/** Entries that give notice of something whoever wrote them. */
export const told: readonly (Operation | SystemOperation)[] = [
  'announcement.notice',
  'consent.change',
  'delegation.accept',
  'delegation.leave',
  'authorization.declare',
  'authorization.remove-own',
  'attending-doctor.remove-self',
  'record.open',
  'record.open-automatically',
  'record.reopen',
  'record.oppose',
  'record.close',
  'record.destroy',
  'record.destroy-at-term',
];

/** Control characters end lines and headers where names are printed. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 200);

/** A map of facts without those that are not known. */
const factsOf = (facts: Readonly<Record<string, string | undefined>>): Facts =>
  Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [[name, oneLine(value)]])),
  );

const actorFacts = ({ entry: { actor, at } }: Cause, more: Readonly<Record<string, string | undefined>> = {}): Facts =>
  factsOf({ at, actorKind: actor.kind, name: actor.name, organization: actor.organizationName, ...more });

/** Whom a representative must be to the gates to be told what happens: one who may read the journal, were it open. */
const mayBeTold = ({ policy, law, entry: { at } }: Cause, { holder = '' }: Relation): boolean =>
  decide({
    actor: {
      kind: 'representative',
      personId: holder.slice('person:'.length),
      name: '',
      authentication: 'direct',
      mode: { kind: 'normal' },
    },
    operation: 'journal.read',
    recordId: policy.recordId,
    policy: { ...policy, state: 'open' },
    law,
    at,
  }).verdict === 'allowed';

/** The patient, and who represents them unless it is kept from those; nobody is told what they did themselves. */
const family = (cause: Cause): readonly (readonly [PartyKey, Role])[] => {
  const { policy, secret, entry } = cause;
  const representatives = secret
    ? []
    : policy.relations.filter(
        (one) => one.kind === 'legal-representative' && holds(one, entry.at) && mayBeTold(cause, one),
      );
  const keys = new Set(representatives.flatMap(({ holder }) => holder ?? []));
  return [
    [`person:${policy.personId}`, 'patient'] as const,
    ...[...keys].map((key) => [key, 'representative'] as const),
  ];
};

const tell = (cause: Cause, kind: NoticeKind, id: string, facts: Facts): readonly Plan[] =>
  family(cause).map(([receiver, role]) => ({ receiver, role, kind, cause: id, facts }));

const butActor = (plans: readonly Plan[], { entry }: Cause): readonly Plan[] =>
  plans.filter(({ receiver }) => receiver !== entry.actor.key);

/** An access that nobody was told of yet (2023 order, annex: the holder is told of every first access). */
export const planFirstAccess = (cause: Cause): readonly Plan[] =>
  tell(cause, 'first-access', `first-access:${cause.policy.recordId}:${cause.entry.actor.key}`, actorFacts(cause));

/** Break-glass and emergency dispatch: the patient, and the attending doctor where that is somebody else. */
export const planEmergency = (cause: Cause): readonly Plan[] => {
  const { entry, policy } = cause;
  const id = `emergency:${entry.entryId}`;
  const facts = actorFacts(cause, { mode: entry.actor.mode });
  const attending = current(policy, 'attending-doctor', entry.at)?.holder;
  const doctor: readonly Plan[] =
    attending === undefined || attending === entry.actor.key
      ? []
      : [{ receiver: attending, role: 'attending-doctor', kind: 'emergency-access', cause: id, facts }];
  return [...tell(cause, 'emergency-access', id, facts), ...doctor];
};

const delegations: readonly unknown[] = ['carer', 'legal-representative'];

/** The relations that the change began or ended: the entry names no person, the record's relations do. */
const changed = ({ policy, entry }: Cause): readonly Relation[] =>
  policy.relations.filter(
    (one) => one.kind === entry.detail.kind && (entry.detail.change === 'end' ? one.endedAt : one.from) === entry.at,
  );

/** The delegate is told as holder, where the patient and the representatives are told as such. */
const planDelegation = (cause: Cause): readonly Plan[] => {
  const kind = cause.entry.detail.change === 'end' ? 'delegation-ended' : 'delegation-begun';
  const id = `entry:${cause.entry.entryId}`;
  const relations = changed(cause);
  const names = relations.flatMap(({ holderName }) => holderName ?? []);
  const facts = factsOf({ at: cause.entry.at, delegation: String(cause.entry.detail.kind), name: names.join(', ') });
  const familyPlans = tell(cause, kind, id, facts);
  const known = familyPlans.map(({ receiver }) => receiver);
  const holders = [...new Set(relations.flatMap(({ holder }) => holder ?? []))];
  const { name, ...nameless } = facts;
  return [
    ...familyPlans,
    ...holders
      .filter((holder) => !known.includes(holder))
      .map((receiver): Plan => ({ receiver, role: 'holder', kind, cause: id, facts: nameless })),
  ];
};

const planConsent = (of: Cause): readonly Plan[] => {
  // What was begun in a secret session stays secret when it ends in another.
  const cause = { ...of, secret: of.secret || changed(of).some(({ secret }) => secret === true) };
  const { entry, policy } = cause;
  if (delegations.includes(entry.detail.kind)) return planDelegation(cause);
  if (entry.actor.key === `person:${policy.personId}`) return [];
  const { holder, kind, change } = entry.detail;
  const party = policy.relations.findLast((one) => one.kind === kind && one.holder === holder)?.holderName;
  const facts = actorFacts(cause, { decision: String(kind), change: String(change), party });
  return butActor(tell(cause, 'consent-changed', `entry:${entry.entryId}`, facts), cause);
};

/** Whether the secret that activates the account goes with the notice of this opening. */
const secretByNotice = ({ entry, law }: Cause): 'by-notice' | undefined => {
  const regime = law.regimes.regimes.find(({ id }) => id === entry.detail.regime);
  return regime?.activation === 'by-notice' ? 'by-notice' : undefined;
};

const planRecord = (cause: Cause): readonly Plan[] => {
  const { entry } = cause;
  const about = (kind: NoticeKind, activation?: string): readonly Plan[] =>
    tell(cause, kind, `entry:${entry.entryId}`, factsOf({ at: entry.at, activation }));
  switch (entry.operation) {
    case 'record.open':
      return entry.detail.state === 'notified'
        ? about('record-announced', secretByNotice(cause))
        : about('record-opened');
    case 'record.open-automatically':
    case 'record.reopen':
      return about('record-opened');
    case 'record.close':
    case 'record.oppose':
      return about('record-closed');
    case 'record.destroy':
      return about('destruction-requested');
    default:
      return [];
  }
};

/** What an entry with an operation of {@link told} gives notice of. */
export const planTold = (cause: Cause): readonly Plan[] => {
  const { entry } = cause;
  switch (entry.operation) {
    case 'announcement.notice':
      return tell(cause, 'announcement', `entry:${entry.entryId}`, factsOf({ at: entry.at }));
    case 'delegation.accept':
    case 'delegation.leave':
      // Only carers are invited, and only they and representatives leave.
      return planConsent({ ...cause, entry: { ...entry, detail: { kind: 'carer', ...entry.detail } } });
    case 'consent.change':
    case 'authorization.declare':
    case 'authorization.remove-own':
    case 'attending-doctor.remove-self':
      return planConsent(cause);
    default:
      return planRecord(cause);
  }
};
