// SPDX-License-Identifier: Apache-2.0
import { storable } from './values.ts';

/** Keys of record.object_lookup. The prefixes keep a uniqueId that looks like an id apart from the id. */
export const uniqueIdKey = (uniqueId: string): string => `uid:${storable(uniqueId)}`;

export const idKey = (id: string): string => `id:${id.toLowerCase()}`;

export const lookupKeys = (object: {
  readonly uniqueId?: string;
  readonly ids: readonly string[];
}): readonly string[] => [
  ...new Set([...(object.uniqueId === undefined ? [] : [uniqueIdKey(object.uniqueId)]), ...object.ids.map(idKey)]),
];
