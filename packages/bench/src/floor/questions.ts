// SPDX-License-Identifier: Apache-2.0
import type { FloorCrypto, FloorStatement } from '../workloads/index.ts';

/** More connections than these wait for each other in the database; as many clients share them. */
export const MOST_CONNECTIONS = 64;

/** What the process of the floors is asked to do; the answer is in the comment. */
export type FloorQuestion =
  /** { url }: where the bare HTTP server listens, when the tables are made. */
  | { readonly do: 'open' }
  /** Outcome. */
  | {
      readonly do: 'database';
      readonly statements: readonly FloorStatement[];
      readonly concurrency: number;
      readonly warmSeconds: number;
      readonly seconds: number;
    }
  /** number: how often a second. */
  | { readonly do: 'crypto'; readonly work: readonly FloorCrypto[]; readonly seconds: number };
