// SPDX-License-Identifier: Apache-2.0

export interface Closers {
  add(close: () => Promise<unknown>): void;
  closeAll(): Promise<void>;
}

/**
 * Closes after a piece of work, whatever became of it. Where the work failed, its error is the one that is thrown: what
 * cannot be closed after it is often a consequence.
 *
 * @throws what the work threw, or else what closing threw
 */
export const closingAfter = async <T>(work: () => Promise<T>, close: () => Promise<unknown>): Promise<T> => {
  const result = await closingUnless(work, close);
  await close();
  return result;
};

/** As {@link closingAfter}, where what was opened stays open when the work is done. */
export const closingUnless = async <T>(work: () => Promise<T>, close: () => Promise<unknown>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
};

/**
 * Remembers what was opened, and closes it in the opposite order. What cannot be closed keeps nothing else open; its
 * error, the first one, is thrown when all the rest is closed.
 */
export const closers = (): Closers => {
  const stack: (() => Promise<unknown>)[] = [];
  return {
    add: (close: () => Promise<unknown>) => void stack.push(close),
    closeAll: async (): Promise<void> => {
      const errors: unknown[] = [];
      for (let close = stack.pop(); close !== undefined; close = stack.pop())
        await close().catch((error: unknown) => errors.push(error));
      if (errors.length > 0) throw errors[0];
    },
  };
};
