// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import { run } from '../store/index.ts';
import { countDeliveries } from './statements/notices.ts';

/** How many notices wait to be sent by a channel, or could not be. */
export const countNotices = async (pool: Pool): Promise<{ readonly waiting: number; readonly failed: number }> =>
  (await run(pool, countDeliveries, [])).rows[0] ?? { waiting: 0, failed: 0 };
