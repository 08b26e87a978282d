// SPDX-License-Identifier: Apache-2.0

export interface Closers {
  add(close: () => Promise<unknown>): void;
  closeAll(): Promise<void>;
}

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
