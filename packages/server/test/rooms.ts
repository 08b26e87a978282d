// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalEntry } from '@dossier/core/journal';
import { decodeEntry } from '@dossier/core/journal';
import { addDelay, type Delay, type Instant } from '@dossier/core/time';
import { readConfig } from '../src/platform/config.ts';
import { openRooms, type Rooms } from '../src/rooms.ts';
import { testDatabase } from './harness.ts';

/** A clock that stands still until a test moves it. */
export interface MovableClock {
  now(): Instant;
  set(at: Instant): void;
  advance(delay: Delay): void;
}

const movableClock = (start: Instant): MovableClock => {
  let now = start;
  return {
    now: () => now,
    set: (at) => {
      now = at;
    },
    advance: (delay) => {
      now = addDelay(now, delay);
    },
  };
};

export interface TestRooms extends Rooms {
  readonly clock: MovableClock;
  /** Every entry of one record, the oldest first. */
  entries(recordId: string): Promise<readonly JournalEntry[]>;
}

/** The rooms below the faces over a database of their own, with a clock that the test moves. */
export const testRooms = async (start: Instant = '2026-11-23T12:00:00.000Z'): Promise<TestRooms> => {
  const database = await testDatabase();
  const home = await mkdtemp(join(tmpdir(), 'dossier-rooms-'));
  const clock = movableClock(start);
  const config = readConfig({ DOSSIER_HOME: home, DATABASE_URL: database.url, DOSSIER_LOG_LEVEL: 'error' });
  const rooms = await openRooms(config, { clock });
  return {
    ...rooms,
    clock,
    entries: async (recordId) => {
      const { rows } = await database.pool.query<{ body: string }>(
        'SELECT body FROM journal_entry WHERE record_id = $1 ORDER BY seq',
        [recordId],
      );
      return rows.flatMap(({ body }) => {
        const decoded = decodeEntry(body);
        return decoded.ok ? [decoded.value] : [];
      });
    },
    close: async () => {
      await rooms.close();
      await database.close();
      await rm(home, { recursive: true, force: true });
    },
  };
};
