// SPDX-License-Identifier: Apache-2.0
import type { PartyKey } from '@dossier/core/actors';
import type { NameKeys, Traits } from '@dossier/core/identity';
import type {
  CareStore,
  EmergencyAccess,
  Invitation,
  QueuedAccess,
  TraitsCandidate,
  TriedInvitation,
} from '../../record/ports.ts';
import type { StoreContext } from '../context.ts';
import { run } from '../statement.ts';
import {
  type AccessRow,
  emergencyFigures,
  queuedAccesses,
  readAccess,
  readVerdicts,
  recordOfAccess,
} from '../statements/emergency-accesses.ts';
import { type InvitationRow, openInvitations, tryInvitation } from '../statements/invitations.ts';
import { policiesOfPerson, policyFrom } from '../statements/load-policy.ts';
import { personFrom, readPerson } from '../statements/read-person.ts';
import { recordsHeld } from '../statements/records-held.ts';
import { findByTraits, recordsToFold, writeSearchKeys } from '../statements/search-keys.ts';
import { transaction } from '../transaction.ts';
import { isStorable, optional, timestampFor } from '../values.ts';

const invitationOf = (row: InvitationRow): Invitation => ({
  invitationId: row.invitation_id,
  handle: row.handle,
  grant: row.grant_code,
  purpose: row.purpose,
  ...optional('until', row.delegation_until),
  createdAt: row.created_at,
  createdBy: row.created_by,
  expiresAt: row.expires_at,
  attempts: row.attempts,
  attemptsLimit: row.attempts_limit,
  secret: row.secret,
});

const accessOf = (row: AccessRow): QueuedAccess => {
  const access: EmergencyAccess = {
    accessId: row.relation_id,
    recordId: row.record_id,
    mode: row.mode,
    reviewed: row.reviewed,
    holder: row.holder,
    holderName: row.holder_name,
    profession: row.profession,
    ...optional('organizationId', row.organization_id),
    ...optional('organizationName', row.organization_name),
    openedAt: row.opened_at,
    until: row.until_at,
  };
  return { ...access, ...optional('verdict', row.verdict) };
};

/** Kinds and keys side by side. */
const keyColumns = (keys: NameKeys): readonly [kinds: readonly string[], keys: readonly string[]] => {
  const pairs = [
    ...keys.family.map((key) => ['family', key] as const),
    ...keys.familySounds.map((key) => ['family-sound', key] as const),
    ...keys.given.map((key) => ['given', key] as const),
    ...keys.givenSounds.map((key) => ['given-sound', key] as const),
    ...keys.town.map((key) => ['town', key] as const),
    ...keys.birth.map((key) => ['birth', key] as const),
  ];
  return [pairs.map(([kind]) => kind), pairs.map(([, key]) => key)];
};

/** From a beginning to the end of what begins so; folded text is ASCII. */
const beginning = (key: string | undefined): readonly [string | null, string | null] =>
  key === undefined ? [null, null] : [key, `${key}\uffff`];

const candidatesByTraits = async (
  pool: StoreContext['pool'],
  keys: NameKeys,
  limit: number,
  holders: readonly PartyKey[] | null,
): Promise<readonly TraitsCandidate[]> => {
  const [family] = keys.family;
  const [birth] = keys.birth;
  const { rows } = await run(pool, findByTraits, [
    ...beginning(family),
    keys.familySounds[0] ?? null,
    ...beginning(keys.given[0]),
    keys.givenSounds[0] ?? null,
    ...beginning(keys.town[0]),
    ...beginning(birth),
    ...beginning(birth?.slice(0, 4)),
    limit,
    holders,
  ]);
  return rows.map(({ record_id, traits }) => ({ recordId: record_id, traits }));
};

/** What the record's store does for delegation and emergency. */
export const careStore = ({ pool, lanes }: StoreContext): CareStore => ({
  tryInvitation: async (handle, at): Promise<TriedInvitation | undefined> => {
    if (!isStorable(handle)) return undefined;
    const [row] = (await run(pool, tryInvitation, [handle, timestampFor(at)])).rows;
    return row && { ...invitationOf(row), recordId: row.record_id, secretHash: row.secret_hash };
  },
  openInvitations: async ({ recordId }, at) =>
    (await run(pool, openInvitations, [recordId, timestampFor(at)])).rows.map(invitationOf),
  dossierCandidates: async (personId) => {
    if (!isStorable(personId)) return [];
    const { rows } = await run(pool, policiesOfPerson, [personId, `person:${personId}`]);
    const found = await Promise.all(
      rows.map(async (row) => {
        const [person] = (await run(lanes, readPerson, [row.record_id])).rows;
        if (person === undefined) return [];
        const { traits, identifiers } = personFrom(person);
        const { named: _, ...policy } = policyFrom(row);
        return [{ policy, traits, ...optional('ins', identifiers[0]?.ins) }];
      }),
    );
    return found.flat();
  },
  findByTraits: (_allowed, keys, limit) => candidatesByTraits(pool, keys, limit, null),
  findByTraitsHeld: (holders, keys, limit) => candidatesByTraits(pool, keys, limit, holders),
  recordsHeld: async (_allowed, holders, { at, since, limit }) => {
    const { rows } = await run(pool, recordsHeld, [holders, timestampFor(at), timestampFor(since), limit]);
    return rows.map(({ record_id, from_at }) => ({ recordId: record_id, from: from_at }));
  },
  foldNames: (rules, limit, fold: (traits: Traits) => NameKeys) =>
    transaction(pool, async (client) => {
      const { rows } = await run(client, recordsToFold, [limit]);
      for (const { record_id, traits } of rows)
        await run(client, writeSearchKeys, [record_id, ...keyColumns(fold(traits)), rules]);
      return rows.length;
    }),
  queuedAccesses: async (_allowed, { verdict, organizationId, limit, after }) => {
    const values = [verdict, organizationId, timestampFor(after?.openedAt), after?.accessId, limit];
    return (await run(pool, queuedAccesses, values)).rows.map(accessOf);
  },
  readAccess: async ({ recordId }, accessId) => {
    const [row] = (await run(pool, readAccess, [recordId, accessId])).rows;
    if (row === undefined) return undefined;
    const { rows } = await run(pool, readVerdicts, [recordId, accessId]);
    return {
      access: accessOf(row),
      verdicts: rows.map(({ verdict, given_by, given_by_name, given_at, comment }) => ({
        verdict,
        by: given_by,
        byName: given_by_name,
        at: given_at,
        ...optional('comment', comment),
      })),
    };
  },
  recordOfAccess: async (_allowed, accessId) =>
    isStorable(accessId) ? (await run(pool, recordOfAccess, [accessId])).rows[0]?.record_id : undefined,
  emergencyFigures: async (_allowed, { from, to, undecided }) => {
    const { rows } = await run(pool, emergencyFigures, [timestampFor(from), timestampFor(to), undecided]);
    return rows.map((row) => ({
      ...optional('organizationId', row.organization_id),
      ...optional('organizationName', row.organization_name),
      accesses: row.accesses,
      professionals: row.professionals,
      records: row.records,
      verdicts: row.verdicts,
      ...optional('oldestWaiting', row.oldest_waiting),
    }));
  },
});
