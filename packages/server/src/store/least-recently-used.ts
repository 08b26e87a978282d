// SPDX-License-Identifier: Apache-2.0

export interface Kept<V> {
  /** Counts as a use. */
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  has(key: string): boolean;
  delete(key: string): void;
}

/** Keeps at most `capacity` values; the one unused for longest goes first. */
export const leastRecentlyUsed = <V>(capacity: number): Kept<V> => {
  // a Map keeps insertion order: the first key is the one used longest ago
  const values = new Map<string, V>();
  return {
    get: (key) => {
      const value = values.get(key);
      if (value === undefined) return undefined;
      values.delete(key);
      values.set(key, value);
      return value;
    },
    set: (key, value) => {
      values.delete(key);
      values.set(key, value);
      if (values.size <= capacity) return;
      const [oldest] = values.keys();
      if (oldest !== undefined) values.delete(oldest);
    },
    has: (key) => values.has(key),
    delete: (key) => void values.delete(key),
  };
};
