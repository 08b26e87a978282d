// SPDX-License-Identifier: Apache-2.0

import { X509Certificate } from 'node:crypto';
import { type AssertedActor, keyFileSigner, signAssertion } from '@dossier/client/node';
import { frenchProfile, lawAt } from '@dossier/core/data';
import type { Ins } from '@dossier/core/identity';
import fc from 'fast-check';
import { XmlElement } from 'libxml2-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { issueRoot } from '../../test/certificates.ts';
import { withXml } from '../content/xml/index.ts';
import { personas } from '../demo/index.ts';
import { modernSuite, openEnveloped } from '../xml-signature/index.ts';
import { actorOf } from './actor.ts';
import type { Holder } from './holder.ts';
import { locate } from './locate.ts';
import { readSaml } from './saml.ts';
import { readStatement } from './statement.ts';

const law = lawAt(frenchProfile, '2026-11-23T12:00:00.000Z');
let pair: { readonly certificate: string; readonly key: string };
beforeAll(async () => {
  pair = await issueRoot(
    [{ O: ['Écrit, "ainsi"'] }, { CN: ['Signer'] }],
    new Date('2026-01-01'),
    new Date('2036-01-01'),
  );
});

const software = { name: 'Logiciel', version: '1', approval: 'H' };
const at = '2026-11-23T12:00:00.000Z';

const sign = (actor: AssertedActor, patient?: Ins, responsible?: string): Promise<string> =>
  signAssertion(
    actor,
    { id: '_w', at, software, ...(patient && { patient }), ...(responsible && { responsible }) },
    keyFileSigner(pair.certificate, pair.key),
  );

const envelope = (assertion: string): Buffer =>
  Buffer.from(
    `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header><w:Security xmlns:w="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">${assertion}</w:Security></s:Header><s:Body/></s:Envelope>`,
  );

/** What becomes of an actor who is written, signed and read. */
const readBack = (assertion: string, actor: AssertedActor) => {
  const located = locate(envelope(assertion), modernSuite);
  if (!located.ok) return located;
  const content = located.value.signedBy(new X509Certificate(pair.certificate).publicKey);
  const saml = readSaml(content ?? Buffer.from('<x/>'));
  if (!saml.ok) return saml;
  const statement = readStatement(saml.value, law);
  if (!statement.ok) return statement;
  const holder = { ...actor, mode: { kind: 'normal' } } as Holder;
  const organization = { kind: 'organization', organization: actor.organization } as Holder;
  const read = actorOf(saml.value, statement.value, {
    holder: actor.authentication === 'direct' ? holder : organization,
    structures: 'own',
    structureName: actor.organization?.name ?? '',
    law,
  });
  return read.ok ? { ok: true as const, actor: read.value, patient: statement.value.patient } : read;
};

/** A printable text without blanks at its ends or two in a row: XML and SAML keep no others apart. */
const words = fc
  .array(
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((word) => /^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(word)),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(' '));
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
const organization = fc.record({
  id: digits(9).map((finess) => `1${finess}`),
  name: words,
  sector: fc.constantFrom('SA01', 'SA07', 'SA33'),
});
const mode = fc.oneof(
  fc.constant({ kind: 'normal' as const }),
  fc.constant({ kind: 'emergency-dispatch' as const }),
  words.map((reason) => ({ kind: 'break-glass' as const, reason })),
);
const { concepts: specialties } = law.valueSets.specialty;
const professional = fc
  .record({
    kind: fc.constant('professional' as const),
    name: words,
    nationalId: digits(11).map((rpps) => `8${rpps}`),
    profession: fc.constantFrom('10', '21', '40', '50', '60'),
    specialty: fc.constantFrom(...specialties.map(({ code }) => code)),
    organization,
    authentication: fc.constantFrom('direct' as const, 'indirect' as const, 'reinforced-indirect' as const),
    mode,
    secret: fc.boolean(),
  })
  .map(({ secret, ...actor }) => ({ ...actor, ...(secret && { secret }) }));
const patient = digits(15).map((value) => ({ oid: '1.2.250.1.213.1.4.8', value }));

