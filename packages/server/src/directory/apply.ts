// SPDX-License-Identifier: Apache-2.0
import type { PoolClient } from 'pg';
import * as sql from './statements.ts';
import type { DirectoryEntry, SituationEntry } from './types.ts';

/** What came of a batch. */
export interface Applied {
  readonly changed: number;
  /** Situations whose professional or structure is not in the directory. */
  readonly unresolved: number;
}

/** One transaction on this connection; an error undoes it. */
export const within = async <T>(client: PoolClient, work: () => Promise<T>): Promise<T> => {
  await client.query('begin');
  try {
    const value = await work();
    await client.query('commit');
    return value;
  } catch (error) {
    // the first error says why; where the connection is broken there is nothing to undo
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
};

const nameOf = ({ kind, key }: { readonly kind: string; readonly key: string }): string => `${kind}:${key}`;

/** One of each name; the last, as the newest statement of a source, unless the first is asked for. */
const distinct = <T extends { readonly kind: string; readonly key: string }>(
  all: readonly T[],
  first: boolean,
): T[] => [...new Map((first ? [...all].reverse() : all).map((one) => [nameOf(one), one])).values()];

/** Where identifiers lead, by `kind:alias`. */
const resolve = async (
  client: PoolClient,
  wanted: readonly (readonly [kind: string, alias: string])[],
): Promise<ReadonlyMap<string, string>> => {
  if (wanted.length === 0) return new Map();
  const { rows } = await client.query<{ kind: string; alias: string; key: string }>(sql.resolveAliases, [
    wanted.map(([kind]) => kind),
    wanted.map(([, alias]) => alias),
  ]);
  return new Map(rows.map(({ kind, alias, key }) => [`${kind}:${alias}`, key]));
};

/** Situations with the keys of those whom they name; those that name nobody known are left out. */
const settle = async (
  client: PoolClient,
  situations: readonly SituationEntry[],
): Promise<readonly SituationEntry[]> => {
  const wanted = situations.flatMap(({ professional, organization }) => [
    ['professional', professional] as const,
    ...(organization === undefined ? [] : [['organization', organization] as const]),
  ]);
  const keys = await resolve(client, wanted);
  return situations.flatMap((situation) => {
    const professional = keys.get(`professional:${situation.professional}`);
    if (professional === undefined) return [];
    if (situation.organization === undefined) return [{ ...situation, professional }];
    const organization = keys.get(`organization:${situation.organization}`);
    return organization === undefined ? [] : [{ ...situation, professional, organization }];
  });
};

const rowOf = (entry: DirectoryEntry) => ({
  kind: entry.kind,
  key: entry.key,
  active: entry.active,
  professional: entry.kind === 'situation' ? entry.professional : null,
  organization: entry.kind === 'situation' ? (entry.organization ?? null) : null,
  facts: entry.facts,
});

type Row = ReturnType<typeof rowOf>;

/** Begins a version of each row that differs from what is current. Answers how many. */
const write = async (client: PoolClient, rows: readonly Row[], at: string): Promise<number> => {
  if (rows.length === 0) return 0;
  const { rows: changed } = await client.query<{ kind: string; key: string; version: number }>(sql.findChanged, [
    JSON.stringify(rows),
  ]);
  if (changed.length === 0) return 0;
  const versions = new Map(changed.map((one) => [nameOf(one), one.version]));
  const begun = JSON.stringify(
    rows.flatMap((row) => {
      const version = versions.get(nameOf(row));
      return version === undefined ? [] : [{ ...row, version }];
    }),
  );
  await client.query(sql.endCurrent, [begun, at]);
  await client.query(sql.beginVersions, [begun, at]);
  return changed.length;
};

/**
 * Writes a batch of entries, inside the caller's transaction. In a whole extract the first statement about somebody
 * counts, so that a repetition changes nothing; else the last one.
 *
 * @param whole id of the load when it is a whole extract
 */
export const applyBatch = async (
  client: PoolClient,
  entries: readonly DirectoryEntry[],
  { at, whole }: { readonly at: string; readonly whole: string | undefined },
): Promise<Applied> => {
  const once = distinct(entries, whole !== undefined);
  let fresh: readonly DirectoryEntry[] = once;
  if (whole !== undefined && once.length > 0) {
    const named = JSON.stringify(once.map(({ kind, key }) => ({ kind, key })));
    const { rows } = await client.query<{ kind: string; key: string }>(sql.markSeen, [whole, named]);
    const names = new Set(rows.map(nameOf));
    fresh = once.filter((entry) => names.has(nameOf(entry)));
  }
  const parties = fresh.filter((entry) => entry.kind !== 'situation');
  const situations = fresh.filter((entry) => entry.kind === 'situation');

  const aliases = parties.flatMap(({ kind, key, aliases: others }) =>
    [key, ...others].map((alias) => ({ kind, alias, key })),
  );
  const last = new Map(aliases.map((one) => [`${one.kind}:${one.alias}`, one]));
  const moved =
    last.size === 0 ? 0 : (await client.query(sql.putAliases, [JSON.stringify([...last.values()])])).rowCount;
  const settled = await settle(client, situations);
  const changed = await write(client, [...parties, ...settled].map(rowOf), at);
  if (changed > 0 || (moved ?? 0) > 0) await client.query(sql.countChange);
  return { changed, unresolved: situations.length - settled.length };
};

/** Ends up to `count` entries that the whole extract did not name. Answers how many. */
export const endUnseen = async (client: PoolClient, loadId: string, count: number, at: string): Promise<number> => {
  const { rows } = await client.query(sql.findUnseen, [loadId, count]);
  if (rows.length === 0) return 0;
  const ended = JSON.stringify(rows);
  await client.query(sql.endCurrent, [ended, at]);
  await client.query(sql.beginVersions, [ended, at]);
  await client.query(sql.countChange);
  return rows.length;
};
