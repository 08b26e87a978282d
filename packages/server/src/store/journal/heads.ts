// SPDX-License-Identifier: Apache-2.0
import { type JournalHead, keyIdOf, type SignedHead, toHex, verifyHead } from '@dossier/core/journal';
import { StartError } from '../../start-error.ts';
import { journalCrypto, sha256 } from './crypto.ts';
import type { LogRow } from './statements/read-log.ts';

/** What is stored of a head: its canonical text and its signature. Undefined when the text is not even JSON. */
export const signedHeadOf = (head: string, signature: Uint8Array): SignedHead | undefined => {
  try {
    return { head: JSON.parse(head) as JournalHead, signature: toHex(signature) };
  } catch {
    return undefined;
  }
};

/** As {@link signedHeadOf}, where the log must be readable to go on. */
export const requireHead = (head: string, signature: Uint8Array): SignedHead => {
  const signed = signedHeadOf(head, signature);
  if (!signed) throw new Error('A head of the journal cannot be read; run `dossier journal verify`.');
  return signed;
};

/** What the database holds of the log. */
export interface StoredLog {
  readonly logId: string;
  readonly batches: number;
  /** The newest head; undefined while nothing is sealed. */
  readonly head?: SignedHead | undefined;
}

export const requireLog = (row: LogRow | undefined): LogRow => {
  if (!row) throw new StartError('The journal has no name: the table journal_log is empty.');
  return row;
};

/** The log with its newest head. Throws a StartError when that is not what this key has signed. */
export const storedLogOf = ({ log_id, batch_no, head, signature }: LogRow, publicKey: Uint8Array): StoredLog => {
  if (batch_no === null || head === null || signature === null) return { logId: log_id, batches: 0 };
  const newest = requireHead(head, signature);
  const keyId = keyIdOf(sha256, publicKey);
  if (newest.head.keyId !== keyId)
    throw new StartError(
      `The journal of this database is signed with the key ${newest.head.keyId}, and this process has the key ${keyId}; put the first one back.`,
    );
  const batches = Number(batch_no) + 1;
  if (!verifyHead(newest, publicKey, journalCrypto).ok || newest.head.batches !== batches)
    throw new StartError('The newest head of the journal is not one that was signed; run dossier journal verify.');
  return { logId: log_id, batches, head: newest };
};
