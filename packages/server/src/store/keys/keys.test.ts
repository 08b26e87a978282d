// SPDX-License-Identifier: Apache-2.0
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StartError } from '../../start-error.ts';
import { allow, bytesOf, contentOf, documentOf, entryOf, openRecord, openTestStore, share, trace } from '../testing.ts';
import { type Binding, createLocalKeyring, open, rotateKeys, SealBrokenError, seal, verifyKeyring } from './index.ts';

const key = createSecretKey(randomBytes(32));

const bindings: fc.Arbitrary<Binding> = fc.record({
  recordId: fc.uuid(),
  purpose: fc.constantFrom('metadata', 'rendering', 'content', 'submission-set', 'folder'),
  objectId: fc.uuid(),
  frame: fc.nat(1000),
  last: fc.boolean(),
});

describe('sealing', () => {
  it('opens to what was sealed, never twice the same bytes', () => {
    fc.assert(
      fc.property(bindings, fc.uint8Array({ maxLength: 5000 }), (binding, plain) => {
        const sealed = seal(key, binding, plain);
        expect(open(key, binding, sealed).equals(plain)).toBe(true);
        expect(seal(key, binding, plain).equals(sealed)).toBe(false);
        if (plain.length > 8) expect(sealed.includes(Buffer.from(plain))).toBe(false);
      }),
      { seed: 1 },
    );
  });

  it('does not open under another binding or key', () => {
    fc.assert(
      fc.property(bindings, bindings, fc.uint8Array(), (binding, other, plain) => {
        fc.pre(JSON.stringify(binding) !== JSON.stringify(other));
        const sealed = seal(key, binding, plain);
        for (const part of Object.keys(binding) as (keyof Binding)[]) {
          if (binding[part] === other[part]) continue;
          expect(() => open(key, { ...binding, [part]: other[part] }, sealed)).toThrow(SealBrokenError);
        }
        expect(() => open(createSecretKey(randomBytes(32)), binding, sealed)).toThrow(SealBrokenError);
      }),
      { seed: 2 },
    );
  });

  it('does not open with one bit changed, or cut', () => {
    const binding: Binding = { recordId: randomUUID(), purpose: 'content', objectId: randomUUID() };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(), fc.nat(7), fc.nat(), (plain, at, bit, cut) => {
        const sealed = seal(key, binding, plain);
        const altered = Buffer.from(sealed);
        const index = at % sealed.length;
        altered.writeUInt8((altered[index] ?? 0) ^ (1 << bit), index);
        expect(() => open(key, binding, altered)).toThrow(SealBrokenError);
        expect(() => open(key, binding, sealed.subarray(0, cut % sealed.length))).toThrow(SealBrokenError);
      }),
      { seed: 3 },
    );
  });
});

