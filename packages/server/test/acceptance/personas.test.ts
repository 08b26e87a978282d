// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { actorKinds, partyKey } from '@dossier/core/actors';
import { frenchProfile, lawAt } from '@dossier/core/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PersonaKey, personas, populate, type TokenOptions } from '../../src/demo/index.ts';
import { type TestHouse, testHouse } from '../harness.ts';

/** What the database holds of one document: the oracle below reads columns, never the lens. */
interface Stored {
  readonly logical_id: string;
  readonly status: string;
  readonly type_code: string;
  readonly confidentiality_codes: readonly string[];
  readonly author_keys: readonly string[];
}

interface Way {
  readonly persona: PersonaKey;
  readonly token?: TokenOptions;
  /** Whether the persona may search at all, and open documents. */
  readonly finds: boolean;
  readonly opens: boolean;
  /** What the matrices say, one document at a time. */
  readonly sees: (document: Stored) => boolean;
}

const INS = 'urn:oid:1.2.250.1.213.1.4.10|279035121518989';
const tsv = fileURLToPath(new URL('../../../../../shared/reference/type-by-profession.v0.tsv', import.meta.url));

/** Group of the published matrix for each persona's profession. */
const groupOf: Readonly<Record<string, string>> = {
  '10': 'MED',
  '60': 'IDE',
  '21': 'PHA',
  '40': 'DEN',
  '70': 'MK',
  '50': 'SF',
};

/** The type-by-profession matrix, from the reference table itself where it is there. */
const consultable = (profession: string): ReadonlySet<string> => {
  if (!existsSync(tsv))
    return new Set(lawAt(frenchProfile, '2026-11-23T12:00:00.000Z').typeByProfession.consultable[profession]);
  const [header = '', ...lines] = readFileSync(tsv, 'utf8').trim().split('\n');
  const column = header.split('\t').indexOf(groupOf[profession] ?? '');
  return new Set(
    lines.flatMap((line) => {
      const cells = line.split('\t');
      return /^\**y\**$/i.test(cells[column] ?? '') ? [cells[0] ?? ''] : [];
    }),
  );
};

const has = (document: Stored, code: string): boolean => document.confidentiality_codes.includes(code);
const keyOf = (persona: PersonaKey): string => {
  const { actor } = personas[persona];
  return actor.kind === 'professional' ? `ps:${actor.nationalId}` : 'nobody';
};

const caring = (persona: PersonaKey, masked: 'seen' | 'hidden', more: Partial<Way> = {}): Way => {
  const { actor } = personas[persona];
  const types = consultable(actor.kind === 'professional' ? actor.profession : '');
  return {
    persona,
    finds: true,
    opens: true,
    sees: (document) =>
      document.author_keys.includes(keyOf(persona)) ||
      (types.has(document.type_code) && (masked === 'seen' || !has(document, 'MASQUE_PS'))),
    ...more,
  };
};

const shut = (persona: PersonaKey, more: Partial<Way> = {}): Way => ({
  persona,
  finds: false,
  opens: false,
  sees: () => false,
  ...more,
});

const ways: readonly Way[] = [
  caring('gp', 'seen'),
  ...(['cardiologist', 'nurse', 'pharmacist', 'dentist', 'physiotherapist', 'midwife'] as const).map((persona) =>
    caring(persona, 'hidden'),
  ),
  caring('samu', 'hidden', { token: { mode: 'emergency-dispatch' } }),
  caring('stranger', 'hidden', { token: { mode: 'break-glass', reason: 'inconsciente' } }),
  {
    persona: 'occupational-physician', // searches metadata, opens nothing (A6)
    finds: true,
    opens: false,
    sees: (document) =>
      document.status === 'approved' &&
      consultable('10').has(document.type_code) &&
      !['MASQUE_PS', 'INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX'].some((code) => has(document, code)),
  },
  { persona: 'dominique', finds: true, opens: true, sees: (document) => !has(document, 'INVISIBLE_PATIENT') },
  shut('stranger'),
  shut('blocked'),
  shut('blocked', { token: { mode: 'break-glass', reason: 'inconsciente' } }),
  shut('samu'),
  ...(
    [
      'adele',
      'lea',
      'parent',
      'closed',
      'secretary',
      'hospital',
      'laboratory',
      'insurer',
      'pharmacy',
      'support',
    ] as const
  ).map((persona) => shut(persona)),
];

let house: TestHouse;
let stored: readonly Stored[] = [];
let recordId = '';

beforeAll(async () => {
  house = await testHouse({ now: '2026-11-23T12:00:00.000Z' });
  await populate(house.ports);
  const { rows } = await house.pool.query<{ record_id: string }>(
    'SELECT record_id FROM identity.ins WHERE value = $1',
    ['279035121518989'],
  );
  recordId = rows[0]?.record_id ?? '';
  const documents = await house.pool.query<Stored>(
    `SELECT logical_id, status, type_code, confidentiality_codes, author_keys
      FROM record.document_entry WHERE record_id = $1 AND is_latest`,
    [recordId],
  );
  stored = documents.rows;
});
afterAll(() => house.stop());

