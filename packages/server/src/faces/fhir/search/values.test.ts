// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readObjectNames } from './names.ts';
import { readName, readQuery, writeQuery } from './query-string.ts';
import { escapeValue, readReference, readText, readToken, splitValues, unescapeValue } from './values.ts';

describe('values', () => {
  it('come back from escaping, and split only where they were joined', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', ',', '|', '$', '\\', ' '), minLength: 1 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (values) => {
        const parts = splitValues(values.map(escapeValue).join(','));
        expect(parts.map(unescapeValue)).toEqual(values);
      }),
    );
  });

  it('leave out what is empty between commas', () => {
    expect(splitValues('a,,b,')).toEqual(['a', 'b']);
  });

  it.each([
    ['code', { code: 'code' }],
    ['sys|code', { system: 'sys', code: 'code' }],
    ['|code', { system: '', code: 'code' }],
    ['sys|', { system: 'sys' }],
    ['a\\|b', { code: 'a|b' }],
    ['sys|a\\,b', { system: 'sys', code: 'a,b' }],
  ])('reads the token %s', (text, token) => {
    expect(readToken(text)).toEqual({ ok: true, value: token });
  });

  it('refuses tokens of nothing and of too much', () => {
    expect(readToken('|').ok).toBe(false);
    expect(readToken('a|b|c').ok).toBe(false);
  });

  it('reads text under its modifier', () => {
    expect(readText('Mar\\,tin', undefined)).toEqual({ match: 'prefix', text: 'Mar,tin' });
    expect(readText('Martin', 'exact').match).toBe('exact');
    expect(readText('art', 'contains').match).toBe('contains');
  });

  it('reads references of this server and no other', () => {
    const base = 'https://dossier.test/fhir';
    for (const reference of ['a-1', 'Patient/a-1', `${base}/Patient/a-1`]) {
      expect(readReference(reference, 'Patient', base)).toEqual({ ok: true, value: 'a-1' });
    }
    for (const reference of ['https://else.test/fhir/Patient/a-1', 'Practitioner/a-1', 'Patient/a/b', '../x', "1'--"]) {
      expect(readReference(reference, 'Patient', base).ok, reference).toBe(false);
    }
  });
});

describe('names of objects', () => {
  const uuid = '0f8b6c2a-1111-4222-8333-444455556666';
  it.each([
    ['urn:ietf:rfc:3986|urn:oid:1.2.3', ['1.2.3']],
    ['urn:oid:1.2.3', ['1.2.3']],
    ['1.2.3', ['1.2.3']],
    ['urn:oid:1.2.3|ext', ['1.2.3^ext']],
    [`urn:ietf:rfc:3986|urn:uuid:${uuid}`, [`urn:uuid:${uuid}`, uuid]],
    [`urn:uuid:${uuid.toUpperCase()}`, [`urn:uuid:${uuid}`, uuid]],
    [uuid, [`urn:uuid:${uuid}`, uuid]],
    ['http://lab.test|123', ['http://lab.test|123']],
    ['local', ['local']],
  ])('%s', (token, names) => {
    expect(readObjectNames(token)).toEqual({ ok: true, value: names });
  });

  it('needs a value', () => {
    expect(readObjectNames('urn:oid:1.2.3|').ok).toBe(false);
  });
});

describe('names of parameters', () => {
  it.each([
    ['status', { path: 'status', types: [] }],
    ['patient:identifier', { path: 'patient.identifier', types: [] }],
    ['subject:Patient', { path: 'subject', types: ['Patient'] }],
    ['subject:Patient.identifier', { path: 'subject.identifier', types: ['Patient'] }],
    ['author.family:exact', { path: 'author.family', types: [], modifier: 'exact' }],
    [
      'author:PractitionerRole.practitioner.family',
      { path: 'author.practitioner.family', types: ['PractitionerRole'] },
    ],
  ])('%s', (name, parts) => {
    expect(readName(name)).toEqual(parts);
  });
});

describe('query strings', () => {
  it('are written as they are read', () => {
    const parameter = fc.record({
      name: fc.string({ unit: 'grapheme', minLength: 1 }),
      value: fc.string({ unit: 'grapheme' }),
    });
    fc.assert(
      fc.property(fc.array(parameter), (all) => {
        expect(readQuery(writeQuery(all))).toEqual(all);
      }),
    );
  });
});
