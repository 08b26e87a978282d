// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import { partyKey, systemActor } from '@dossier/core/actors';
import type { JournalEntry } from '@dossier/core/journal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ask,
  cardOf,
  importKey,
  issue,
  issueRoot,
  type Pair,
  pairIn,
  type SecureReply,
  signerIn,
  usagesOf,
  type Wanted,
} from '../../test/certificates.ts';
import { type TestHouse, testHouse } from '../../test/harness.ts';
import { personas } from '../demo/index.ts';
import { claimsFromActor } from '../platform/authentication.ts';
import { changeConsent, openRecord, readJournal } from '../record/index.ts';
import { thumbprintOf } from './facts.ts';
import * as x509 from './x509.ts';

const { patient, actor: dominique } = personas.dominique;
if (!patient || dominique.kind !== 'patient') throw new Error('dominique is a patient');
const path = `/fhir/DocumentReference?patient.identifier=urn:oid:${patient.ins.oid}|${patient.ins.value}&status=current`;

let house: TestHouse;
let recordId: string;
beforeAll(async () => {
  house = await testHouse({ tls: true, env: { DOSSIER_TRUSTED_PROXIES: '127.0.0.2' } });
  const opened = await openRecord(
    systemActor('test'),
    {
      ...{ ins: patient.ins, traits: patient.traits, identityStatus: 'qualified', regime: 'fr-2010' },
      ...{ personId: dominique.personId, consentRecorded: true },
    } as const,
    house.ports,
  );
  if (!opened.ok) throw new Error(opened.error.code);
  ({ recordId } = opened.value);
  const { actor } = personas.gp;
  const change = {
    do: 'begin',
    kind: 'authorization',
    holder: partyKey(actor),
    holderName: actor.name,
  } as const;
  const changed = await changeConsent(dominique, { record: { recordId }, change }, house.ports);
  if (!changed.ok) throw new Error(changed.error.code);
});
afterAll(() => house.stop());

const find = (pair: Pair | undefined, headers?: Record<string, string>): Promise<SecureReply> =>
  ask(`${house.house.tlsUrl}${path}`, house, pair, headers);

const traces = async (): Promise<readonly JournalEntry[]> => {
  const page = await readJournal(dominique, { record: { recordId }, query: { limit: 20 } }, house.ports);
  if (!page.ok) throw new Error(page.error.code);
  return page.value.entries;
};

const day = 86_400_000;
const inDays = (count: number): Date => new Date(Date.parse(house.clock.now()) + count * day);

/** A card of the gp, changed in one way. */
const cardWith = async (change: Partial<Wanted>): Promise<Pair> => {
  const card = cardOf('gp', 'authentication');
  if (!card) throw new Error('gp has a card');
  const { subject, extensions } = card;
  const wanted = { subject, extensions, notBefore: inDays(-2), notAfter: inDays(30), ...change };
  const { certificate, key } = await issue(await signerIn(house.home), wanted);
  return { cert: certificate, key };
};

const gpSubject = (): x509.JsonName => cardOf('gp', 'authentication')?.subject ?? [];

const expectRefused = async (pair: Pair, why: string): Promise<void> => {
  const reply = await find(pair);
  expect(reply).toMatchObject({ status: 401 });
  expect(reply.text).toContain(`The client certificate is not accepted here: ${why}.`);
};

