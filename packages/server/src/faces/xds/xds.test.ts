// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { systemActor } from '@dossier/core/actors';
import type { DocumentEntry } from '@dossier/core/documents';
import { decodeEntry, type JournalEntry } from '@dossier/core/journal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestHouse, testHouse } from '../../../test/harness.ts';
import { INS, metadataBy } from '../../../test/submissions.ts';
import {
  entryOf,
  envelope,
  metadataBody,
  multipart,
  type Provided,
  provideBody,
  queryBody,
  RPLC,
  registerBody,
  retrieveBody,
  statusBody,
} from '../../../test/xds-messages.ts';
import { personas } from '../../demo/index.ts';
import { changeConsent, openRecord } from '../../record/index.ts';

const GP = '899700218896';
const GET_DOCUMENTS = '5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4';
const FIND = '14d4debf-8f97-4251-9a74-a90016b0af0d';
const CX = `'${INS.value}^^^&amp;${INS.oid}&amp;ISO'`;
const APPROVED = "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')";

let house: TestHouse;
let recordId: string;

beforeAll(async () => {
  house = await testHouse();
  const { patient, actor } = personas.dominique;
  if (!patient || actor.kind !== 'patient') throw new Error('dominique');
  const opened = await openRecord(
    systemActor('test'),
    {
      ...{ ins: patient.ins, traits: patient.traits, identityStatus: 'qualified', regime: 'fr-2010' },
      ...{ personId: actor.personId, consentRecorded: true },
    } as const,
    house.ports,
  );
  if (!opened.ok) throw new Error(opened.error.code);
  recordId = opened.value.recordId;
  const change = { do: 'begin', kind: 'authorization', holder: `ps:${GP}`, holderName: 'gp' } as const;
  const changed = await changeConsent(personas.dominique.actor, { record: { recordId }, change }, house.ports);
  if (!changed.ok) throw new Error(changed.error.code);
});
afterAll(() => house.stop());

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly bytes: Buffer;
}

