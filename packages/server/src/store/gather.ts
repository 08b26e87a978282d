// SPDX-License-Identifier: Apache-2.0
import { setImmediate as nextTurn } from 'node:timers/promises';

interface Waiting<Item, Outcome> {
  readonly item: Item;
  readonly done: (outcome: Outcome) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Group commit: what comes while a group is being written goes together into the next one, so that the number of commits
 * does not grow with the number of requests. `write` answers an outcome for each item, in their order; what it throws
 * all of them get.
 */
export const gather = <Item, Outcome>(
  write: (group: readonly Item[]) => Promise<readonly Outcome[]>,
  groupSize: number,
): ((item: Item) => Promise<Outcome>) => {
  const waiting: Waiting<Item, Outcome>[] = [];
  let atWork = false;

  const writeGroup = async (group: readonly Waiting<Item, Outcome>[]): Promise<void> => {
    try {
      const outcomes = await write(group.map(({ item }) => item));
      for (const [index, { done }] of group.entries()) done(outcomes[index] as Outcome);
    } catch (error) {
      for (const { failed } of group) failed(error);
    }
  };

  const flush = async (): Promise<void> => {
    // the requests of this turn of the event loop come along
    await nextTurn();
    while (waiting.length > 0) await writeGroup(waiting.splice(0, groupSize));
    atWork = false;
  };

  return (item) =>
    new Promise((done, failed) => {
      waiting.push({ item, done, failed });
      if (atWork) return;
      atWork = true;
      void flush();
    });
};