/** How often each actor was answered which way, as the journal counts it. */
const asked = new Map<string, number>();
const tally = (persona: PersonaKey, operation: 'find' | 'retrieve', status: number): void => {
  const line = `${partyKey(personas[persona].actor)} document.${operation} ${status === 200 ? 'success' : 'refused'}`;
  asked.set(line, (asked.get(line) ?? 0) + 1);
};

const get = (token: string, path: string) =>
  fetch(path.startsWith('http') ? path : `${house.baseUrl}${path}`, { headers: { authorization: `Bearer ${token}` } });

/** All pages of the search, as logicalIds, with the total that each page states. */
const findAll = async (
  persona: PersonaKey,
  token: string,
): Promise<{ readonly ids: readonly string[]; readonly totals: readonly number[] } | number> => {
  const ids: string[] = [];
  const totals: number[] = [];
  let next: string | undefined =
    `/DocumentReference?patient.identifier=${encodeURIComponent(INS)}&status=current,superseded,entered-in-error&_count=7`;
  while (next !== undefined) {
    const response = await get(token, next);
    tally(persona, 'find', response.status);
    if (response.status !== 200) return response.status;
    const bundle = (await response.json()) as {
      total: number;
      link: { relation: string; url: string }[];
      entry?: { resource: { identifier: { type?: { text?: string }; value: string }[] } }[];
    };
    totals.push(bundle.total);
    for (const { resource } of bundle.entry ?? [])
      ids.push(
        resource.identifier.find(({ type }) => type?.text === 'logicalId')?.value.slice('urn:uuid:'.length) ?? '',
      );
    next = bundle.link.find(({ relation }) => relation === 'next')?.url;
  }
  return { ids, totals };
};

const sorted = (ids: readonly string[]): readonly string[] => [...ids].sort();

it('has a record to try on: many types, masked, hidden, replaced, archived and deleted documents', () => {
  expect(stored.length).toBeGreaterThanOrEqual(60);
  expect(new Set(stored.map(({ type_code }) => type_code)).size).toBeGreaterThanOrEqual(20);
  for (const status of ['approved', 'deprecated', 'archived', 'deleted'])
    expect(
      stored.some((document) => document.status === status),
      status,
    ).toBe(true);
  for (const code of ['MASQUE_PS', 'INVISIBLE_PATIENT'])
    expect(
      stored.some((document) => has(document, code)),
      code,
    ).toBe(true);
  for (const type of ['ATTEST-RESID', '68599-0', '75496-0', '83901-9', 'REMB'])
    expect(
      stored.some(({ type_code }) => type_code === type),
      type,
    ).toBe(true);
});

describe.each(ways)('$persona $token.mode on the record of dominique', ({ persona, token, finds, opens, sees }) => {
  const expected = () => sorted(stored.filter(sees).map(({ logical_id }) => logical_id));

  it('finds exactly what the matrices say, and is told the same total on every page', async () => {
    const found = await findAll(persona, await house.token(persona, token));
    if (!finds) return expect(found).toBe(403);
    if (typeof found === 'number') throw new Error(`refused with ${found}`);
    expect(sorted(found.ids)).toEqual(expected());
    expect(new Set(found.totals)).toEqual(new Set([expected().length]));
  });

  it('opens exactly what the matrices say; the rest is not there', async () => {
    const bearer = await house.token(persona, token);
    const opened: string[] = [];
    const refusals = new Set<string>();
    for (const { logical_id } of stored) {
      const response = await get(bearer, `/Binary/${logical_id}`);
      tally(persona, 'retrieve', response.status);
      if (response.status === 200) {
        opened.push(logical_id);
        await response.body?.cancel();
      } else refusals.add(`${response.status} ${await response.text()}`);
    }
    expect(sorted(opened)).toEqual(opens ? expected() : []);
    const unknown = await get(bearer, '/Binary/00000000-0000-4000-8000-000000000000');
    expect([...refusals].filter((refusal) => refusal !== '')).toEqual(
      opened.length === stored.length ? [] : [`${unknown.status} ${await unknown.text()}`],
    );
    expect(unknown.status).toBe(404);
  });
});

it('has every one of these accesses in the journal, and the journal verifies', async () => {
  const { rows } = await house.pool.query<{ line: string; count: number }>(
    `SELECT actor_key || ' ' || operation || ' ' || outcome AS line, count(*)::int AS count FROM journal_entry
      WHERE record_id = $1 AND operation IN ('document.find', 'document.retrieve') GROUP BY 1`,
    [recordId],
  );
  const kinds = new Set(ways.map(({ persona }) => personas[persona].actor.kind));
  expect([...kinds].sort()).toEqual(actorKinds.filter((kind) => kind !== 'system' && kind !== 'carer').sort());
  expect(Object.fromEntries(rows.map(({ line, count }) => [line, count]))).toEqual(Object.fromEntries(asked));
  await house.house.journal.seal();
  expect(await house.house.journal.verify()).toMatchObject({ ok: true, unsealed: 0, problems: [] });
});