const post = async (
  path: string,
  { body, contentType }: { readonly body: string | Buffer; readonly contentType?: string },
  persona = 'gp',
): Promise<Answer> => {
  const answer = await fetch(`${house.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': contentType ?? 'application/soap+xml; charset=utf-8',
      ...(persona !== '' && { authorization: `Bearer ${await house.token(persona)}` }),
    },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    text: bytes.toString('latin1'),
    bytes,
  };
};

const action = (name: string): string => `urn:ihe:iti:2007:${name}`;
const ask = (path: string, name: string, body: string, persona?: string): Promise<Answer> =>
  post(path, { body: envelope(action(name), body) }, persona);
const provide = (provided: readonly Provided[], more?: Parameters<typeof provideBody>[1], persona?: string) =>
  ask('/xds/repository', 'ProvideAndRegisterDocumentSet-b', provideBody(provided, more), persona);
const query = (id: string, parameters: Readonly<Record<string, readonly string[]>>, type?: string, persona?: string) =>
  ask('/xds/registry', 'RegistryStoredQuery', queryBody(id, parameters, type), persona);
const find = (more: Readonly<Record<string, readonly string[]>> = {}, type?: string, persona?: string) =>
  query(FIND, { $XDSDocumentEntryPatientId: [CX], $XDSDocumentEntryStatus: [APPROVED], ...more }, type, persona);

const provided = (more: Parameters<typeof metadataBy>[1] = {}, text = 'Bonjour'): Provided => {
  const content = Buffer.from(text);
  return { entry: entryOf(metadataBy(GP, { mimeType: 'text/plain', ...more }), content), content };
};
const share = async (more?: Parameters<typeof metadataBy>[1]): Promise<Provided> => {
  const one = provided(more);
  const answer = await provide([one]);
  expect(answer.text).toContain('ResponseStatusType:Success');
  return one;
};
const uniqueIds = ({ text }: Answer): readonly string[] =>
  [...text.matchAll(/identificationScheme="urn:uuid:2e82c1f6[^"]*"[^>]*? value="([^"]+)"/g)].map(([, id = '']) => id);
const errorsOf = ({ text }: Answer): readonly string[] =>
  [...text.matchAll(/errorCode="([^"]+)"/g)].map(([, code = '']) => code);
const traces = async (): Promise<readonly JournalEntry[]> => {
  const { rows } = await house.pool.query<{ body: string }>('select body from journal_entry order by seq');
  return rows.map(({ body }) => decodeEntry(body)).flatMap((entry) => (entry.ok ? [entry.value] : []));
};
const last = async (): Promise<JournalEntry | undefined> => (await traces()).at(-1);

describe('ITI-41', () => {
  test('shares a document in MTOM: found over FHIR at once, byte for byte', async () => {
    const one = provided({}, 'été\r\n-b--\r\n');
    const xml = envelope(
      action('ProvideAndRegisterDocumentSet-b'),
      provideBody([one], {
        include: () => '<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:doc%31"/>',
      }),
      'urn:uuid:11111111-1111-4111-8111-111111111111',
    );
    const answer = await post(
      '/si-dmp-server/v2/services/repository',
      multipart(xml, [{ id: 'doc1', content: one.content }]),
    );
    expect(answer.status).toBe(200);
    expect(answer.type).toMatch(/^multipart\/related; type="application\/xop\+xml"/);
    expect(answer.text).toContain('ResponseStatusType:Success');
    expect(answer.text).toContain('<wsa:RelatesTo>urn:uuid:11111111-1111-4111-8111-111111111111</wsa:RelatesTo>');
    expect(await last()).toMatchObject({ operation: 'document.share', outcome: 'success', recordId });
    const { uniqueId } = one.entry;
    const found = await fetch(`${house.baseUrl}/DocumentReference?patient=${recordId}&identifier=urn:oid:${uniqueId}`, {
      headers: { authorization: `Bearer ${await house.token('gp')}` },
    });
    const bundle = (await found.json()) as {
      entry: { resource: { content: { attachment: { url: string; hash: string; size: number } }[] } }[];
    };
    expect(bundle.entry).toHaveLength(1);
    const { attachment } = bundle.entry[0]?.resource.content[0] ?? {};
    const content = await fetch(attachment?.url ?? '', {
      headers: { authorization: `Bearer ${await house.token('gp')}` },
    });
    expect(Buffer.from(await content.arrayBuffer())).toEqual(Buffer.from(one.content));
  });

  test.each([
    ['a wrong hash', { hash: '0'.repeat(40) }, 'XDSRepositoryMetadataError'],
    ['a wrong size', { sizeBytes: 1 }, 'XDSRepositoryMetadataError'],
    ['an unknown type', { typeCode: { code: 'x', system: '2.16.840.1.113883.6.1' } }, 'XDSRegistryMetadataError'],
    ['times that are none', { creationTime: 'yesterday' }, 'XDSRegistryMetadataError'],
  ])('is refused with %s, and nothing of it stands in the record', async (_, wrong, expected) => {
    const one = provided();
    const answer = await provide([provided(), { ...one, entry: { ...one.entry, ...wrong } }]);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('ResponseStatusType:Failure');
    expect(errorsOf(answer)).toEqual([expected]);
    expect(uniqueIds(await find())).not.toContain(one.entry.uniqueId);
  });

  test('names what is missing and what is too much', async () => {
    const [one, other] = [provided(), provided()];
    const without = provideBody([one, other]).replace(/<xds:Document id="[^"]+">[^<]*<\/xds:Document>/, '');
    const answer = await ask('/xds/repository', 'ProvideAndRegisterDocumentSet-b', without);
    expect(errorsOf(answer)).toEqual(['XDSMissingDocument']);
    const extra = provideBody([one]).replace('</xds:Prov', '<xds:Document id="x">QQ==</xds:Document></xds:Prov');
    expect(errorsOf(await ask('/xds/repository', 'ProvideAndRegisterDocumentSet-b', extra))).toEqual([
      'XDSMissingDocumentMetadata',
    ]);
    const bare = await ask(
      '/xds/repository',
      'ProvideAndRegisterDocumentSet-b',
      '<x:ProvideAndRegisterDocumentSetRequest xmlns:x="urn:ihe:iti:xds-b:2007"/>',
    );
    expect(errorsOf(bare)).toEqual(['XDSRegistryMetadataError']);
  });

  test('refuses objects of two patients, and a patient without a record', async () => {
    const one = provided();
    const mixed = provideBody([one]).replace(INS.value, '277076322082910');
    expect(errorsOf(await ask('/xds/repository', 'ProvideAndRegisterDocumentSet-b', mixed))).toContain(
      'XDSPatientIdDoesNotMatch',
    );
    const nobody = await provide([provided()], { ins: { ...INS, value: '277076322082910' } });
    expect(errorsOf(nobody)).toEqual(['XDSUnknownPatientId']);
  });

  test('takes the same again without a second copy, and refuses other bytes under its name', async () => {
    const one = await share();
    const again = await provide([one], { uniqueId: '1.2.250.1.999.9.1' });
    expect(again.text).toContain('ResponseStatusType:Success');
    const content = Buffer.from('other bytes');
    const other = { content, entry: entryOf({ ...one.entry }, content) };
    expect(
      errorsOf(await provide([{ ...other, entry: { ...other.entry, hash: entryOf(one.entry, content).hash } }])),
    ).toEqual(['XDSNonIdenticalHash']);
    expect(uniqueIds(await find()).filter((id) => id === one.entry.uniqueId)).toHaveLength(1);
  });

  test('of two that replace one document at once, 200 times, one wins and the other is told that it is no longer current', {
    timeout: 120_000,
  }, async () => {
    let current = await share();
    for (let round = 0; round < 200; round += 1) {
      const attempts = [provided(), provided()] as const;
      const target = `urn:uuid:${current.entry.entryUuid}`;
      const answers = await Promise.all(
        attempts.map((one) =>
          provide([one], { associations: [{ type: RPLC, source: `urn:uuid:${one.entry.entryUuid}`, target }] }),
        ),
      );
      expect(answers.flatMap(errorsOf)).toEqual(['XDSRegistryDeprecatedDocumentError']);
      const winner = answers.findIndex(({ text }) => text.includes('ResponseStatusType:Success'));
      const [loser] = attempts.filter((_, index) => index !== winner);
      const both = [current.entry.uniqueId, loser?.entry.uniqueId ?? ''].map((id) => `'${id}'`).join(',');
      const left = await query(GET_DOCUMENTS, { $XDSDocumentEntryUniqueId: [`(${both})`] });
      expect(uniqueIds(left)).toEqual([current.entry.uniqueId]);
      expect(left.text).toContain('StatusType:Deprecated');
      current = attempts[winner] ?? current;
    }
  });
});

describe('folders of the record', () => {
  const folderOf = async (one: Provided): Promise<string> => {
    const body = provideBody([one]);
    const cx = `${INS.value}^^^&amp;${INS.oid}&amp;ISO^NH`;
    const id = `urn:uuid:${randomUUID()}`;
    const identified = (scheme: string, value: string) =>
      `<rim:ExternalIdentifier id="${randomUUID()}" registryObject="${id}" identificationScheme="${scheme}" value="${value}"/>`;
    const folder =
      `<rim:RegistryPackage id="${id}"><rim:Name><rim:LocalizedString value="Grossesse"/></rim:Name>` +
      '<rim:Classification id="fc" classifiedObject="f" classificationScheme="urn:uuid:1ba97051-7806-41a8-a48b-8fce7af683c5" nodeRepresentation="x"><rim:Slot name="codingScheme"><rim:ValueList><rim:Value>1.2.3</rim:Value></rim:ValueList></rim:Slot></rim:Classification>' +
      identified('urn:uuid:f64ffdf0-4b97-4e06-b79f-a52b38ec2f8a', cx) +
      identified(
        'urn:uuid:75df8f67-9973-4fbe-a900-df66cefecc5a',
        `1.2.250.1.999.9.${BigInt(`0x${randomUUID().slice(0, 8)}`)}`,
      ) +
      `<rim:Classification id="fn" classifiedObject="${id}" classificationNode="urn:uuid:d9d542f3-6cc4-48b6-8870-ea235fbc94c2"/></rim:RegistryPackage>`;
    const member = (source: string, target: string) =>
      `<rim:Association id="${randomUUID()}" associationType="urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember" sourceObject="${source}" targetObject="${target}"/>`;
    const entry = `urn:uuid:${one.entry.entryUuid}`;
    const more = `${folder}${member('set', id)}${member(id, entry)}</rim:RegistryObjectList>`;
    const answer = await ask(
      '/xds/repository',
      'ProvideAndRegisterDocumentSet-b',
      body.replace('</rim:RegistryObjectList>', more),
    );
    expect(answer.text).toContain('ResponseStatusType:Success');
    return id;
  };
  const HAS_MEMBER = 'urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember';
  const contents = async (folder: string) =>
    uniqueIds(await query('b909a503-523d-4517-8acf-8e5834dfc4c7', { $XDSFolderEntryUUID: [`'${folder}'`] }));

  test('take a new document, and one that was there before', async () => {
    const [first, before, fresh] = [provided(), await share(), provided()];
    const folder = await folderOf(first);
    const joins = (one: Provided) => ({ type: HAS_MEMBER, source: folder, target: `urn:uuid:${one.entry.entryUuid}` });
    const answer = await provide([fresh], { associations: [joins(fresh), joins(before)] });
    expect(answer.text).toContain('ResponseStatusType:Success');
    expect(await last()).toMatchObject({
      operation: 'document.share',
      documents: [fresh.entry.entryUuid, before.entry.entryUuid],
    });
    const all = [first, before, fresh].map(({ entry }) => entry.uniqueId);
    expect([...(await contents(folder))].sort()).toEqual(all.sort());
  });

  test('that do not stand in the record of the patient take nothing, and nothing is shared', async () => {
    const one = provided();
    const folder = `urn:uuid:${randomUUID()}`;
    const target = `urn:uuid:${one.entry.entryUuid}`;
    const answer = await provide([one], { associations: [{ type: HAS_MEMBER, source: folder, target }] });
    expect(errorsOf(answer)).toEqual(['UnresolvedReferenceException']);
    expect(await last()).toMatchObject({ operation: 'document.share', outcome: 'failure' });
    expect(uniqueIds(await find())).not.toContain(one.entry.uniqueId);
  });
});

describe('ITI-51', () => {
  const FIND_FOR = '3d1bdb10-39a2-11de-89c2-2f44d94eaa9f';
  const ADELE = `${personas.adele.patient?.ins.value}^^^&amp;${INS.oid}&amp;ISO`;
  const multi = async (patients: readonly string[], persona?: string) =>
    post(
      '/xds/registry',
      {
        body: envelope(
          'urn:ihe:iti:2009:MultiPatientStoredQuery',
          queryBody(FIND_FOR, {
            ...(patients.length > 0 && { $XDSDocumentEntryPatientId: patients }),
            $XDSDocumentEntryStatus: [APPROVED],
          }),
        ),
      },
      persona,
    );

  test('finds in the records of the patients who are named, a trace in each', async () => {
    const one = await share();
    const answer = await multi([`(${CX})`]);
    expect(uniqueIds(answer)).toContain(one.entry.uniqueId);
    expect(answer.text).toContain('urn:ihe:iti:2009:MultiPatientStoredQueryResponse');
    expect(await last()).toMatchObject({
      operation: 'document.find',
      recordId,
      detail: { query: 'FindDocumentsForMultiplePatients' },
    });
  });

  test('is refused where a patient is not named, is unknown, or has not authorised the caller', async () => {
    expect(errorsOf(await multi([]))).toEqual(['XDSStoredQueryMissingParam']);
    expect(errorsOf(await multi([`(${CX},'${ADELE}')`]))).toEqual(['XDSUnknownPatientId']);
    const refused = await multi([`(${CX})`], 'stranger');
    expect(uniqueIds(refused)).toEqual([]);
    expect(errorsOf(refused)).toHaveLength(1);
    expect(await last()).toMatchObject({ operation: 'document.find', outcome: 'refused' });
  });

  test('is not asked by the name of the other query', async () => {
    expect(errorsOf(await query(FIND_FOR, { $XDSDocumentEntryPatientId: [`(${CX})`] }))).toEqual([
      'XDSUnknownStoredQuery',
    ]);
  });
});

describe('ITI-42', () => {
  const OTHER = '1.2.250.1.999.7';
  const register = (body: string) => ask('/xds/registry', 'RegisterDocumentSet-b', registerBody(body));
  const held = (more: Partial<DocumentEntry> = {}): Provided => {
    const { entry, content } = provided();
    return { entry: { ...entry, repositoryUniqueId: OTHER, ...more }, content };
  };

  test('takes the metadata of what another repository holds, and gives them back with its name', async () => {
    const one = held();
    const { entryUuid, uniqueId } = one.entry;
    const answer = await register(provideBody([one]));
    expect(answer.text).toContain('ResponseStatusType:Success');
    expect(await last()).toMatchObject({ operation: 'document.share', outcome: 'success', documents: [entryUuid] });

    const found = await query(GET_DOCUMENTS, { $XDSDocumentEntryUniqueId: [`('${uniqueId}')`] });
    expect(found.text).toContain(`<rim:Value>${OTHER}</rim:Value>`);
    expect(found.text).toContain(`id="urn:uuid:${entryUuid}"`);
    expect(found.text).toContain(`lid="urn:uuid:${entryUuid}"`);
  });

  test('such a document is retrieved there, not here', async () => {
    const one = held();
    await register(provideBody([one]));
    const here = house.ports.repositoryUniqueId;
    const { text } = await ask('/xds/repository', 'RetrieveDocumentSet', retrieveBody(here, [one.entry.uniqueId]));
    expect(text).toContain('errorCode="XDSDocumentUniqueIdError"');
    expect(text).toContain('Another repository holds the bytes');
    expect(await last()).toMatchObject({ operation: 'document.retrieve', documents: [one.entry.entryUuid] });
    const answer = await fetch(`${house.url}/fhir/Binary/${one.entry.entryUuid}`, {
      headers: { authorization: `Bearer ${await house.token('gp')}` },
    });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('Another repository holds the bytes');
  });

  test('the same again is the same, another hash under its name is not', async () => {
    const one = held();
    expect((await register(provideBody([one]))).text).toContain('ResponseStatusType:Success');
    expect((await register(provideBody([one]))).text).toContain('ResponseStatusType:Success');
    const other = { ...one, entry: { ...one.entry, entryUuid: randomUUID(), hash: '0'.repeat(40) } };
    expect(errorsOf(await register(provideBody([other])))).toEqual(['XDSNonIdenticalHash']);
  });

  test.each([
    ['hash', { hash: '' }],
    ['repositoryUniqueId', { repositoryUniqueId: '' }],
  ])('refuses an entry without %s', async (name, without) => {
    const body = provideBody([held(without)]).replace(new RegExp(`<rim:Slot name="${name}">.*?</rim:Slot>`), '');
    const answer = await register(body);
    expect(errorsOf(answer)).toEqual(['XDSRegistryMetadataError']);
    expect(answer.text).toContain(`Slot[${name}]`);
  });

  test('refuses an entry of this repository, which comes with its content, and a UUID that is in use', async () => {
    const here = held({ repositoryUniqueId: house.ports.repositoryUniqueId });
    const answer = await register(provideBody([here]));
    expect(errorsOf(answer)).toEqual(['XDSRegistryMetadataError']);
    expect(answer.text).toContain('ITI-41');
    const { entry } = await share();
    const used = held({ entryUuid: entry.entryUuid });
    expect(errorsOf(await register(provideBody([used])))).toHaveLength(1);
    const trace = await last();
    expect(trace).toMatchObject({ operation: 'document.share', outcome: 'failure' });
    expect(trace?.reasons).toContain('duplicate-identifier');
  });
});

describe('ITI-18', () => {
  test('gives back what was submitted', async () => {
    const one = await share({
      title: 'Lettre <b> & "c"',
      comments: 'ligne',
      eventCodes: [{ code: 'A^1', system: '1.2.3', display: 'acte' }],
      referenceIds: [{ system: '1.2.250.1.9', value: 'ACC-1', type: 'urn:ihe:iti:xds:2013:accession' }],
      serviceStopTime: '20261121',
      sourcePatientId: { system: '1.2.250.1.5', value: 'IPP-7', type: 'PI' },
    });
    const answer = await find({ $XDSDocumentEntryReferenceIdList: ["('ACC-1%')"] });
    expect(uniqueIds(answer)).toContain(one.entry.uniqueId);
    for (const text of [
      'Lettre &lt;b&gt; &amp; &quot;c&quot;',
      'IPP-7^^^&amp;1.2.250.1.5&amp;ISO^PI',
      'A^1',
      '20261121',
    ])
      expect(answer.text).toContain(text);
    expect(await last()).toMatchObject({
      operation: 'document.find',
      outcome: 'success',
      detail: { query: 'FindDocuments', criteria: 'status' },
    });
  });

  test.each([
    ['no status', { $XDSDocumentEntryStatus: [] }, 'XDSStoredQueryMissingParam'],
    ['a status that is none', { $XDSDocumentEntryStatus: ["('x')"] }, 'XDSStoredQueryMissingParam'],
    ['no patient', { $XDSDocumentEntryPatientId: [] }, 'XDSStoredQueryMissingParam'],
    ['two patients', { $XDSDocumentEntryPatientId: [CX, CX] }, 'XDSStoredQueryParamNumber'],
    ['a text without quotes', { $XDSDocumentEntryTypeCode: ['(a b)'] }, 'XDSStoredQueryParamNumber'],
    ['a code without scheme', { $XDSDocumentEntryTypeCode: ["('11488-4')"] }, 'XDSStoredQueryParamNumber'],
    ['a time that is none', { $XDSDocumentEntryCreationTimeFrom: ['2026x'] }, 'XDSStoredQueryParamNumber'],
    [
      'an unknown patient',
      { $XDSDocumentEntryPatientId: ["'277076322082910^^^&amp;1.2.250.1.213.1.4.10&amp;ISO'"] },
      'XDSUnknownPatientId',
    ],
  ])('with %s is refused by its name', async (_, parameters, expected) => {
    const answer = await find(parameters);
    expect([answer.status, errorsOf(answer)]).toEqual([200, [expected]]);
    expect(answer.text).toContain('ResponseStatusType:Failure');
  });

  test('walks from a submission set to its documents as the DMP says', async () => {
    const one = await share();
    const sets = await query(
      'f26abbcb-ac74-4422-8a30-edb644bbc1a9',
      {
        $XDSSubmissionSetPatientId: [CX],
        $XDSSubmissionSetStatus: [APPROVED],
        $XDSSubmissionSetSubmissionTimeFrom: ['2026'],
      },
      'ObjectRef',
    );
    const ids = [...sets.text.matchAll(/ObjectRef id="(urn:uuid:[^"]+)"/g)].map(([, id = '']) => `'${id}'`);
    expect(ids.length).toBeGreaterThan(0);
    const held = await query('a7ae438b-4bc2-4642-93e9-be891f7bb155', { $uuid: ids.map((id) => `(${id})`) });
    const targets = [...held.text.matchAll(/targetObject="([^"]+)"/g)].map(([, id = '']) => `'${id}'`);
    const entries = await query('bab9529a-4a10-40b3-a01f-f68a615d247a', {
      $XDSDocumentEntryEntryUUID: [`(${targets.join(',')})`],
    });
    expect(uniqueIds(entries)).toContain(one.entry.uniqueId);
    expect(entries.text).toContain('AssociationType:HasMember');
  });

  test('without authorisation nothing is told, and the refusal is in the journal', async () => {
    const answer = await find({}, 'LeafClass', 'stranger');
    expect(answer.text).toContain('ResponseStatusType:Failure');
    expect(answer.text).not.toContain('ExtrinsicObject');
    expect(await last()).toMatchObject({ operation: 'document.find', outcome: 'refused', recordId });
    const fhir = await fetch(`${house.baseUrl}/DocumentReference?patient=${recordId}&status=current`, {
      headers: { authorization: `Bearer ${await house.token('stranger')}` },
    });
    expect(fhir.status).toBe(403);
    const [soap, other] = (await traces()).slice(-2);
    expect({ ...soap, entryId: '', at: '' }).toMatchObject({ ...other, entryId: '', at: '' });
  });
});

describe('ITI-57', () => {
  const GET = '5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4';
  const standing = async ({ entry }: Provided) => {
    const { text } = await query(GET, { $XDSDocumentEntryUniqueId: [`('${entry.uniqueId}')`] });
    const at = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';
    return {
      entryUuid: at(/ExtrinsicObject id="urn:uuid:([^"]+)"/),
      logicalId: at(/ lid="urn:uuid:([^"]+)"/),
      version: at(/versionName="(\d+)"/),
      status:
        at(/ status="(urn:(?:oasis|asip)[^"]+StatusType:[^"]+)" *(?:>|lid)/) || at(/mimeType="[^"]*" status="([^"]+)"/),
      codes: [...text.matchAll(/classificationScheme="urn:uuid:f4f85eac[^"]*"[^>]*nodeRepresentation="([^"]+)"/g)].map(
        ([, one]) => one,
      ),
    };
  };
  const update = (body: string, persona?: string) =>
    post('/xds/registry', { body: envelope('urn:ihe:iti:2010:UpdateDocumentSet', body) }, persona);
  const approved = 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved';
  const archived = 'urn:asip:ci-sis:2010:StatusType:Archived';
  const deleted = 'urn:asip:ci-sis:2010:StatusType:Deleted';

  test('archives a document, takes it out again, and deletes it (DMP TD3.3c, d)', async () => {
    const one = await share();
    const { entryUuid } = await standing(one);
    for (const [from, to, revisions] of [
      [approved, archived, 'archive'],
      [archived, approved, 'unarchive'],
      [approved, deleted, 'delete'],
    ] as const) {
      const answer = await update(statusBody(entryUuid, from, to));
      expect(answer.text).toContain('ResponseStatusType:Success');
      expect((await last())?.detail).toMatchObject({ revisions });
    }
    expect(uniqueIds(await find())).not.toContain(one.entry.uniqueId);
  });

  test('masks a document as a new version of its metadata (TD3.3a)', async () => {
    const one = await share();
    const { entryUuid, logicalId, version } = await standing(one);
    const masked = [{ code: 'MASQUE_PS', system: '1.2.250.1.213.1.1.4.13' }, ...one.entry.confidentialityCodes];
    const next = { ...one.entry, logicalId, confidentialityCodes: masked };
    expect((await update(metadataBody(next, version))).text).toContain('ResponseStatusType:Success');
    const after = await standing(one);
    expect(after.entryUuid).not.toBe(entryUuid);
    expect([after.logicalId, after.version, after.codes]).toEqual([logicalId, '2', ['MASQUE_PS', 'N']]);
    expect(errorsOf(await update(metadataBody(next, version)))).toEqual(['XDSMetadataVersionError']);
    const titled = { ...next, title: 'another' };
    expect(errorsOf(await update(metadataBody(titled, '2')))).toEqual(['XDSMetadataUpdateOperationError']);
    expect((await standing(one)).version).toBe('2');
  });

  test('is refused where the document, the patient, the status or the right is another', async () => {
    const one = await share();
    const { entryUuid } = await standing(one);
    const other = { ...INS, value: '277076322082910' };
    expect(errorsOf(await update(statusBody(entryUuid, archived, deleted)))).toEqual(['XDSMetadataVersionError']);
    expect(
      errorsOf(await update(statusBody(entryUuid, approved, 'urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated'))),
    ).toEqual(['XDSMetadataUpdateOperationError']);
    expect(errorsOf(await update(statusBody(entryUuid, approved, archived, other)))).toEqual([
      'XDSPatientIdDoesNotMatch',
    ]);
    expect(errorsOf(await update(statusBody(crypto.randomUUID(), approved, archived)))).toHaveLength(1);
    const stranger = await update(statusBody(entryUuid, approved, deleted), 'stranger');
    expect(stranger.text).toContain('ResponseStatusType:Failure');
    expect((await last())?.outcome).toBe('refused');
    expect(uniqueIds(await find())).toContain(one.entry.uniqueId);
  });

  test('of two at once one wins', async () => {
    const one = await share();
    const { entryUuid } = await standing(one);
    const answers = await Promise.all([archived, deleted].map((to) => update(statusBody(entryUuid, approved, to))));
    expect(answers.filter(({ text }) => text.includes('ResponseStatusType:Success'))).toHaveLength(1);
    expect(answers.flatMap(errorsOf)).toEqual(['XDSMetadataVersionError']);
  });
});

describe('ITI-43', () => {
  test('retrieves in MTOM and inline, with each miss by its name', async () => {
    const one = await share();
    const repository = house.ports.repositoryUniqueId;
    const body = envelope(action('RetrieveDocumentSet'), retrieveBody(repository, [one.entry.uniqueId, '1.2.3.4']));
    const inline = await post('/xds/repository', { body });
    expect(inline.text).toContain('ResponseStatusType:PartialSuccess');
    expect(errorsOf(inline)).toEqual(['XDSDocumentUniqueIdError']);
    expect(inline.text).toContain('location="1.2.3.4"');
    expect(inline.text).toContain(`<xds:Document>${Buffer.from('Bonjour').toString('base64')}</xds:Document>`);
    const mtom = await post('/xds/repository', multipart(body, []));
    expect(mtom.type).toContain('multipart/related');
    expect(mtom.text).toContain('xop:Include');
    expect(mtom.text).toContain('\r\n\r\nBonjour\r\n--');
    const success = (await traces()).filter(
      ({ operation, outcome }) => operation === 'document.retrieve' && outcome === 'success',
    );
    expect(success.at(-1)?.documents).toHaveLength(1);
  });

  test('tells a stranger the same of a document that is there and of one that is not', async () => {
    const one = await share();
    const repository = house.ports.repositoryUniqueId;
    const of = async (id: string) => {
      const answer = await ask('/xds/repository', 'RetrieveDocumentSet', retrieveBody(repository, [id]), 'stranger');
      return answer.text.replaceAll(id, 'ID').replace(/urn:uuid:[0-9a-f-]{36}/g, '');
    };
    expect(await of(one.entry.uniqueId)).toBe(await of('1.2.3.4'));
    const foreign = await ask('/xds/repository', 'RetrieveDocumentSet', retrieveBody('1.2.3', [one.entry.uniqueId]));
    expect(errorsOf(foreign)).toEqual(['XDSUnknownRepositoryId']);
  });
});

describe('the addresses', () => {
  test('describe themselves', async () => {
    for (const path of ['/xds/registry', '/si-dmp-server/v2/services/repository']) {
      const answer = await fetch(`${house.url}${path}?wsdl`);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain(`<soap12:address location="${house.url}${path}"/>`);
    }
  });

  test('pass over a processing instruction', async () => {
    const body = queryBody(FIND, { $XDSDocumentEntryPatientId: [CX], $XDSDocumentEntryStatus: [APPROVED] });
    const answer = await ask('/xds/registry', 'RegistryStoredQuery', body.replaceAll('><', '><?x y?><'));
    expect(answer.text).toContain('ResponseStatusType:Success');
  });

  test.each([
    ['no token', envelope(action('RegistryStoredQuery'), queryBody(FIND, {})), 401, '', 'soap:Sender'],
    ['an unknown action', envelope('urn:x', queryBody(FIND, {})), 400, 'gp', 'soap:Sender'],
    [
      'a DOCTYPE',
      `<!DOCTYPE x>${envelope(action('RegistryStoredQuery'), queryBody(FIND, {}))}`,
      400,
      'gp',
      'soap:Sender',
    ],
    [
      'SOAP 1.1',
      '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><x/></e:Body></e:Envelope>',
      500,
      'gp',
      'soap:VersionMismatch',
    ],
    ['no XML', 'hello', 400, 'gp', 'soap:Sender'],
  ])('answer %s with a fault', async (_, body, status, persona, code) => {
    const answer = await post('/xds/registry', { body }, persona);
    expect([answer.status, answer.text.includes(`<soap:Value>${code}</soap:Value>`)]).toEqual([status, true]);
  });
});
