// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readName } from './distinguished-name.ts';

test.each<[string, readonly (readonly [string, string])[] | undefined]>([
  [
    'CN=serviceps.example,OU=339172288100052,O=GIE EXEMPLE,ST=Sarthe (72),C=FR',
    [
      ['2.5.4.3', 'serviceps.example'],
      ['2.5.4.11', '339172288100052'],
      ['2.5.4.10', 'GIE EXEMPLE'],
      ['2.5.4.8', 'Sarthe (72)'],
      ['2.5.4.6', 'FR'],
    ],
  ],
  [
    'C = FR, GN = Dr Camille , surname=AUBERT',
    [
      ['2.5.4.6', 'FR'],
      ['2.5.4.42', 'Dr Camille'],
      ['2.5.4.4', 'AUBERT'],
    ],
  ],
  [
    'O=a\\, b\\+c;OID.2.5.4.42=\\C3\\89va+CN="x, \\"y\\""',
    [
      ['2.5.4.10', 'a, b+c'],
      ['2.5.4.42', 'Éva'],
      ['2.5.4.3', 'x, "y"'],
    ],
  ],
  [
    '2.5.4.42=#0C024576,CN=',
    [
      ['2.5.4.42', 'Ev'],
      ['2.5.4.3', ''],
    ],
  ],
  ['CN=a\\ ', [['2.5.4.3', 'a ']]],
  ['', []],
  ['CN', undefined],
  ['XY=1', undefined],
  ['CN="a', undefined],
  ['CN=#0C05', undefined],
  ['CN=a\\', undefined],
  [`CN=${'a'.repeat(2_000)}`, undefined],
])('%s', (text, expected) => {
  expect(readName(text)).toEqual(expected);
});

test('whatever a value holds is read back when it is escaped', () => {
  const value = fc.string({ unit: 'grapheme', maxLength: 40 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
      const written = values.map((one) => `CN="${one.replace(/["\\]/g, '\\$&')}"`).join(',');
      expect(readName(written)).toEqual(values.map((one) => ['2.5.4.3', one]));
    }),
  );
});
