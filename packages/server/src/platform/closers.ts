// SPDX-License-Identifier: Apache-2.0

export interface Closers {
  add(close: () => Promise<unknown>): void;
  closeAll(): Promise<void>;
}

/** Remembers what was opened, and closes it in the opposite order. */
export const closers = (): Closers => {
  const stack: (() => Promise<unknown>)[] = [];
  return {
    add: (close: () => Promise<unknown>) => void stack.push(close),
    closeAll: async (): Promise<void> => {
      for (let close = stack.pop(); close !== undefined; close = stack.pop()) await close();
    },
  };
};
