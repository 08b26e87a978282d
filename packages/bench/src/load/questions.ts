// SPDX-License-Identifier: Apache-2.0
import type { ExchangeSize } from './converse.ts';
import type { Span } from './open-loop.ts';

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
  /** Told: {@link ArrivalSpan}; answer: {@link Afterwards}. Arrivals do not wait for answers. */
  | (Pick<Round, 'baseUrl' | 'concurrency'> & {
      readonly do: 'arrivals';
      readonly mix: Mix;
      /** One after the other. */
      readonly phases: readonly ArrivalPhase[];
      readonly spanSeconds: number;
      /** An arrival that waited so long for a free client goes away; absent: it waits. */
      readonly patienceMs?: number;
      /** Look for everything that was acknowledged in the end, not only for the last of each client. */
      readonly checkAll?: boolean;
    });

export interface ArrivalPhase {
  readonly seconds: number;
  readonly perSecond: number;
}

/** What happened in one span of a phase. */
export interface ArrivalSpan extends Span {
  /** Of the phases, from 0. */
  readonly phase: number;
}

/** What was looked for when all was over. */
export interface Afterwards {
  readonly checked: number;
  readonly missing: number;
  /** What was wrong with the first of them. */
  readonly firstMissing?: string;
}
