// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';

interface Waiting<Item, Outcome> {
  readonly item: Item;
  readonly done: (outcome: Outcome) => void;
  readonly failed: (error: unknown) => void;
}

export interface Gatherer<Item, Outcome> {
  add(item: Item): Promise<Outcome>;
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>;
}

/** A group of more than this says that requests come side by side. */
const FEW = 3;
/** Then the next one waits so long for more: a commit costs about the same for one item as for many. */
const LINGER_MS = 3;

/**
 * Group commit: what comes while a group is being written goes together into the next one, so that the number of commits
 * does not grow with the number of requests. `write` answers an outcome for each item, in their order; what it throws
 * all of them get.
 */
export const gather = <Item, Outcome>(
  write: (group: readonly Item[]) => Promise<readonly Outcome[]>,
  groupSize: number,
): Gatherer<Item, Outcome> => {
  const waiting: Waiting<Item, Outcome>[] = [];
  let flushing: Promise<void> | undefined;
  let last = 0;

  const writeGroup = async (group: readonly Waiting<Item, Outcome>[]): Promise<void> => {
    last = group.length;
    try {
      const outcomes = await write(group.map(({ item }) => item));
      for (const [index, { done }] of group.entries()) done(outcomes[index] as Outcome);
    } catch (error) {
      for (const { failed } of group) failed(error);
    }
  };

  /** The requests of this turn of the event loop come along, under load those of the next milliseconds too. */
  const others = async (): Promise<void> => {
    if (last > FEW && waiting.length < groupSize) await delay(LINGER_MS);
    else await nextTurn();
  };

  const flush = async (): Promise<void> => {
    await others();
    while (waiting.length > 0) {
      await writeGroup(waiting.splice(0, groupSize));
      if (waiting.length > 0) await others();
    }
    flushing = undefined;
  };

  return {
    add: (item) =>
      new Promise((done, failed) => {
        waiting.push({ item, done, failed });
        flushing ??= flush();
      }),
    drain: async () => {
      while (flushing) await flushing;
    },
  };
};
