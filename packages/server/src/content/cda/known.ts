// SPDX-License-Identifier: Apache-2.0

/** Drops the members that are undefined, as exact optional properties ask. */
export const known = <T extends object>(value: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
