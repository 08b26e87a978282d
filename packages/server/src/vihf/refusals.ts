// SPDX-License-Identifier: Apache-2.0
import { type Actor, systemActor } from '@dossier/core/actors';
import type { Failure } from '@dossier/core/errors';
import { type JournalEntry, journalActorOf, NO_RECORD } from '@dossier/core/journal';
import type { Instant } from '@dossier/core/time';

export interface RefusalPorts {
  readonly journal: (entry: JournalEntry) => Promise<void>;
  readonly clock: { now(): Instant };
  readonly uuid: () => string;
}

export interface Refusals {
  /** Journals that an assertion was refused. */
  record(refusal: Failure, signer: Actor | undefined): Promise<void>;
  /** Writes what waits. */
  close(): Promise<void>;
}

/** Refusals of nobody in particular are written at most so often: a stranger must not fill the journal. */
const TOGETHER_MS = 10_000;

/**
 * Traces refused assertions in the journal, under no record. Who holds a certificate of ours is named each time; the
 * others are counted and written together.
 */
export const createRefusals = ({ journal, clock, uuid }: RefusalPorts, togetherMs = TOGETHER_MS): Refusals => {
  const waiting = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<unknown> = Promise.resolve();

  const write = (actor: Actor, code: string, count: number): Promise<void> =>
    journal({
      entryId: uuid(),
      recordId: NO_RECORD,
      at: clock.now(),
      actor: journalActorOf(actor),
      operation: 'account.sign-in',
      outcome: 'refused',
      reasons: [code],
      documents: [],
      law: [],
      secret: false,
      detail: { means: 'assertion', ...(count > 1 && { count }) },
    });

  const flush = (): void => {
    timer = undefined;
    const counted = [...waiting];
    waiting.clear();
    // where the journal is away the requests themselves say so
    writing = Promise.allSettled(counted.map(([code, count]) => write(systemActor('assertions'), code, count)));
  };

  return {
    record: async ({ code }, signer) => {
      if (signer !== undefined) return write(signer, code, 1);
      const count = waiting.get(code);
      if (timer === undefined) {
        timer = setTimeout(flush, togetherMs).unref();
        return write(systemActor('assertions'), code, 1);
      }
      waiting.set(code, (count ?? 0) + 1);
    },
    close: async () => {
      clearTimeout(timer);
      flush();
      await writing;
    },
  };
};
