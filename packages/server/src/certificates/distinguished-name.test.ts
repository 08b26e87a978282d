// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import { keyFileSigner, signAssertion } from '@dossier/client/node';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { issueRoot } from '../../test/certificates.ts';
import { withXml } from '../content/xml/index.ts';
import { personas } from '../demo/index.ts';
import { readName } from './distinguished-name.ts';
import { readFacts } from './facts.ts';
import { isSubject } from './names.ts';

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

/** The text of Issuer, as XML has it. */
const issuerIn = (assertion: string): string => {
  const read = withXml(Buffer.from(assertion), ({ root }) => root.get("//*[local-name()='Issuer']")?.content ?? '');
  return read.ok ? read.value : read.error.code;
};

test.each(['SELARL Dupont, Martin', 'a+b; "c" \\ <d>', 'No #1', 'Élan = vital', 'x/y'])(
  'a certificate of %s is named as the SDK names it',
  async (name) => {
    const subject = [
      { C: ['FR'] },
      { O: [name] },
      { '2.5.4.11': ['1990000028'] },
      { '2.5.4.42': ['Zoë'] },
      { CN: ['a b'] },
    ];
    const { certificate, key } = await issueRoot(subject, new Date('2026-01-01'), new Date('2036-01-01'));
    const facts = readFacts(new X509Certificate(certificate).raw);
    const { actor } = personas.hospital;
    if (!facts.ok || actor.kind !== 'organization') throw new Error('the certificate can be read');
    const details = { id: '_a', at: '2026-11-23T12:00:00.000Z', software: { name: 's', version: '1', approval: '1' } };
    const assertion = await signAssertion(actor, details, keyFileSigner(certificate, key));
    const issuer = issuerIn(assertion);
    expect([issuer, isSubject(facts.value, issuer)]).toEqual([issuer, true]);
    expect(isSubject(facts.value, issuer.replace('FR', 'DE'))).toBe(false);
  },
);