describe('a client certificate alone', () => {
  test('signs the holder of a card in, as a token would, and the journal says who', async () => {
    const reply = await find(await pairIn(house.home, 'cards/gp-authentication'));
    expect(reply).toMatchObject({ status: 200 });
    expect(reply.text).toContain(`${house.house.tlsUrl}/fhir`);
    const [latest] = await traces();
    expect(latest).toMatchObject({ actor: { kind: 'professional', key: partyKey(personas.gp.actor) } });
  });

  test('signs a structure in, which may feed and not read', async () => {
    const reply = await find(await pairIn(house.home, 'organizations/hospital-authentication'));
    expect(reply).toMatchObject({ status: 403 });
  });

  test('signs a member of staff in, for the structure that the card names and not without one', async () => {
    const { actor } = personas.secretary;
    const who = async (pair: Pair): Promise<SecureReply> => ask(`${house.house.tlsUrl}/oauth2/userinfo`, house, pair);
    const reply = await who(await pairIn(house.home, 'cards/secretary-authentication'));
    expect([reply.status, JSON.parse(reply.text)]).toEqual([200, { sub: partyKey(actor), name: actor.name }]);
    expect(await find(await pairIn(house.home, 'cards/secretary-authentication'))).toMatchObject({ status: 403 });
    const card = cardOf('secretary', 'authentication');
    const [c, , , ...person] = card?.subject ?? [];
    const loose = await cardWith({ ...card, subject: [...(c ? [c] : []), ...person] });
    expect((await who(loose)).text).toContain('its subject names no structure');
    // A professional's number makes nobody a professional without the profession.
    const disguised = await cardWith({ extensions: usagesOf('authentication') });
    expect((await who(disguised)).text).toContain('the member of staff in its subject is not valid');
  });

  test('gives a stranger no more than a token would', async () => {
    expect(await find(await pairIn(house.home, 'cards/stranger-authentication'))).toMatchObject({ status: 403 });
  });

  test('is not asked for: without one, and without a token, the answer is as ever', async () => {
    const reply = await find(undefined);
    expect(reply).toMatchObject({ status: 401 });
    expect(reply.text).toContain('This address needs a bearer token.');
    const token = await house.token('gp');
    expect(await find(undefined, { authorization: `Bearer ${token}` })).toMatchObject({ status: 200 });
  });

  test('is refused where it is for signatures', async () => {
    await expectRefused(await pairIn(house.home, 'cards/gp-signature'), 'it is for signature');
    await expectRefused(await pairIn(house.home, 'organizations/hospital-signature'), 'it is for signature');
  });

  test('is refused where it was revoked', async () => {
    await expectRefused(await pairIn(house.home, 'cards/gp-lost'), 'it has been revoked');
  });

  test('is refused outside its time', async () => {
    await expectRefused(await cardWith({ notBefore: inDays(-3), notAfter: inDays(-1) }), 'it has expired');
    await expectRefused(await cardWith({ notBefore: inDays(1) }), 'it is not valid yet');
  });

  test('is refused with another usage, with both, or as an authority', async () => {
    const codes = cardOf('gp', 'authentication')?.extensions.slice(2) ?? [];
    const server = [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    ];
    const alone = 'it is not for authentication alone';
    await expectRefused(await cardWith({ extensions: [...server, ...codes] }), alone);
    const both = new x509.KeyUsagesExtension(
      x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation,
      true,
    );
    const client = new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]);
    await expectRefused(await cardWith({ extensions: [both, client, ...codes] }), alone);
    const authority = [...usagesOf('authentication'), new x509.BasicConstraintsExtension(true, 0, true), ...codes];
    await expectRefused(await cardWith({ extensions: authority }), 'it is one of an authority');
  });

  test('is refused from an authority that has the same name and another key', async () => {
    const { certificate: ours } = await signerIn(house.home);
    const root = await issueRoot(ours.subjectName.toJSON(), inDays(-2), inDays(30));
    const signer = { certificate: new x509.X509Certificate(root.certificate), key: await importKey(root.key) };
    const card = cardOf('gp', 'authentication');
    if (!card) throw new Error('gp has a card');
    const made = await issue(signer, { ...card, notBefore: inDays(-2), notAfter: inDays(30) });
    await expectRefused({ cert: made.certificate, key: made.key }, 'no authority that is trusted here has signed it');
  });

  test.each([
    ['a line break', '2.5.4.4', ['AUBERT\nADMIN'], 'an attribute of its subject is empty, too long or not printable'],
    [
      'a right-to-left override',
      '2.5.4.4',
      ['AUB\u202eTRE'],
      'an attribute of its subject is empty, too long or not printable',
    ],
    ['301 letters', '2.5.4.4', ['A'.repeat(301)], 'an attribute of its subject is empty, too long or not printable'],
    ['two professionals', '2.5.4.3', ['899700218896', '899700500019'], 'its subject names more than one professional'],
    ['no number', '2.5.4.3', ['899700218896 OR 1=1'], 'the professional in its subject is not valid'],
    ['two structures', '2.5.4.11', ['1990000010', '1990000028'], 'its subject names more than one structure'],
  ])('is refused with %s in its subject', async (_what, oid, values, why) => {
    const subject = gpSubject().flatMap((one) => (oid in one ? values.map((value) => ({ [oid]: [value] })) : [one]));
    await expectRefused(await cardWith({ subject }), why);
  });

  test('is refused with a critical extension that is not known', async () => {
    const extensions = [
      ...(cardOf('gp', 'authentication')?.extensions ?? []),
      new x509.Extension('1.2.3.4', true, Uint8Array.from([5, 0])),
    ];
    await expectRefused(await cardWith({ extensions }), 'a critical extension of it is not known here');
  });
});

describe('a token that is bound to a certificate', () => {
  const bound = async (to: string): Promise<string> => {
    const { cert } = await pairIn(house.home, to);
    const thumbprint = thumbprintOf(new X509Certificate(cert).raw);
    const { actor } = personas.gp;
    if (actor.kind === 'professional')
      return house.token({ sub: 'gp', ...claimsFromActor(actor), cnf: { 'x5t#S256': thumbprint } });
    throw new Error('gp is a professional');
  };

  test('is good with it, again and again, and with no other', async () => {
    const authorization = `Bearer ${await bound('organizations/hospital-authentication')}`;
    const right = await pairIn(house.home, 'organizations/hospital-authentication');
    const wrong = await pairIn(house.home, 'cards/gp-authentication');
    for (const round of [1, 2]) {
      expect([round, (await find(wrong, { authorization })).status]).toEqual([round, 401]);
      expect([round, (await find(right, { authorization })).status]).toEqual([round, 200]);
      expect([round, (await find(undefined, { authorization })).status]).toEqual([round, 401]);
    }
    const plain = await fetch(`${house.url}${path}`, { headers: { authorization } });
    expect(plain.status).toBe(401);
    expect(plain.headers.get('www-authenticate')).toContain('invalid_token');
    expect(await plain.text()).toContain('it is bound to another client certificate');
  });

  test('is refused where it is bound in another way', async () => {
    const { actor } = personas.gp;
    if (actor.kind !== 'professional') throw new Error('gp is a professional');
    for (const cnf of [null, 'x', {}, { jkt: 'x' }, { 'x5t#S256': 7 }]) {
      const token = await house.token({ sub: 'gp', ...claimsFromActor(actor), cnf });
      expect(await find(undefined, { authorization: `Bearer ${token}` })).toMatchObject({ status: 401 });
    }
  });
});

describe('the header of a proxy', () => {
  test('is not believed from an address that is not trusted', async () => {
    const { cert } = await pairIn(house.home, 'cards/gp-authentication');
    const header = { 'client-cert': `:${new X509Certificate(cert).raw.toString('base64')}:` };
    expect((await fetch(`${house.url}${path}`, { headers: header })).status).toBe(401);
    expect(await find(undefined, header)).toMatchObject({ status: 401 });
  });
});
