// SPDX-License-Identifier: Apache-2.0

/** A table to look up what a caller sent: it holds its entries and nothing inherited, so `constructor` is not in it. */
export const lookup = <V>(entries: Iterable<readonly [string, V]>): Readonly<Record<string, V>> =>
  Object.assign(Object.create(null), Object.fromEntries(entries));
