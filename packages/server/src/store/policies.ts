// SPDX-License-Identifier: Apache-2.0
import type { LoadedPolicy, RecordRef } from '../record/ports.ts';
import type { WrappedKey } from './keys/index.ts';
import { leastRecentlyUsed } from './least-recently-used.ts';

/** What a statement that reads needs besides its decision: the policy on which that was made, and the record's key. */
export interface KnownRecord {
  readonly policy: Omit<LoadedPolicy, 'named'>;
  readonly wrapped: WrappedKey;
}

/**
 * Policies in memory. They may be older than the record's: whoever uses one reads with a statement that looks at the
 * policy version. What a name leads to never changes while the record is there, and where the record is gone the
 * statement finds that too.
 */
export interface PolicyMemory {
  recall(ref: RecordRef): LoadedPolicy | undefined;
  knownRecord(recordId: string): KnownRecord | undefined;
  keep(known: KnownRecord): void;
  /** An INS that leads to the record. */
  keepIns(oid: string, value: string, recordId: string): void;
  /** A logicalId that leads to the record. */
  keepDocument(logicalId: string, recordId: string): void;
  forget(recordId: string): void;
}

interface Place {
  readonly recordId: string;
  readonly named: readonly string[];
}

/** A policy takes some kilobytes, a name some hundred bytes. */
const RECORDS = 5_000;
const INSES = 10_000;
const DOCUMENTS = 40_000;

const insKey = (oid: string, value: string): string => `${oid}|${value}`;

export const createPolicyMemory = (): PolicyMemory => {
  const known = leastRecentlyUsed<KnownRecord>(RECORDS);
  const ofIns = leastRecentlyUsed<string>(INSES);
  // by the id as the database gave it: a page of a search puts twenty in
  const ofDocument = leastRecentlyUsed<string>(DOCUMENTS);

  const placeOf = (ref: RecordRef): Place | undefined => {
    if ('recordId' in ref) return { recordId: ref.recordId, named: [] };
    const recordId = 'ins' in ref ? ofIns.get(insKey(ref.ins.oid, ref.ins.value)) : ofDocument.get(ref.object);
    return recordId === undefined ? undefined : { recordId, named: 'ins' in ref ? [] : [ref.object] };
  };

  return {
    recall: (ref) => {
      const place = placeOf(ref);
      const record = place && known.get(place.recordId);
      return record && { ...record.policy, named: place.named };
    },
    knownRecord: known.get,
    keep: (record) => known.set(record.policy.recordId, record),
    keepIns: (oid, value, recordId) => ofIns.set(insKey(oid, value), recordId),
    keepDocument: (logicalId, recordId) => {
      if (!ofDocument.has(logicalId)) ofDocument.set(logicalId, recordId);
    },
    forget: known.delete,
  };
};
