// SPDX-License-Identifier: Apache-2.0

/** A record's data key as the database holds it. */
export interface WrappedKey {
  /** Version of the key-encryption key that wraps it. */
  readonly kekVersion: number;
  readonly wrapped: Uint8Array;
}

/**
 * The key that wraps the record keys, and never leaves its place: a local file, or a hardware module or key service
 * of the host. Losing it loses every record.
 */
export interface KeyEncryptionKey {
  /** Where it is kept, for messages to the operator. */
  readonly place: string;
  /** The version that wraps new record keys. */
  currentVersion(): Promise<number>;
  /** Wraps a data key of 32 bytes, bound to its record: it does not unwrap for another one. */
  wrap(recordId: string, dataKey: Uint8Array): Promise<WrappedKey>;
  /** The 32 bytes of a data key; throws a SealBrokenError when the blob was altered or belongs to another record. */
  unwrap(recordId: string, wrappedKey: WrappedKey): Promise<Uint8Array>;
  /** Makes a new version the current one; the former versions go on unwrapping. Answers the new version. */
  addVersion(): Promise<number>;
}
