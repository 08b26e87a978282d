// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Duty, NewDocument, WriteConflict, Writer } from '../record/ports.ts';
import { WriteConflictError } from '../record/ports.ts';
import { careWriter } from './care/writer.ts';
import { ELSEWHERE, frameCount, sealFrame } from './content.ts';
import type { StoreContext } from './context.ts';
import { documentValues, relationValues } from './document-columns.ts';
import type { RecordKey } from './keys/index.ts';
import { insertFolder, insertSubmissionSet } from './lists.ts';
import { lookupKeys } from './lookup-keys.ts';
import { run } from './statement.ts';
import { addToFolder } from './statements/add-to-folder.ts';
import { changeIns } from './statements/change-ins.ts';
import { cancelDuties, insertDuty } from './statements/duties.ts';
import { insertDocument } from './statements/insert-document.ts';
import { insertFrame } from './statements/insert-frame.ts';
import { insertVersion } from './statements/insert-version.ts';
import { lockApproved } from './statements/lock-approved.ts';
import { dependentsOf, foldersOf } from './statements/related-objects.ts';
import { endRelation, growPolicyVersion } from './statements/relations.ts';
import { setRecordState } from './statements/set-record-state.ts';
import { setStatus } from './statements/set-status.ts';
import { isViolationOf } from './transaction.ts';
import { timestampFor } from './values.ts';
import { writeRelation } from './write-relation.ts';

export interface RecordWriter extends Writer {
  /** The first conflict, even where the caller caught it: the transaction must not commit. */
  readonly conflict: WriteConflict | undefined;
}

export const putDuty = async (client: PoolClient, duty: Duty): Promise<void> => {
  await run(client, insertDuty, [
    duty.recordId,
    randomUUID(),
    duty.kind,
    duty.logicalId ?? null,
    timestampFor(duty.dueAt),
  ]);
};

/** The writer of one transaction on one record, whose row is locked already. */
export const createWriter = (
  { journal, render, clock }: StoreContext,
  client: PoolClient,
  recordId: string,
  key: RecordKey,
): RecordWriter => {
  let conflict: WriteConflict | undefined;

  const refuse = (why: WriteConflict): never => {
    conflict ??= why;
    throw new WriteConflictError(why);
  };

  /** An identifier that another object has is a conflict; the database decides who was first. */
  const claiming = async <T>(identifier: string, statement: Promise<T>): Promise<T> => {
    try {
      return await statement;
    } catch (error) {
      if (isViolationOf(error)) return refuse({ kind: 'identifier-taken', identifier });
      throw error;
    }
  };

  const ofThisRecord = (other: string): void => {
    if (other !== recordId) throw new Error('A writer writes in the record of its decision only.');
  };

  const writeDocument = async ({ entry, facts, sha256, content }: NewDocument): Promise<void> => {
    ofThisRecord(entry.recordId);
    const { logicalId, entryUuid, uniqueId } = entry;
    const frame = (number: number): Buffer =>
      content === undefined ? ELSEWHERE : sealFrame(key, recordId, logicalId, content, number);
    await claiming(
      uniqueId,
      run(client, insertDocument, [
        ...documentValues(key, render, entry, facts, entry.submittedAt),
        ...relationValues(entry),
        Buffer.from(sha256),
        lookupKeys({ uniqueId, ids: [logicalId, entryUuid] }),
        frame(0),
      ]),
    );
    for (let number = 1; number < frameCount(content?.length ?? 0); number += 1)
      await run(client, insertFrame, [recordId, logicalId, number, frame(number)]);
  };

  /**
   * A statement that waited for another transaction judges the row that it had seen; when that row is no longer the
   * latest version, it finds nothing although its document is there. Asked again, it sees the new version.
   */
  const onLatest = async (logicalId: string, take: () => Promise<{ readonly rowCount: number | null }>) => {
    for (let looks = 0; looks < 3; looks += 1) if ((await take()).rowCount === 1) return;
    refuse({ kind: 'target-not-approved', logicalId });
  };

  return {
    get conflict() {
      return conflict;
    },
    insertDocument: writeDocument,
    insertVersion: async (entry, facts) => {
      ofThisRecord(entry.recordId);
      const values = documentValues(key, render, entry, facts, clock.now());
      const { rowCount } = await claiming(
        entry.entryUuid,
        run(client, insertVersion, [...values, lookupKeys({ ids: [entry.entryUuid] })]),
      );
      if (rowCount !== 1) refuse({ kind: 'state-changed' });
    },
    setStatus: (logicalId, from, to, at) =>
      onLatest(logicalId, () => run(client, setStatus, [recordId, logicalId, from, to, timestampFor(at)])),
    // one by one and in one order, so that two writers do not wait for each other
    requireApproved: async (logicalIds) => {
      for (const logicalId of [...new Set(logicalIds)].sort())
        await onLatest(logicalId, () => run(client, lockApproved, [recordId, logicalId]));
    },
    insertSubmissionSet: async (set) => {
      ofThisRecord(set.recordId);
      await claiming(set.uniqueId, insertSubmissionSet(client, key, set));
    },
    insertFolder: async (folder) => {
      ofThisRecord(folder.recordId);
      await claiming(folder.uniqueId, insertFolder(client, key, folder));
    },
    dependentsOf: async (logicalId) => {
      const { rows } = await run(client, dependentsOf, [recordId, logicalId]);
      return rows.map(({ id }) => id);
    },
    foldersOf: async (logicalId) => {
      const { rows } = await run(client, foldersOf, [recordId, logicalId]);
      return rows.map(({ id }) => id);
    },
    addToFolder: async (folderUuid, logicalIds, at) => {
      const { rows } = await run(client, addToFolder, [recordId, folderUuid, logicalIds, timestampFor(at)]);
      if (rows.length === 0) refuse({ kind: 'target-not-approved', logicalId: folderUuid });
    },
    insertRelation: async (relation) => {
      await claiming(relation.id, writeRelation(client, recordId, relation));
      await run(client, growPolicyVersion, [recordId]);
    },
    endRelation: async (relationId, at, by) => {
      const { rowCount } = await run(client, endRelation, [recordId, relationId, timestampFor(at), by]);
      if (rowCount !== 1) refuse({ kind: 'state-changed' });
      await run(client, growPolicyVersion, [recordId]);
    },
    changeIns: async ({ oid, value }, at) => {
      await claiming(`${oid}|${value}`, run(client, changeIns, [recordId, oid, value, timestampFor(at)]));
      await run(client, growPolicyVersion, [recordId]);
    },
    setRecordState: async ({ from, to, at, reason }) => {
      const { rowCount } = await run(client, setRecordState, [recordId, from, to, timestampFor(at), reason ?? null]);
      if (rowCount !== 1) refuse({ kind: 'state-changed' });
    },
    schedule: async (duty) => {
      ofThisRecord(duty.recordId);
      await putDuty(client, duty);
    },
    cancelDuties: async (kinds, logicalId) => {
      await run(client, cancelDuties, [recordId, kinds, logicalId ?? null]);
    },
    journal: (entry) => journal.insert(client, entry),
    ...careWriter(client, recordId, refuse),
  };
};