describe('the local key file', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'dossier-keys-'));
  });
  afterAll(() => rm(home, { recursive: true }));

  it('is made for its owner alone, once, and opens what it wrapped', async () => {
    const path = join(home, 'once', 'kek.json');
    const [one, other] = await Promise.all([createLocalKeyring({ path }), createLocalKeyring({ path })]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const recordId = randomUUID();
    const { key: dataKey, wrapped } = await one.createRecordKey(recordId);
    expect((await other.unwrap(recordId, wrapped)).equals(dataKey)).toBe(true);
    await expect(other.unwrap(randomUUID(), wrapped)).rejects.toThrow(SealBrokenError);
    expect(Buffer.from(wrapped.wrapped).includes(dataKey.export())).toBe(false);
  });

  it('is refused when others can read it, or when it is damaged', async () => {
    const path = join(home, 'kek.json');
    await createLocalKeyring({ path });
    await chmod(path, 0o640);
    await expect(createLocalKeyring({ path })).rejects.toThrow(/can be read or changed by other users.*chmod 600/);
    await chmod(path, 0o600);
    const good = await readFile(path, 'utf8');
    await mkdir(join(home, 'folder'), { mode: 0o700 });
    for (const bad of [
      '',
      '{}',
      '[]',
      good.slice(0, 30),
      '{"current":2,"keys":{"1":"AAAA"}}',
      '{"current":1,"keys":{"1":"AAAA"}}',
    ]) {
      await writeFile(path, bad);
      await expect(createLocalKeyring({ path })).rejects.toThrow(StartError);
    }
    await expect(createLocalKeyring({ path: join(home, 'folder') })).rejects.toThrow(StartError);
  });

  it('grows by versions that another process comes to know', async () => {
    const path = join(home, 'versions.json');
    const [one, other] = [await createLocalKeyring({ path }), await createLocalKeyring({ path })];
    const recordId = randomUUID();
    const { key: dataKey, wrapped } = await one.createRecordKey(recordId);
    expect(await one.addVersion()).toBe(2);
    const rewrapped = await one.rewrap(recordId, wrapped);
    expect(rewrapped.kekVersion).toBe(2);
    expect((await other.unwrap(recordId, rewrapped)).equals(dataKey)).toBe(true);
    expect(await other.currentVersion()).toBe(2);
    other.forget(recordId);
    await expect(other.unwrap(recordId, { ...rewrapped, kekVersion: 3 })).rejects.toThrow(/does not hold version 3/);
    await expect(other.unwrap(recordId, { ...rewrapped, kekVersion: 1 })).rejects.toThrow(SealBrokenError);
  });

  it('holds a bounded number of keys in memory, and none for another blob', async () => {
    const keyring = await createLocalKeyring({ path: join(home, 'bounded.json'), capacity: 2 });
    const records = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const recordId = randomUUID();
        return { recordId, ...(await keyring.createRecordKey(recordId)) };
      }),
    );
    for (const { recordId, key: dataKey, wrapped } of [...records, ...records])
      expect((await keyring.unwrap(recordId, wrapped)).equals(dataKey)).toBe(true);
    const [first, second] = records;
    if (!first || !second) return expect.unreachable();
    const known = await keyring.unwrap(first.recordId, first.wrapped);
    expect(await keyring.unwrap(first.recordId, first.wrapped)).toBe(known);
    await expect(keyring.unwrap(first.recordId, second.wrapped)).rejects.toThrow(SealBrokenError);
    keyring.forget(first.recordId);
    expect(await keyring.unwrap(first.recordId, first.wrapped)).not.toBe(known);
  });
});

describe('rotation', () => {
  it('re-wraps every key and keeps everything readable, for this process and others', async () => {
    const test = await openTestStore();
    try {
      const { store, keyring, database } = test;
      const { pool } = database;
      const other = await createLocalKeyring({ path: keyring.place });
      const records = await Promise.all(Array.from({ length: 20 }, () => openRecord(store)));
      const documents = records.map((recordId) => documentOf(entryOf(recordId), Buffer.from(recordId)));
      for (const document of documents) await share(store, document);
      const rotations = await Promise.all([rotateKeys({ pool, keyring }), rotateKeys({ pool, keyring })]);
      expect(rotations.map(({ version }) => version).toSorted()).toEqual([2, 3]);
      expect(rotations.map(({ rewrapped }) => rewrapped)).toEqual([20, 20]);
      const stopped = rotateKeys({ pool, keyring, onVersion: () => Promise.reject(new Error('no trace')) });
      await expect(stopped).rejects.toThrow('no trace');
      const { rows } = await pool.query('select distinct kek_version from record.record_key');
      expect(rows).toEqual([{ kek_version: 3 }]);
      for (const { entry } of documents) {
        const read = contentOf(store, allow(entry.recordId), entry.logicalId);
        expect((await bytesOf(read)).toString()).toBe(entry.recordId);
        expect(await store.readDocument(allow(entry.recordId), { id: entry.logicalId })).toMatchObject({ entry });
      }
      await verifyKeyring({ pool, keyring: other });
      const stranger = await createLocalKeyring({ path: join(test.home, 'stranger.json') });
      await expect(verifyKeyring({ pool, keyring: stranger })).rejects.toThrow(StartError);
      for (let version = 1; version < 4; version += 1) await stranger.addVersion();
      await expect(verifyKeyring({ pool, keyring: stranger })).rejects.toThrow(/not those with which/);
      const [recordId = ''] = records;
      await store.destroyRecord(allow(recordId, undefined, 'record.destroy'), trace(recordId));
      await verifyKeyring({ pool, keyring: other });
    } finally {
      await test.close();
    }
  });
});
