// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Decision, verifyConsistencyProof, verifyInclusionProof } from '../src/index.ts';
import { journalCrypto } from '../src/node.ts';
import {
  all,
  type ClientHouse,
  clientHouse,
  DOMINIQUE,
  failureOf,
  nationalIdOf,
  report,
  submission,
} from './testing.ts';

let house: ClientHouse;
beforeAll(async () => {
  house = await clientHouse();
});
afterAll(() => house.house.stop());

const dominique = () => house.as('dominique').record(DOMINIQUE);
/** The doctor without authorisation. */
const stranger = { system: 'urn:oid:1.2.250.1.71.4.2.1', value: nationalIdOf('stranger') };

describe('decisions of the patient', () => {
  test('lets somebody in, and out again', async () => {
    const consent = await dominique().decide({
      kind: 'authorization',
      holder: stranger,
      holderName: 'Dr Inconnu',
      until: '2026-12-31',
    });
    expect(consent).toMatchObject({
      status: 'active',
      provision: { type: 'permit', period: { end: expect.stringMatching(/^2026-12-31|^2027-01-01/) } },
    });
    expect(await house.as('stranger').record(DOMINIQUE).status()).toMatchObject({ authorization: 'valid' });
    const decided = await all(dominique().consents());
    expect(decided.map(({ id }) => id)).toContain(consent.id);
    expect(decided.find(({ id }) => id === consent.id)?.provision?.actor?.[0]?.reference.display).toBe('Dr Inconnu');

    expect(await house.as('dominique').endDecision(consent.id)).toMatchObject({ id: consent.id, status: 'inactive' });
    expect(await house.as('stranger').record(DOMINIQUE).status()).toMatchObject({ authorization: 'expired' });
    const [trace] = await house.traces('consent.change');
    expect(trace).toMatchObject({ operation: 'consent.change', outcome: 'success' });
  });

  test('renews an authorisation', async () => {
    const consent = await dominique().decide({ kind: 'authorization', holder: stranger });
    expect(await house.as('dominique').renewDecision(consent.id)).toMatchObject({ status: 'active' });
  });

  test.each<Decision>([
    { kind: 'block', holder: { system: 'urn:oid:1.2.250.1.71.4.2.2', value: '10B0009999' } },
    { kind: 'administrator', holder: { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '899700218896' } },
    { kind: 'opposition-break-glass' },
    { kind: 'opposition-emergency-dispatch' },
    { kind: 'emergency-masked-permission', until: '2027-01-31T12:00:00+01:00' },
    {
      kind: 'default-confidentiality',
      confidentiality: {
        system: 'https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument',
        code: 'MASQUE_PS',
      },
    },
  ])('records $kind', async (decision) => {
    const consent = await dominique().decide(decision);
    expect(consent).toMatchObject({ status: 'active', category: [{ coding: [{ code: decision.kind }] }] });
    expect(await house.as('dominique').endDecision(consent.id)).toMatchObject({ status: 'inactive' });
  });

  test('says what is wrong with one', async () => {
    const holder = { system: 'urn:oid:1.2.3', value: '1' };
    expect(await failureOf(dominique().decide({ kind: 'block', holder }))).toMatchObject({
      status: 422,
      faults: [{ location: 'Consent.provision.actor[0].reference.identifier.system' }],
    });
    expect(
      await failureOf(house.as('stranger').record(DOMINIQUE).decide({ kind: 'opposition-break-glass' })),
    ).toMatchObject({
      status: 403,
    });
  });
});

describe('traces', () => {
  test('tell the patient who came, newest first, page by page', async () => {
    await house.as('gp').record(DOMINIQUE).share([report()], submission);
    await all(house.as('cardiologist').record(DOMINIQUE).find());
    const traces = await all(dominique().accesses({ _count: 3, date: 'ge2026-01-01' }));
    const times = traces.map(({ recorded }) => recorded);
    expect(times).toEqual(times.toSorted().toReversed());
    const operations = traces.map(({ subtype }) => subtype?.[1]?.code);
    expect(operations).toEqual(expect.arrayContaining(['document.share', 'document.find', 'consent.change']));
    const refused = await all(dominique().accesses({ outcome: '4' }));
    expect(refused.every(({ outcome }) => outcome === '4')).toBe(true);
  });

  test('can be proven with nothing but the public key', async () => {
    const { journal, ...patient } = house.as('dominique');
    await all(patient.record(DOMINIQUE).find());
    const [trace] = await all(patient.record(DOMINIQUE).accesses({ subtype: 'document.find', _count: 1 }));
    if (trace === undefined) throw new Error('the search left a trace');
    await house.seal();
    const key = await journal.key();
    const proof = await patient.proofOf(trace.id);
    const checked = verifyInclusionProof(proof, key, journalCrypto);
    expect(checked).toMatchObject({ ok: true, value: { entry: { at: trace.recorded, operation: 'document.find' } } });

    const rewritten = { ...proof, entry: proof.entry.replace('document.find', 'document.mask') };
    expect(verifyInclusionProof(rewritten, key, journalCrypto)).toMatchObject({ ok: false });
    expect(verifyInclusionProof(proof, key.with(0, (key[0] ?? 0) ^ 1), journalCrypto)).toMatchObject({
      ok: false,
      error: { part: 'key' },
    });
  });

  test('stay: a head that was kept is the beginning of the journal later', async () => {
    const { journal } = house.as('dominique');
    await house.seal();
    const kept = await journal.head();
    await dominique().count();
    await house.seal();
    const proof = await journal.consistency(kept.head.batches);
    expect(proof.from).toEqual(kept);
    expect(proof.to.head.batches).toBeGreaterThan(kept.head.batches);
    expect(verifyConsistencyProof(proof, await journal.key(), journalCrypto)).toMatchObject({ ok: true });
    expect(await failureOf(journal.consistency(9999))).toMatchObject({ status: 404, code: 'object-unknown' });
    expect(await failureOf(journal.consistency(0))).toMatchObject({ status: 400, code: 'parameter-invalid' });
  });

  test('of others are not told', async () => {
    expect(await failureOf(house.as('dominique').proofOf('f'.repeat(64)))).toMatchObject({ status: 404 });
    expect(await failureOf(all(house.as('adele').record(DOMINIQUE).accesses()))).toMatchObject({
      name: 'DossierError',
    });
  });
});
