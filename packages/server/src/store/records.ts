// SPDX-License-Identifier: Apache-2.0
import type { Allowed } from '@dossier/core/access';
import { partyKey } from '@dossier/core/actors';
import type { JournalEntry } from '@dossier/core/journal';
import type { PoolClient } from 'pg';
import type { Duty, NewRecord, WriteConflict, Writer } from '../record/ports.ts';
import { WriteConflictError } from '../record/ports.ts';
import type { StoreContext } from './context.ts';
import { wrappedKeyOf } from './document-rows.ts';
import { run } from './statement.ts';
import { createRecord as createRecordRow } from './statements/create-record.ts';
import { deleteRecord, destroyKey } from './statements/destroy-record.ts';
import { lockRecordAlone, lockRecordShared } from './statements/lock-record.ts';
import { isViolationOf, transaction } from './transaction.ts';
import { timestampFor } from './values.ts';
import { writeRelation } from './write-relation.ts';
import { createWriter, putDuty } from './writer.ts';

/** False where the INS leads to a record already: of two simultaneous openings the database lets one win. */
export const createRecord = async (
  { pool, keyring, journal, clock }: StoreContext,
  record: NewRecord,
  duties: readonly Duty[],
  entry: JournalEntry,
): Promise<boolean> => {
  const { wrapped } = await keyring.createRecordKey(record.recordId);
  const values = [
    record.recordId,
    record.personId,
    JSON.stringify(record.traits),
    record.identityStatus,
    record.ins.oid,
    record.ins.value,
    timestampFor(clock.now()),
    record.regime,
    record.state,
    record.traits.birthDate,
    timestampFor(record.openedAt),
    timestampFor(record.notifiedAt),
    wrapped.kekVersion,
    Buffer.from(wrapped.wrapped),
  ];
  const create = async (client: PoolClient): Promise<void> => {
    await run(client, createRecordRow, values);
    for (const relation of record.relations) await writeRelation(client, record.recordId, relation);
    for (const duty of duties) await putDuty(client, duty);
    await journal.insert(client, entry);
  };
  try {
    await transaction(pool, create);
    return true;
  } catch (error) {
    if (isViolationOf(error, 'ins_pkey')) return false;
    throw error;
  }
};

/** Who writes documents shares the record with other such writers; every other write has it alone. */
const lockFor = ({ operation }: Allowed) => (operation.startsWith('document.') ? lockRecordShared : lockRecordAlone);

export const write = async <T>(
  context: StoreContext,
  allowed: Allowed,
  work: (writer: Writer) => Promise<T>,
): Promise<
  { readonly committed: true; readonly value: T } | { readonly committed: false; readonly conflict: WriteConflict }
> => {
  const { recordId } = allowed;
  try {
    const value = await transaction(context.pool, async (client) => {
      const [locked] = (await run(client, lockFor(allowed), [recordId])).rows;
      if (!locked) throw new WriteConflictError({ kind: 'state-changed' });
      if (locked.policy_version !== allowed.policyVersion) throw new WriteConflictError({ kind: 'policy-changed' });
      const key = await context.keyring.unwrap(recordId, wrappedKeyOf(locked));
      const writer = createWriter(context, client, recordId, key);
      const result = await work(writer);
      if (writer.conflict) throw new WriteConflictError(writer.conflict);
      return result;
    });
    return { committed: true, value };
  } catch (error) {
    if (error instanceof WriteConflictError) return { committed: false, conflict: error.conflict };
    throw error;
  }
};

/** Throws a WriteConflictError where the record is gone already. */
export const destroyRecord = async (
  { pool, keyring, policies, journal }: StoreContext,
  { recordId, policyVersion, actor }: Allowed,
  entry: JournalEntry,
): Promise<void> => {
  await transaction(pool, async (client) => {
    const [locked] = (await run(client, lockRecordAlone, [recordId])).rows;
    if (locked && locked.policy_version !== policyVersion) throw new WriteConflictError({ kind: 'policy-changed' });
    const { rows } = await run(client, destroyKey, [recordId, timestampFor(entry.at), partyKey(actor)]);
    if (rows.length === 0) throw new WriteConflictError({ kind: 'state-changed' });
    await run(client, deleteRecord, [recordId]);
    await journal.insert(client, entry);
  });
  keyring.forget(recordId);
  policies.forget(recordId);
};
