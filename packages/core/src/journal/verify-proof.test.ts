// SPDX-License-Identifier: Apache-2.0
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  batchLeafHash,
  type ConsistencyProof,
  encodeEntry,
  entryLeafHash,
  headHash,
  headMessage,
  type InclusionProof,
  inclusionPath,
  type JournalCrypto,
  type JournalEntry,
  type JournalHead,
  keyIdOf,
  merkleRoot,
  NO_HEAD,
  type SignedHead,
  toHex,
  verifyConsistencyProof,
  verifyInclusionProof,
} from './index.ts';
import { consistencyPath } from './merkle.ts';

const anyEntry: fc.Arbitrary<JournalEntry> = fc.record({
  entryId: fc.uuid(),
  recordId: fc.uuid(),
  at: fc.constant('2026-11-23T12:00:00.000Z'),
  actor: fc.record({
    kind: fc.constant('professional'),
    key: fc.stringMatching(/^ps:\d{12}$/),
    name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
    authentication: fc.constant('direct'),
    mode: fc.constant('normal'),
  }),
  operation: fc.constant('document.find'),
  outcome: fc.constant('success'),
  reasons: fc.constant([]),
  documents: fc.array(fc.uuid(), { maxLength: 2 }),
  law: fc.constant([]),
  secret: fc.boolean(),
  detail: fc.record({ found: fc.nat(9) }),
});

const keyPair = generateKeyPairSync('ed25519');
const rawKey = (pair: typeof keyPair): Uint8Array =>
  new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(12));
const publicKey = rawKey(keyPair);
const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
const crypto: JournalCrypto = {
  sha256,
  verifyEd25519: (_, message, signature) => verify(null, message, keyPair.publicKey, signature),
};

/** A log in memory: batches of entries, a head after each. */
const logOf = (batches: readonly (readonly JournalEntry[])[]) => {
  const trees = batches.map((batch) => batch.map((entry) => entryLeafHash(sha256, encodeEntry(entry))));
  const leaves = trees.map((tree) => batchLeafHash(sha256, tree.length, merkleRoot(sha256, tree)));
  const heads: SignedHead[] = [];
  for (const size of leaves.keys()) {
    const before = heads.at(-1);
    const head: JournalHead = {
      logId: '4f0a5f0e-6a6b-4f57-9d4c-0d6b5f7d2a11',
      batches: size + 1,
      logRoot: toHex(merkleRoot(sha256, leaves.slice(0, size + 1))),
      previousHeadHash: before ? headHash(sha256, before.head) : NO_HEAD,
      sealedAt: '2026-11-23T12:00:00.000Z',
      keyId: keyIdOf(sha256, publicKey),
    };
    heads.push({ head, signature: toHex(sign(null, headMessage(head), keyPair.privateKey)) });
  }
  const headAt = (size: number): SignedHead => {
    const head = heads[size - 1];
    if (!head) throw new Error('no such head');
    return head;
  };
  return {
    prove: (batchIndex: number, leafIndex: number): InclusionProof => ({
      entry: encodeEntry(batches[batchIndex]?.[leafIndex] as JournalEntry),
      leafIndex,
      batchSize: trees[batchIndex]?.length ?? 0,
      batchPath: inclusionPath(sha256, trees[batchIndex] ?? [], leafIndex).map(toHex),
      batchIndex,
      logPath: inclusionPath(sha256, leaves, batchIndex).map(toHex),
      head: headAt(leaves.length),
    }),
    consistency: (from: number): ConsistencyProof => ({
      from: headAt(from),
      to: headAt(leaves.length),
      path: consistencyPath(sha256, leaves, from).map(toHex),
    }),
  };
};

const batches = fc.array(fc.array(anyEntry, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });

/** Every value of a JSON tree that is not an object or a list, as a path to it. */
const leafPaths = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, item]) => leafPaths(item, [...path, name]))
    : [path];

/** A copy with one character of one value replaced by another. */
const bent = <T>(value: T, path: readonly string[], pick: number): T => {
  const copy = structuredClone(value) as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  const holder = path.slice(0, -1).reduce((at, name) => at[name] as Record<string, unknown>, copy);
  const old = holder[last];
  if (typeof old === 'number') holder[last] = old + 1 + (pick % 3);
  else {
    const text = String(old);
    const at = pick % text.length;
    holder[last] = `${text.slice(0, at)}${text[at] === 'a' ? 'b' : 'a'}${text.slice(at + 1)}`;
  }
  return copy as T;
};