describe('what the SDK writes', () => {
  it('is read as the same actor, whatever their names hold', async () => {
    await fc.assert(
      fc.asyncProperty(professional, fc.option(patient, { nil: undefined }), async (actor, ins) => {
        const read = readBack(await sign(actor, ins), actor);
        const { name, version, approval } = software;
        expect(read).toMatchObject({ ok: true, patient: ins });
        expect(read.ok && read.actor).toEqual({ ...actor, application: { id: approval, name: `${name} ${version}` } });
      }),
      { numRuns: 300 },
    );
  });

  it('names staff, structures and feeds', async () => {
    for (const key of ['secretary', 'hospital', 'laboratory', 'insurer', 'pharmacy'] as const) {
      const { actor } = personas[key];
      if (actor.kind !== 'staff' && actor.kind !== 'organization' && actor.kind !== 'feed') throw new Error(key);
      const read = readBack(await sign(actor, undefined, '3123456789/automate-1'), actor);
      // feeds without a role of their own are structures
      const kind = key === 'laboratory' || key === 'pharmacy' ? 'organization' : actor.kind;
      expect(read).toMatchObject({ ok: true, actor: { kind, organization: actor.organization } });
      if (actor.kind !== 'staff')
        expect(read).toMatchObject({ actor: { name: `${actor.name} (3123456789/automate-1)` } });
    }
  });

  it('cannot say what has no place in it', async () => {
    const { actor } = personas.gp;
    if (actor.kind !== 'professional') throw new Error('gp is a professional');
    const { organization: _, ...loose } = actor;
    await expect(sign(loose)).rejects.toThrow('names a structure');
  });
});

describe('what is signed', () => {
  it('is read only as it was signed: no change of a byte in the message makes another actor', async () => {
    const { actor } = personas.gp;
    if (actor.kind !== 'professional') throw new Error('gp is a professional');
    const bytes = envelope(await sign(actor, { oid: '1.2.250.1.213.1.4.8', value: '279035121518989' }));
    const genuine = readBackOf(bytes);
    expect(genuine).toContain('899700218896');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }), (index, byte) => {
        const changed = Buffer.from(bytes);
        changed[index] = byte;
        expect([genuine, 'refused']).toContain(readBackOf(changed));
      }),
      { numRuns: 3_000 },
    );
  });

  const readBackOf = (message: Uint8Array): string => {
    const located = locate(message, modernSuite);
    if (!located.ok) return 'refused';
    const content = located.value.signedBy(new X509Certificate(pair.certificate).publicKey);
    const saml = content && readSaml(content);
    return saml?.ok ? JSON.stringify({ ...saml.value, attributes: [...saml.value.attributes] }) : 'refused';
  };

  it('is taken out of the message as it stands, whatever stands around it', async () => {
    const { actor } = personas.gp;
    if (actor.kind !== 'professional') throw new Error('gp is a professional');
    const assertion = await sign(actor);
    const shown = (xml: string): string | undefined => {
      const read = withXml(Buffer.from(xml), ({ root }) => {
        const [found] = root.find('//*[local-name()="Assertion"]');
        const opened = found instanceof XmlElement ? openEnveloped(found) : undefined;
        return opened?.ok
          ? opened.value.signedBy(new X509Certificate(pair.certificate).publicKey)?.toString()
          : undefined;
      });
      return read.ok ? read.value : undefined;
    };
    const alone = shown(assertion);
    expect(alone).toBeDefined();
    const beside = fc.constantFrom('', '<a/>', '<b xmlns="urn:x" Id="y">t</b>', ' ', '<!-- c -->', '<?p i?>', 'text');
    fc.assert(
      fc.property(fc.array(beside, { maxLength: 5 }), fc.array(beside, { maxLength: 5 }), (before, after) => {
        const xml = `<r xmlns:saml2="urn:other" xmlns="urn:default" xml:lang="fr">${before.join('')}${assertion}${after.join('')}</r>`;
        expect(shown(xml)).toBe(alone);
      }),
    );
  });
});
