// SPDX-License-Identifier: Apache-2.0
import type { Allowed } from '@dossier/core/access';
import { fail, ok, type Result } from '@dossier/core/result';
import { DatabaseError } from 'pg';
import { type LoneShare, PolicyChangedError, type Store } from '../record/ports.ts';
import { frameCount, sealFrame } from './content.ts';
import type { StoreContext } from './context.ts';
import { documentValues, relationValues } from './document-columns.ts';
import { gather } from './gather.ts';
import { valuesOf } from './journal/index.ts';
import type { RecordKey } from './keys/index.ts';
import { setValues } from './lists.ts';
import { lookupKeys, uniqueIdKey } from './lookup-keys.ts';
import { recordOf } from './policy-guard.ts';
import { run } from './statement.ts';
import { insertShares, type ShareItem, shareItem, valuesOfShares } from './statements/insert-shares.ts';
import { isViolationOf, mayRetry } from './transaction.ts';

/** Submissions in one statement at most. */
const GROUP_SIZE = 16;

/** The record as the decision knew it, and its key; the statement looks whether both still stand. */
interface KnownKey {
  readonly key: RecordKey;
  readonly kekVersion: number;
}

const itemOf = (
  { render }: StoreContext,
  { recordId, policyVersion }: Allowed,
  { key, kekVersion }: KnownKey,
  { document: { entry, facts, sha256, content }, set, entry: trace }: LoneShare,
): ShareItem =>
  shareItem(
    {
      policy_version: policyVersion,
      kek_version: kekVersion,
      unique_keys: [uniqueIdKey(entry.uniqueId), uniqueIdKey(set.uniqueId)],
      keys: [
        ...lookupKeys({ uniqueId: entry.uniqueId, ids: [entry.logicalId, entry.entryUuid] }),
        ...lookupKeys({ uniqueId: set.uniqueId, ids: [set.entryUuid] }),
      ],
      frame: sealFrame(key, recordId, entry.logicalId, content, 0),
    },
    {
      document: [...documentValues(key, render, entry, facts, entry.submittedAt), ...relationValues(entry), sha256],
      set: setValues(key, set),
      entry: valuesOf(trace),
    },
  );

/** SQLSTATE classes 22, 23, 40 and 54, data, constraints, rollbacks and limits: the fault of one item, not of the others. */
const isFaultOfAnItem = (error: unknown): boolean =>
  error instanceof DatabaseError && /^(2[23]|40|54)/.test(error.code ?? '');

/** Whether it was written. */
type Outcome = Result<boolean, unknown>;

const insert = async ({ pool }: StoreContext, items: readonly ShareItem[]): Promise<readonly Outcome[]> => {
  try {
    const { rows } = await run(pool, insertShares, valuesOfShares(items));
    const written = new Set(rows.map(({ item }) => item));
    return items.map((_, item) => ok(written.has(item)));
  } catch (error) {
    return items.map(() => fail(error));
  }
};

const write = async (context: StoreContext, items: readonly ShareItem[]): Promise<readonly Outcome[]> => {
  const together = await insert(context, items);
  const [first] = together;
  if (first === undefined || first.ok || !isFaultOfAnItem(first.error)) return together;
  if (items.length === 1) return isViolationOf(first.error) || mayRetry(first.error) ? [ok(false)] : together;
  // one item at fault must not cost the others
  const outcomes: Outcome[] = [];
  for (const item of items) outcomes.push(...(await write(context, [item])));
  return outcomes;
};

/** {@link Store.shareAlone}. What does not fit into one frame of content is left to `write`. */
export const loneShares = (context: StoreContext): Store['shareAlone'] => {
  const { add } = gather((items: readonly ShareItem[]) => write(context, items), GROUP_SIZE);
  const { keyring, policies } = context;
  return async (allowed, share) => {
    const { document, set, entry } = share;
    for (const { recordId } of [document.entry, set, entry])
      if (recordId !== allowed.recordId) throw new Error('A writer writes in the record of its decision only.');
    if (frameCount(document.content.length) > 1) return false;
    const { recordId } = allowed;
    const known = await recordOf(context, allowed).catch(unlessChanged);
    if (known === undefined) return false;
    const { wrapped } = known;
    const key = await keyring.unwrap(recordId, wrapped);
    const outcome = await add(itemOf(context, allowed, { key, kekVersion: wrapped.kekVersion }, share));
    if (!outcome.ok) throw outcome.error;
    if (outcome.value) policies.keepDocument(document.entry.logicalId, recordId);
    return outcome.value;
  };
};

const unlessChanged = (error: unknown): undefined => {
  if (!(error instanceof PolicyChangedError)) throw error;
};
