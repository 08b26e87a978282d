// SPDX-License-Identifier: Apache-2.0
import type { Allowed } from '@dossier/core/access';
import { DatabaseError } from 'pg';
import type { LoneShare, Store } from '../record/ports.ts';
import { frameCount, sealFrame } from './content.ts';
import type { StoreContext } from './context.ts';
import { documentValues, relationValues } from './document-columns.ts';
import { wrappedKeyOf } from './document-rows.ts';
import { gather } from './gather.ts';
import { valuesOf } from './journal/index.ts';
import type { RecordKey } from './keys/index.ts';
import { setValues } from './lists.ts';
import { idKey, uniqueIdKey } from './lookup-keys.ts';
import { run } from './statement.ts';
import { insertShares, type ShareItem, shareItem, valuesOfShares } from './statements/insert-shares.ts';
import { readKey } from './statements/read-key.ts';

/** Submissions in one statement at most. */
const GROUP_SIZE = 16;

interface HeldKey {
  readonly key: RecordKey;
  readonly wrapped: Buffer;
}

/** A record's key; the statement checks that it is still the record's. Undefined for a record that has none. */
const keyOf = async ({ pool, keyring }: StoreContext, recordId: string): Promise<HeldKey | undefined> => {
  const held = keyring.held(recordId);
  if (held !== undefined) return held;
  const [row] = (await run(pool, readKey, [recordId])).rows;
  return row && { key: await keyring.unwrap(recordId, wrappedKeyOf(row)), wrapped: row.wrapped };
};

const itemOf = (
  { render }: StoreContext,
  { recordId, policyVersion }: Allowed,
  { key, wrapped }: HeldKey,
  { document: { entry, facts, sha256, content }, set, entry: trace }: LoneShare,
): ShareItem => {
  const uniqueKeys = [uniqueIdKey(entry.uniqueId), uniqueIdKey(set.uniqueId)];
  const ids = [entry.logicalId, entry.entryUuid, set.entryUuid];
  return shareItem(
    {
      policy_version: policyVersion,
      wrapped,
      unique_keys: uniqueKeys,
      keys: [...uniqueKeys, ...ids.map(idKey)],
      frame: sealFrame(key, recordId, entry.logicalId, content, 0),
    },
    {
      document: [...documentValues(key, render, entry, facts, entry.submittedAt), ...relationValues(entry), sha256],
      set: setValues(key, set),
      entry: valuesOf(trace),
    },
  );
};

/** SQLSTATE classes 22, 23, 40 and 54, data, constraints, rollbacks and limits: one item was at fault, none is written. */
const isFaultOfAnItem = (error: unknown): boolean =>
  error instanceof DatabaseError && /^(2[23]|40|54)/.test(error.code ?? '');

/** Whether each was written. */
const writeAll = async ({ pool }: StoreContext, items: readonly ShareItem[]): Promise<readonly boolean[]> => {
  try {
    const { rows } = await run(pool, insertShares, valuesOfShares(items));
    const written = new Set(rows.map(({ item }) => item));
    return items.map((_, item) => written.has(item));
  } catch (error) {
    if (isFaultOfAnItem(error)) return items.map(() => false);
    throw error;
  }
};

/** {@link Store.shareAlone}. What does not fit into one frame of content is left to `write`. */
export const loneShares = (context: StoreContext): Store['shareAlone'] => {
  const { add: write } = gather((items: readonly ShareItem[]) => writeAll(context, items), GROUP_SIZE);
  return async (allowed, share) => {
    const { document, set, entry } = share;
    for (const { recordId } of [document.entry, set, entry])
      if (recordId !== allowed.recordId) throw new Error('A writer writes in the record of its decision only.');
    if (frameCount(document.content.length) > 1) return false;
    const key = await keyOf(context, allowed.recordId);
    return key !== undefined && write(itemOf(context, allowed, key, share));
  };
};
