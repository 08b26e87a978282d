// SPDX-License-Identifier: Apache-2.0
import type { Allowed } from '@dossier/core/access';
import { PolicyChangedError } from '../record/ports.ts';
import type { StoreContext } from './context.ts';
import type { KnownRecord } from './policies.ts';
import { run } from './statement.ts';
import { loadPolicyById, type PolicyRow, policyFrom } from './statements/load-policy.ts';

/** What a policy is remembered with. */
export const knownFrom = (row: PolicyRow): KnownRecord => {
  const { named: _, ...policy } = policyFrom(row);
  return { policy, wrapped: { kekVersion: row.kek_version, wrapped: row.wrapped } };
};

/**
 * The record with the policy on which a decision was made.
 *
 * @throws PolicyChangedError where that is not the record's any more
 */
export const recordOf = async ({ lanes, policies }: StoreContext, allowed: Allowed): Promise<KnownRecord> => {
  const { recordId, policyVersion } = allowed;
  const remembered = policies.knownRecord(recordId);
  if (remembered?.policy.policyVersion === policyVersion) return remembered;
  const [row] = (await run(lanes, loadPolicyById, [recordId])).rows;
  if (row?.policy_version !== policyVersion) throw new PolicyChangedError();
  const known = knownFrom(row);
  policies.keep(known);
  return known;
};

/** Number of parameters of {@link guardSql}. */
export const GUARD_PARAMETERS = 2;

/**
 * One row while the policy is the one on which the decision was made and the record's key the one that is known, else
 * none. $1 is the record; the values of {@link guardValues} begin at `$first`.
 */
export const guardSql = (first: number): string => `(
    select g.record_id from record.record g
    join record.record_key k on k.record_id = g.record_id and k.kek_version = $${first + 1}::integer
    where g.record_id = $1::uuid and g.policy_version = $${first}::bigint
  ) guard`;

export const guardValues = ({ policy, wrapped }: KnownRecord): readonly unknown[] => [
  policy.policyVersion,
  wrapped.kekVersion,
];

/** Forgets what is known of the record, and says that it is to be decided anew. */
export const policyChanged = ({ policies }: StoreContext, { recordId }: Allowed): PolicyChangedError => {
  policies.forget(recordId);
  return new PolicyChangedError();
};
