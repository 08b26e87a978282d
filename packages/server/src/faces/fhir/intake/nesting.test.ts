// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkNesting, parseJson } from './nesting.ts';

const outcome = (text: string, limit = 64) => {
  const parsed = parseJson(text, limit);
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
  ])('%s', (_, text, expected) => {
    expect(outcome(text)).toBe(expected);
  });

  it('takes all that JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(checkNesting(JSON.stringify(value, null, 1), 100)).toBeUndefined();
        expect(parseJson(JSON.stringify(value), 100)).toEqual({ ok: true, value: JSON.parse(JSON.stringify(value)) });
      }),
    );
  });

  it('does not repeat the text in its answer', () => {
    const parsed = parseJson('{"name": DOMINIQUE}', 64);
    expect(JSON.stringify(parsed)).not.toContain('DOMINIQUE');
  });

  it('makes __proto__ a property like any other', () => {
    const parsed = parseJson('{"__proto__":{"polluted":true}}', 64);
    expect(parsed.ok && Object.hasOwn(parsed.value as object, '__proto__')).toBe(true);
    expect('polluted' in {}).toBe(false);
  });

  it('skips 50 MB of base64 without looking at each character', () => {
    const text = `{"data":"${'A'.repeat(50_000_000)}"}`;
    const start = performance.now();
    expect(checkNesting(text, 64)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
