// SPDX-License-Identifier: Apache-2.0
import type { ExchangeSize } from './converse.ts';

interface Round {
  /** `http://127.0.0.1:8080` */
  readonly baseUrl: string;
  readonly concurrency: number;
  readonly warmSeconds: number;
  readonly seconds: number;
}

/** Parts of the operations, by name of the workload; together 1. */
export type Mix = Readonly<Record<string, number>>;

/** What the load generator is asked to do; the answer is in the comment. */
export type LoadQuestion =
  /** ExchangeSize[] of one operation. */
  | { readonly do: 'probe'; readonly workload: string; readonly baseUrl: string }
  /** Outcome. */
  | (Round & { readonly do: 'workload'; readonly workload: string })
  /** Outcome: the HTTP floor. */
  | (Round & { readonly do: 'bare'; readonly exchanges: readonly ExchangeSize[] })
  /** Outcome: several workloads, each operation one of them by chance. */
  | (Round & { readonly do: 'mix'; readonly mix: Mix })
  /** Outcome of each span, told as soon as it is over; undefined in the end. Arrivals do not wait for answers. */
  | (Pick<Round, 'baseUrl' | 'concurrency' | 'seconds'> & {
      readonly do: 'arrivals';
      readonly mix: Mix;
      readonly perSecond: number;
      readonly spanSeconds: number;
    });
