// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utf8 } from './bytes.ts';
import { canonicalJson } from './canonical-json.ts';
import { decodeEntry, encodeEntry, type JournalEntry } from './index.ts';

const word = fc.string({ unit: 'binary', maxLength: 20 });
const key = fc.stringMatching(/^[a-z]{1,8}:[0-9A-Za-z é😀]{1,20}$/u);
const uuid = fc.uuid();

const anyEntry: fc.Arbitrary<JournalEntry> = fc.record({
  entryId: uuid,
  recordId: uuid,
  at: fc
    .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2999-12-31T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  actor: fc.record(
    {
      kind: fc.constantFrom('patient', 'professional', 'system'),
      key,
      name: word,
      profession: word,
      specialty: word,
      organizationId: word,
      organizationName: word,
      authentication: fc.constantFrom('direct', 'indirect', 'reinforced-indirect'),
      mode: fc.constantFrom('normal', 'break-glass', 'emergency-dispatch'),
      reason: word,
      application: word,
    },
    { requiredKeys: ['kind', 'key', 'authentication', 'mode'] },
  ),
  operation: fc.constantFrom('document.find', 'record.test-existence', 'announcement.notice'),
  outcome: fc.constantFrom('success', 'refused', 'failure'),
  reasons: fc.array(word, { maxLength: 5 }),
  documents: fc.array(uuid, { maxLength: 5 }),
  law: fc.array(fc.record({ id: word, version: word }), { maxLength: 3 }),
  secret: fc.boolean(),
  detail: fc.dictionary(
    word,
    fc.oneof(
      word,
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    ),
    { maxKeys: 5, noNullPrototype: true },
  ),
});

/** The same value with the members of every object in the opposite order. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, item]) => [name, reversed(item)]),
  );
};

const sample: JournalEntry = {
  entryId: '0b8a4a52-8f29-4c1c-9a3e-f0f6ac4e7c01',
  recordId: '7d9f51b4-1c39-4bcb-8f1d-3a9ab4b81d02',
  at: '2026-11-23T12:00:00.000Z',
  actor: {
    kind: 'professional',
    key: 'ps:899700218896',
    name: 'Dr Émile "M" Ω😀',
    profession: '10',
    authentication: 'direct',
    mode: 'normal',
  },
  operation: 'document.find',
  outcome: 'success',
  reasons: ['relation.authorized'],
  documents: [],
  law: [{ id: 'rights', version: '2024' }],
  secret: false,
  detail: { found: 3 },
};

describe('canonical JSON (RFC 8785)', () => {
  test('sorts keys by UTF-16 code units and writes numbers as ECMAScript does', () => {
    // The order of RFC 8785 §3.2.3: an emoji (a surrogate pair) stands before U+FB33.
    expect(canonicalJson({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, ö: 7 })).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    );
    expect(canonicalJson([333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0])).toBe(
      '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
    );
  });

  test.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a lone surrogate', 'a\ud800'],
    ['undefined', undefined],
    ['a function', () => 0],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson({ member: value } as never)).toThrow(/^\$\.member /);
  });

  test('writes UTF-8 as the platform does', () => {
    fc.assert(fc.property(word, (text) => void expect(utf8(text)).toEqual(new TextEncoder().encode(text))));
  });
});

describe('encoding of entries', () => {
  test('decode(encode(x)) equals x', () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        expect(decodeEntry(encodeEntry(entry))).toEqual({ ok: true, value: entry });
      }),
      { numRuns: 300 },
    );
  });

  test('the order of keys does not matter', () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        expect(encodeEntry(reversed(entry) as JournalEntry)).toBe(encodeEntry(entry));
      }),
    );
  });

  test('is fixed: signed logs depend on it', () => {
    expect(encodeEntry(sample)).toBe(
      '{"actor":{"authentication":"direct","key":"ps:899700218896","kind":"professional","mode":"normal",' +
        '"name":"Dr Émile \\"M\\" Ω😀","profession":"10"},"at":"2026-11-23T12:00:00.000Z","detail":{"found":3},' +
        '"documents":[],"entryId":"0b8a4a52-8f29-4c1c-9a3e-f0f6ac4e7c01",' +
        '"law":[{"id":"rights","version":"2024"}],"operation":"document.find","outcome":"success",' +
        '"reasons":["relation.authorized"],"recordId":"7d9f51b4-1c39-4bcb-8f1d-3a9ab4b81d02","secret":false}',
    );
  });

  test.each<[string, (entry: Record<string, unknown>) => void]>([
    ['entry.entryId', (entry) => Object.assign(entry, { entryId: String(entry.entryId).toUpperCase() })],
    ['entry.recordId', (entry) => Object.assign(entry, { recordId: 'x' })],
    ['entry.at', (entry) => Object.assign(entry, { at: '2026-02-30T00:00:00.000Z' })],
    ['entry.at', (entry) => Object.assign(entry, { at: '2026-11-23T12:00:00Z' })],
    ['entry.actor.key', (entry) => Object.assign(entry.actor as object, { key: 'ps:\u0000' })],
    ['entry.actor.kind', (entry) => Object.assign(entry.actor as object, { kind: 'nobody' })],
    ['entry.actor.name', (entry) => Object.assign(entry.actor as object, { name: undefined })],
    ['entry.operation', (entry) => Object.assign(entry, { operation: "x'; drop" })],
    ['entry.documents[0]', (entry) => Object.assign(entry, { documents: ['1.2.3'] })],
    ['entry.law[0].version', (entry) => Object.assign(entry, { law: [{ id: 'rights' }] })],
    ['entry.secret', (entry) => Object.assign(entry, { secret: 0 })],
    ['entry.detail.found', (entry) => Object.assign(entry, { detail: { found: Number.NaN } })],
    ['entry.detail.deep', (entry) => Object.assign(entry, { detail: { deep: {} } })],
    ['entry.more', (entry) => Object.assign(entry, { more: 1 })],
    ['entry.outcome', (entry) => void delete entry.outcome],
  ])('names what is not well-formed: %s', (path, change) => {
    const entry = structuredClone(sample) as unknown as Record<string, unknown>;
    change(entry);
    expect(() => encodeEntry(entry as unknown as JournalEntry)).toThrow(`${path} `);
  });

  test.each<[string, (text: string) => string]>([
    ['white space', (text) => text.replace('{', '{ ')],
    ['a repeated key', (text) => text.replace('"secret":false', '"secret":true,"secret":false')],
    ['an escape that is not needed', (text) => text.replace('success', '\\u0073uccess')],
    ['another order', (text) => JSON.stringify(reversed(JSON.parse(text)))],
    ['a number in another notation', (text) => text.replace(':3}', ':3.0}')],
  ])('refuses %s when decoding', (_, change) => {
    const text = change(encodeEntry(sample));
    expect(JSON.parse(text)).toEqual(sample);
    expect(decodeEntry(text)).toEqual({ ok: false, error: { path: 'entry', why: 'is not in canonical form' } });
  });

  test('refuses what is not JSON, and JSON that is no entry', () => {
    expect(decodeEntry('{')).toMatchObject({ ok: false, error: { why: 'is not JSON' } });
    expect(decodeEntry('[]')).toMatchObject({ ok: false, error: { why: 'is not an object' } });
    expect(decodeEntry('{}')).toMatchObject({ ok: false, error: { path: 'entry.entryId' } });
  });
});
