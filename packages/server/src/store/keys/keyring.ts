// SPDX-License-Identifier: Apache-2.0
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { leastRecentlyUsed } from '../least-recently-used.ts';
import type { KeyEncryptionKey, WrappedKey } from './kek.ts';
import { openLocalKek } from './local-kek.ts';

/** A record's data key (AES-256), unwrapped. Its bytes stay inside the crypto library. */
export type RecordKey = KeyObject;

export interface Keyring {
  /** Where the key-encryption key is kept, for messages to the operator. */
  readonly place: string;
  currentVersion(): Promise<number>;
  /** Draws the key of a new record. */
  createRecordKey(recordId: string): Promise<{ readonly key: RecordKey; readonly wrapped: WrappedKey }>;
  /** The data key of a record, from memory where it was unwrapped before. */
  unwrap(recordId: string, wrappedKey: WrappedKey): Promise<RecordKey>;
  /** The same data key, wrapped by the current version. */
  rewrap(recordId: string, wrappedKey: WrappedKey): Promise<WrappedKey>;
  /** Makes a new version of the key-encryption key current; answers it. */
  addVersion(): Promise<number>;
  /** Drops a record's key from memory. */
  forget(recordId: string): void;
}

const DATA_KEY_BYTES = 32;

/**
 * Data keys in memory, at most `capacity` of them; the one unused for longest goes first. A key is only given for the
 * very blob it was unwrapped from, so a record whose key was destroyed or changed in the database has none here.
 */
const createKeyring = (kek: KeyEncryptionKey, capacity = 10_000): Keyring => {
  const unwrapped = leastRecentlyUsed<{ readonly wrapped: Buffer; readonly key: RecordKey }>(capacity);

  return {
    place: kek.place,
    currentVersion: () => kek.currentVersion(),
    createRecordKey: async (recordId) => {
      const bytes = randomBytes(DATA_KEY_BYTES);
      const wrapped = await kek.wrap(recordId, bytes);
      const key = createSecretKey(bytes);
      bytes.fill(0);
      return { key, wrapped };
    },
    unwrap: async (recordId, wrappedKey) => {
      const known = unwrapped.get(recordId);
      if (known?.wrapped.equals(wrappedKey.wrapped)) return known.key;
      const bytes = await kek.unwrap(recordId, wrappedKey);
      const key = createSecretKey(bytes);
      bytes.fill(0);
      unwrapped.set(recordId, { wrapped: Buffer.from(wrappedKey.wrapped), key });
      return key;
    },
    rewrap: async (recordId, wrappedKey) => {
      const bytes = await kek.unwrap(recordId, wrappedKey);
      const rewrapped = await kek.wrap(recordId, bytes);
      bytes.fill(0);
      return rewrapped;
    },
    addVersion: () => kek.addVersion(),
    forget: unwrapped.delete,
  };
};

/**
 * The keyring over a local key file, made when it is not there. Throws a StartError, one sentence for the operator,
 * when other users can read the file or it is damaged.
 */
export const createLocalKeyring = async ({
  path,
  capacity,
}: {
  readonly path: string;
  /** Number of data keys held in memory. */
  readonly capacity?: number;
}): Promise<Keyring> => createKeyring(await openLocalKek(path), capacity);