describe('proofs', () => {
  test('an entry of the log is proven with nothing but the proof and the key', () => {
    fc.assert(
      fc.property(batches, fc.nat(), fc.nat(), (entries, b, l) => {
        const batch = b % entries.length;
        const leaf = l % (entries[batch]?.length ?? 1);
        const proof: InclusionProof = JSON.parse(JSON.stringify(logOf(entries).prove(batch, leaf)));
        expect(verifyInclusionProof(proof, publicKey, crypto)).toMatchObject({
          ok: true,
          value: { entry: entries[batch]?.[leaf], head: { batches: entries.length } },
        });
      }),
      { numRuns: 50 },
    );
  });

  test('no character of a proof can change', () => {
    fc.assert(
      fc.property(batches, fc.nat(), fc.nat(), fc.nat(), (entries, b, l, pick) => {
        const batch = b % entries.length;
        const proof = logOf(entries).prove(batch, l % (entries[batch]?.length ?? 1));
        for (const path of leafPaths(proof)) {
          const result = verifyInclusionProof(bent(proof, path, pick), publicKey, crypto);
          expect({ path, ok: result.ok }).toEqual({ path, ok: false });
          if (!result.ok) expect(result.error.sentence).toMatch(/^[A-Z].*\.$/s);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('whatever is handed in, the answer is a value', () => {
    const proof = logOf([[...fc.sample(anyEntry, 2)]]).prove(0, 1);
    const names = Object.keys(proof) as (keyof InclusionProof)[];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
        fc.pre(JSON.stringify(value) !== JSON.stringify(proof[name]));
        expect(verifyInclusionProof({ ...proof, [name]: value } as InclusionProof, publicKey, crypto).ok).toBe(false);
      }),
    );
    expect(verifyInclusionProof(null as never, publicKey, crypto)).toMatchObject({
      ok: false,
      error: { part: 'form' },
    });
  });

  test('the failure names the part that does not hold', () => {
    const entries = fc.sample(anyEntry, { numRuns: 6, seed: 4 });
    const log = logOf([entries.slice(0, 3), entries.slice(3)]);
    const proof = log.prove(1, 1);
    const partOf = (changed: InclusionProof, key = publicKey) => {
      const result = verifyInclusionProof(changed, key, crypto);
      return result.ok ? 'none' : result.error.part;
    };
    expect(partOf(proof)).toBe('none');
    expect(partOf({ ...proof, entry: '{}' })).toBe('entry');
    expect(partOf({ ...proof, entry: log.prove(1, 2).entry })).toBe('log');
    expect(partOf({ ...proof, batchPath: [] })).toBe('entry');
    expect(partOf({ ...proof, batchSize: 4 })).toBe('log');
    expect(partOf({ ...proof, logPath: ['zz'] })).toBe('form');
    expect(partOf(proof, rawKey(generateKeyPairSync('ed25519')))).toBe('key');
    expect(partOf({ ...proof, head: { ...proof.head, signature: '0'.repeat(128) } })).toBe('signature');
  });

  test('a later log begins with an earlier one; another log does not', () => {
    const entries = fc.sample(anyEntry, { numRuns: 9, seed: 5 });
    const cut = (size: number) => Array.from({ length: size }, (_, index) => entries.slice(index, index + 2));
    const proof = logOf(cut(7)).consistency(3);
    expect(verifyConsistencyProof(proof, publicKey, crypto)).toMatchObject({
      ok: true,
      value: { from: { batches: 3 }, to: { batches: 7 } },
    });
    for (const path of leafPaths(proof))
      expect({ path, ok: verifyConsistencyProof(bent(proof, path, 7), publicKey, crypto).ok }).toEqual({
        path,
        ok: false,
      });
    const rewritten = logOf(cut(7).with(1, entries.slice(7))).consistency(3);
    expect(verifyConsistencyProof({ ...rewritten, from: proof.from }, publicKey, crypto)).toMatchObject({
      ok: false,
      error: { part: 'consistency' },
    });
  });
});
