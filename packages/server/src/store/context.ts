// SPDX-License-Identifier: Apache-2.0
import type { InclusionProof, JournalEntry } from '@dossier/core/journal';
import type { Pool, PoolClient } from 'pg';
import type { Clock, DocumentWords } from '../record/ports.ts';
import type { Render } from './document-columns.ts';
import type { Keyring } from './keys/index.ts';
import type { Kept } from './least-recently-used.ts';
import type { PolicyMemory } from './policies.ts';
import type { Queryable } from './statement.ts';

/** What the store needs of the journal. */
interface JournalDoor {
  /** Durable when it resolves; entries of concurrent requests share a commit. */
  append(entry: JournalEntry): Promise<void>;
  /** Inside the caller's transaction. */
  insert(client: PoolClient, entry: JournalEntry): Promise<void>;
  /** Undefined while the entry is not sealed. */
  prove(recordId: string, entryId: string): Promise<InclusionProof | undefined>;
}

export interface StoreOptions {
  /**
   * As `createPool` makes it (timestamptz comes as Instant, bigint as number). Two connections at least: a duty holds
   * one while it is performed on another.
   */
  readonly pool: Pool;
  /** Where the small reads of requests go; the pool where there are none. */
  readonly lanes?: Queryable;
  readonly keyring: Keyring;
  readonly journal: JournalDoor;
  readonly render: Render;
  readonly clock: Clock;
}

export interface StoreContext extends StoreOptions {
  readonly lanes: Queryable;
  readonly policies: PolicyMemory;
  /** Words of documents that were searched, by what they lie sealed in. */
  readonly words: Kept<DocumentWords>;
}
