// SPDX-License-Identifier: Apache-2.0
// Professional software as it comes: XDS.b in TLS by a card, a signed assertion in each message, signed submissions.
import { keyFileSigner, signSubmission } from '@dossier/client/node';
import { partyKey, systemActor } from '@dossier/core/actors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AssertionOptions, demoAssertion, personas } from '../../src/demo/index.ts';
import { changeConsent, openRecord, readJournal } from '../../src/record/index.ts';
import { ask, pairIn } from '../certificates.ts';
import { type TestHouse, testHouse } from '../harness.ts';
import { INS, metadataBy } from '../submissions.ts';
import { entryOf, envelope, provideBody, queryBody, retrieveBody } from '../xds-messages.ts';

const { patient, actor: dominique } = personas.dominique;
const { actor: gp } = personas.gp;
if (!patient || dominique.kind !== 'patient' || gp.kind !== 'professional') throw new Error('the personas changed');
const SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const FIND = '14d4debf-8f97-4251-9a74-a90016b0af0d';

let house: TestHouse;
let recordId: string;
beforeAll(async () => {
  house = await testHouse({ tls: true, env: { DOSSIER_SUBMISSION_SIGNATURE: 'required' } });
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
  const change = { do: 'begin', kind: 'authorization', holder: partyKey(gp), holderName: gp.name } as const;
  const changed = await changeConsent(dominique, { record: { recordId }, change }, house.ports);
  if (!changed.ok) throw new Error(changed.error.code);
});
afterAll(() => house.stop());

/** By the certificates of a persona; with the text of the answer's body. */
const send = async (service: string, action: string, body: string, persona = 'gp', options: AssertionOptions = {}) => {
  const assertion = await demoAssertion(house.home, persona, { now: house.clock.now(), ...options });
  const header = `<wsse:Security xmlns:wsse="${SECURITY}">${assertion}</wsse:Security></s:Header>`;
  const message = envelope(`urn:ihe:iti:2007:${action}`, body).replace('</s:Header>', header);
  const folder = persona === 'hospital' ? 'organizations' : 'cards';
  const pair = await pairIn(house.home, `${folder}/${persona}-authentication`);
  const type = { 'content-type': 'application/soap+xml; charset=utf-8' };
  const { status, text } = await ask(`${house.house.tlsUrl}/xds/${service}`, house, pair, type, undefined, message);
  const [, outcome] = /ResponseStatusType:(\w+)/.exec(text) ?? [];
  const [, error] = /errorCode="([^"]+)"/.exec(text) ?? [];
  return { outcome: `${status} ${outcome}${error === undefined ? '' : ` ${error}`}`, text };
};

const latest = async () => {
  const page = await readJournal(dominique, { record: { recordId }, query: { limit: 1 } }, house.ports);
  return page.ok ? page.value.entries[0] : undefined;
};

const find = (persona?: string, options?: AssertionOptions) => {
  const cx = `'${INS.value}^^^&amp;${INS.oid}&amp;ISO'`;
  const approved = "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')";
  const parameters = { $XDSDocumentEntryPatientId: [cx], $XDSDocumentEntryStatus: [approved] };
  return send('registry', 'RegistryStoredQuery', queryBody(FIND, parameters, 'ObjectRef'), persona, options);
};

describe('a software by its assertions', () => {
  const content = Buffer.from('Bonjour');
  const document = { entry: entryOf(metadataBy(gp.nationalId, { mimeType: 'text/plain' }), content), content };
  const set = '1.2.250.1.999.9.1';

  test('shares what it signs, and nothing unsigned where that is asked', async () => {
    const provide = 'ProvideAndRegisterDocumentSet-b';
    expect((await send('repository', provide, provideBody([document]))).outcome).toBe('200 Failure XDSRepositoryError');
    expect(await latest()).toMatchObject({ reasons: expect.arrayContaining(['submission-signature-missing']) });

    const metadata = metadataBy(gp.nationalId, {
      ...{ mimeType: 'text/xml', languageCode: 'art', title: 'Signature' },
      typeCode: { code: 'E1762', system: 'ASTM', display: 'Full Document' },
      classCode: { code: 'urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1', system: 'URN', display: 'Digital Signature' },
      formatCode: { code: 'http://www.w3.org/2000/09/xmldsig#', system: 'URN', display: 'Default signature style' },
    });
    const { cert, key } = await pairIn(house.home, 'cards/gp-signature');
    const submission = {
      ...{ uniqueId: metadata.uniqueId, set, at: house.clock.now() },
      documents: [{ uniqueId: document.entry.uniqueId, content }],
    };
    const bytes = Buffer.from(await signSubmission(submission, keyFileSigner(cert, key)));
    const signature = { entry: entryOf(metadata, bytes), content: bytes };
    const [source, target] = [signature, document].map(({ entry }) => `urn:uuid:${entry.entryUuid}`);
    if (!source || !target) throw new Error('there are two documents');
    const associations = [{ type: 'urn:ihe:iti:2007:AssociationType:signs', source, target }];
    const body = provideBody([document, signature], { uniqueId: set, associations });
    expect((await send('repository', provide, body)).outcome).toBe('200 Success');
    expect(await latest()).toMatchObject({ operation: 'document.share', actor: { application: 'dossier vihf 0.1.0' } });
  });

  test('finds and retrieves as who asks may', async () => {
    expect((await find()).outcome).toBe('200 Success');
    expect((await find('stranger')).outcome).toBe('200 Failure XDSRepositoryError');
    expect((await find('stranger', { mode: 'break-glass', reason: 'unconscious' })).outcome).toBe('200 Success');
    expect(await latest()).toMatchObject({ actor: { mode: 'break-glass', reason: 'unconscious' } });
    expect((await find('hospital')).outcome).toBe('200 Failure XDSRepositoryError');
    expect((await find('gp', { patient: 'adele' })).outcome).toBe('200 Failure XDSPatientIdDoesNotMatch');
    const body = retrieveBody(house.ports.repositoryUniqueId, [document.entry.uniqueId]);
    const { outcome, text } = await send('repository', 'RetrieveDocumentSet', body);
    expect([outcome, text]).toEqual(['200 Success', expect.stringContaining(content.toString('base64'))]);
  });
});
