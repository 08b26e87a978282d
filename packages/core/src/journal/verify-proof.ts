// SPDX-License-Identifier: Apache-2.0
import { fail, ok, type Result } from '../result/index.ts';
import { fromHex } from './bytes.ts';
import { decodeEntry } from './canonical.ts';
import { type Check, count, hexOf, instant, listOf, objectOf, text, uuid } from './checks.ts';
import { batchLeafHash, entryLeafHash, headMessage, keyIdOf } from './head.ts';
import { rootOfInclusion, verifyConsistency, verifyInclusion } from './merkle.ts';
import type {
  ConsistencyProof,
  Hex,
  InclusionProof,
  JournalCrypto,
  JournalHead,
  ProofFailure,
  SignedHead,
} from './proofs.ts';
import type { JournalEntry } from './types.ts';

const failed = (part: ProofFailure['part'], sentence: string) => fail<ProofFailure>({ part, sentence });

const hash = hexOf(32);
const signedHead = objectOf({
  head: objectOf({
    logId: uuid,
    batches: count,
    logRoot: hash,
    previousHeadHash: hash,
    sealedAt: instant,
    keyId: hash,
  }),
  signature: hexOf(64),
});
const inclusion = objectOf({
  entry: text,
  leafIndex: count,
  batchSize: count,
  batchPath: listOf(hash),
  batchIndex: count,
  logPath: listOf(hash),
  head: signedHead,
});
const consistency = objectOf({ from: signedHead, to: signedHead, path: listOf(hash) });

/** Proofs come from outside: their form is checked before anything is read from them. */
const malformed = (check: Check, value: unknown, name: string) => {
  const problem = check(value);
  return problem && failed('form', `The proof is not well-formed: ${name}${problem.path} ${problem.why}.`);
};

const bytes = (hex: Hex): Uint8Array => fromHex(hex, hex.length / 2) ?? new Uint8Array();

/** Whether a head is signed by this key. Gives the root of its log. */
export const verifyHead = (
  signed: SignedHead,
  publicKey: Uint8Array,
  crypto: JournalCrypto,
): Result<{ readonly head: JournalHead; readonly logRoot: Uint8Array }, ProofFailure> => {
  const unfit = malformed(signedHead, signed, 'head');
  if (unfit) return unfit;
  const { head, signature } = signed;
  if (publicKey.length !== 32) return failed('key', 'The public key is not an Ed25519 key of 32 bytes.');
  if (keyIdOf(crypto.sha256, publicKey) !== head.keyId)
    return failed(
      'key',
      `The head of the log is signed with the key ${head.keyId}, which is not the public key given.`,
    );
  if (!crypto.verifyEd25519(publicKey, headMessage(head), bytes(signature)))
    return failed('signature', 'The signature does not belong to the head of the log.');
  return ok({ head, logRoot: bytes(head.logRoot) });
};

/**
 * Whether an entry stands in the journal. Needs nothing but the proof and the public key of the house
 * (32 raw bytes, had from elsewhere than the proof). The failure names the first part that does not hold.
 */
export const verifyInclusionProof = (
  proof: InclusionProof,
  publicKey: Uint8Array,
  crypto: JournalCrypto,
): Result<{ readonly entry: JournalEntry; readonly head: JournalHead }, ProofFailure> => {
  const unfit = malformed(inclusion, proof, 'proof');
  if (unfit) return unfit;
  const entry = decodeEntry(proof.entry);
  if (!entry.ok) return failed('entry', `The entry is not a journal entry: ${entry.error.path} ${entry.error.why}.`);
  const signed = verifyHead(proof.head, publicKey, crypto);
  if (!signed.ok) return signed;

  const root = rootOfInclusion(crypto.sha256, {
    leaf: entryLeafHash(crypto.sha256, proof.entry),
    index: proof.leafIndex,
    size: proof.batchSize,
    path: proof.batchPath.map(bytes),
  });
  if (!root)
    return failed(
      'entry',
      `Entry ${proof.leafIndex} of a batch of ${proof.batchSize} cannot have a path of this length.`,
    );
  const inLog = verifyInclusion(crypto.sha256, {
    leaf: batchLeafHash(crypto.sha256, proof.batchSize, root),
    index: proof.batchIndex,
    size: signed.value.head.batches,
    path: proof.logPath.map(bytes),
    root: signed.value.logRoot,
  });
  if (!inLog)
    return failed(
      'log',
      `The entry and its paths do not lead to the signed root: batch ${proof.batchIndex} of the log does not hold this entry.`,
    );
  return ok({ entry: entry.value, head: signed.value.head });
};

/**
 * Whether the later log holds all of the earlier one, unchanged. A patient who keeps a head can show with it
 * that nothing they saw was rewritten since.
 */
export const verifyConsistencyProof = (
  proof: ConsistencyProof,
  publicKey: Uint8Array,
  crypto: JournalCrypto,
): Result<{ readonly from: JournalHead; readonly to: JournalHead }, ProofFailure> => {
  const unfit = malformed(consistency, proof, 'proof');
  if (unfit) return unfit;
  const from = verifyHead(proof.from, publicKey, crypto);
  if (!from.ok) return from;
  const to = verifyHead(proof.to, publicKey, crypto);
  if (!to.ok) return to;
  if (from.value.head.logId !== to.value.head.logId)
    return failed('consistency', 'The two heads belong to different logs.');
  const consistent = verifyConsistency(crypto.sha256, {
    from: { size: from.value.head.batches, root: from.value.logRoot },
    to: { size: to.value.head.batches, root: to.value.logRoot },
    path: proof.path.map(bytes),
  });
  return consistent
    ? ok({ from: from.value.head, to: to.value.head })
    : failed('consistency', 'The later log does not begin with the earlier one.');
};
