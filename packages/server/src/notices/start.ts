// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import type { Ports } from '../record/index.ts';
import { run } from '../store/index.ts';
import { startLoop } from '../work/index.ts';
import { type Delivering, deliver, HELD, type Job, type Senders } from './deliver.ts';
import type { Channel } from './kinds.ts';
import { openChannels } from './notices.ts';
import { ATTEMPTS, DELIVER } from './put-notice.ts';
import { startQueue } from './queue.ts';
import { readOn } from './read-journal.ts';
import { freeJobs } from './statements/notices.ts';

export interface NoticeWorkOptions {
  /** For the reading of the journal. */
  readonly pool: Pool;
  /** For the queue: two connections at least. */
  readonly queuePool: Pool;
  readonly ports: Ports;
  readonly senders: Senders;
  readonly url: string;
  readonly onSent: (channel: Channel) => void;
  readonly secretFor: Delivering['secretFor'];
  readonly intervalMs: number;
  readonly onError: (error: unknown) => void;
}

/** Jobs of a process that has died are given to others as often. */
const FREE_EVERY = 30;

/** Reads the journal on and sends what is to be sent, until it is stopped. One house does, and of two it is no matter which. */
export const startNotices = (options: NoticeWorkOptions): { stop(): Promise<void> } => {
  const { pool, queuePool, ports, senders, url, onSent, secretFor, intervalMs, onError } = options;
  const reading = { pool, ports, open: openChannels(senders) };
  const delivering: Delivering = { pool: queuePool, senders, url, onSent, secretFor };
  let turns = 0;
  const loop = startLoop(
    async () => {
      if (turns++ % FREE_EVERY === 0) await run(pool, freeJobs, [HELD]);
      return readOn(reading);
    },
    { intervalMs, onError },
  );
  const queue = startQueue({
    pool: queuePool,
    onError,
    tasks: {
      [DELIVER]: (job, { job: { attempts } }) => deliver(delivering, job as Job, { isLast: attempts >= ATTEMPTS }),
    },
  });
  return {
    stop: async () => {
      await loop.stop();
      await queue.stop();
    },
  };
};
