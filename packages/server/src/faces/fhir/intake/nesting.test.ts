// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkNesting, type JsonLimits, parseJson } from './nesting.ts';

const limits: JsonLimits = { depth: 64, elements: 1000 };

const outcome = (text: string) => {
  const parsed = parseJson(text, limits);
  return parsed.ok ? 'ok' : parsed.error.code;
};

describe('JSON from strangers', () => {
  it.each([
    ['64 levels', '['.repeat(64) + ']'.repeat(64), 'ok'],
    ['65 levels', '['.repeat(65) + ']'.repeat(65), 'nesting-too-deep'],
    ['a million levels, never closed', '[{"a":'.repeat(500_000), 'nesting-too-deep'],
    ['brackets within a string', `"${'['.repeat(1000)}"`, 'ok'],
    ['brackets behind an escaped quote', `"\\"${'['.repeat(1000)}"`, 'ok'],
    ['a name twice', '{"a":1,"a":2}', 'body-malformed'],
    ['a name twice, once by escape', '{"a":1,"\\u0061":2}', 'body-malformed'],
    ['a name in two objects', '{"a":{"a":1},"b":[{"a":1},{"a":2}]}', 'ok'],
    ['a value that is the name of another', '{"a":"b","b":"a"}', 'ok'],
    ['cut in a string', '{"a":"b', 'body-malformed'],
    ['cut in an object', '{"a":1', 'body-malformed'],
    ['closed too often', '{}}', 'body-malformed'],
    ['nothing', '', 'body-malformed'],
    ['a comment', '{} // x', 'body-malformed'],
    ['a thousand values', `[${'1,'.repeat(998)}1]`, 'ok'],
    ['a thousand and one', `[${'1,'.repeat(1000)}1]`, 'too-many-entries'],
    ['a million empty lists', `[${'[],'.repeat(1_000_000)}[]]`, 'too-many-entries'],
    ['commas within a string', `["${','.repeat(2000)}"]`, 'ok'],
  ])('%s', (_, text, expected) => {
    expect(outcome(text)).toBe(expected);
  });

  it('takes all that JSON.stringify writes', () => {
    const wide = { depth: 100, elements: 1_000_000 };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(checkNesting(JSON.stringify(value, null, 1), wide)).toBeUndefined();
        expect(parseJson(JSON.stringify(value), wide)).toEqual({ ok: true, value: JSON.parse(JSON.stringify(value)) });
      }),
    );
  });

  it('does not repeat the text in its answer', () => {
    const parsed = parseJson('{"name": DOMINIQUE}', limits);
    expect(JSON.stringify(parsed)).not.toContain('DOMINIQUE');
  });

  it('makes __proto__ a property like any other', () => {
    const parsed = parseJson('{"__proto__":{"polluted":true}}', limits);
    expect(parsed.ok && Object.hasOwn(parsed.value as object, '__proto__')).toBe(true);
    expect('polluted' in {}).toBe(false);
  });

  it('skips 50 MB of base64 without looking at each character', () => {
    const text = `{"data":"${'A'.repeat(50_000_000)}"}`;
    expect(checkNesting(text, limits)).toBeUndefined();
  });
});
