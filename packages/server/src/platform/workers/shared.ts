// SPDX-License-Identifier: Apache-2.0

/** The same work, of which only one is on at a time: who asks meanwhile gets the outcome of that one. */
export const shared = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let on: Promise<T> | undefined;
  return () => {
    on ??= work().finally(() => {
      on = undefined;
    });
    return on;
  };
};
