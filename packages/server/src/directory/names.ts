// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import * as sql from './statements.ts';

/** How long a name is remembered, and how many are. */
const REMEMBERED_MS = 60_000;
const MOST = 5_000;

/** What the directory calls a structure, by any of its identifiers; undefined where it does not know it. */
export const structureNames = (pool: Pool): ((id: string) => Promise<string | undefined>) => {
  let names = new Map<string, string | undefined>();
  let since = performance.now();
  return async (id) => {
    if (performance.now() - since > REMEMBERED_MS || names.size >= MOST) {
      names = new Map();
      since = performance.now();
    }
    if (names.has(id)) return names.get(id);
    const { rows } = await pool.query<{ name: string | null }>({
      name: 'directory-structure-name',
      text: sql.readStructureName,
      values: [id],
    });
    const name = rows[0]?.name ?? undefined;
    names.set(id, name);
    return name;
  };
};
