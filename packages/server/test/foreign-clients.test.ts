// SPDX-License-Identifier: Apache-2.0
import { CapabilityTool, Client } from 'fhir-kit-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle, content, type Loose, simplified, TRE_A07 } from '../src/faces/fhir/intake/test-messages.ts';
import { type FhirHouse, fhirHouse, insToken, ofDominique } from '../src/faces/fhir/routes/test-house.ts';

/** A FHIR client that others wrote, against a running house: what it does by itself has to work as it is. */
let house: FhirHouse;
let gp: Client;
beforeAll(async () => {
  house = await fhirHouse();
  gp = await clientOf('gp');
});
afterAll(() => house.house.stop());

const clientOf = async (who: Parameters<FhirHouse['ask']>[0]): Promise<Client> =>
  new Client({
    baseUrl: house.house.baseUrl,
    ...(who === undefined ? {} : { bearerToken: await house.house.token(who) }),
  });

let serial = 0;
const freshId = (): string => `urn:oid:1.2.250.1.999.7.500.${++serial}`;

/** A Provide Document Bundle of one new document. */
const newBundle = (): Loose => {
  const message = bundle();
  const [set, document] = message.entry.map(({ resource }: Loose) => resource);
  set.identifier[0].value = freshId();
  document.masterIdentifier.value = freshId();
  return message;
};

const newSimplified = (): Loose => ({
  ...simplified(),
  masterIdentifier: { system: 'urn:ietf:rfc:3986', value: freshId() },
});

const shareOne = async (): Promise<Loose> => gp.create({ resourceType: 'DocumentReference', body: newSimplified() });

/** What the client throws: the response, its body read. */
const errorOf = async (promise: Promise<unknown>): Promise<Loose> => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail.');
};

const statusOf = (resource: Loose): number | undefined => Client.httpFor(resource).response?.status;

describe('fhir-kit-client', () => {
  test('reads the capability statement without a token, and finds in it what there is', async () => {
    const capabilities = new CapabilityTool(await (await clientOf(undefined)).capabilityStatement());
    expect(capabilities.serverCan('transaction')).toBe(true);
    for (const interaction of ['read', 'search-type', 'create', 'patch'])
      expect(capabilities.resourceCan('DocumentReference', interaction)).toBe(true);
    expect(capabilities.resourceCan('DocumentReference', 'delete')).toBe(false);
    expect(capabilities.resourceSearch('DocumentReference', 'patient.identifier')).toBe(true);
    expect(capabilities.resourceSearch('AuditEvent', 'outcome')).toBe(true);
    for (const name of capabilities.searchParamsFor({ resourceType: 'List' }))
      expect(capabilities.resourceSearch('List', name)).toBe(true);
  });

  test('shares by transaction (ITI-65)', async () => {
    const answer: Loose = await gp.transaction({ body: newBundle() });
    expect(statusOf(answer)).toBe(200);
    expect(answer).toMatchObject({ resourceType: 'Bundle', type: 'transaction-response' });
    const places = answer.entry.map(({ response }: Loose) => response.location.split('/')[0]);
    expect(places).toEqual(['List', 'DocumentReference', 'Binary']);
    for (const { response } of answer.entry) {
      expect(response.status).toMatch(/^201/);
      const [resourceType, id] = response.location.split('/');
      if (resourceType !== 'Binary')
        expect(await gp.read({ resourceType, id })).toMatchObject({ resourceType, id, status: 'current' });
    }
    const [trace] = await house.traces('document.share');
    expect(trace).toMatchObject({ operation: 'document.share', outcome: 'success' });
  });

  test('shares by create (ITI-105), and reads what it created', async () => {
    const body = newSimplified();
    const created: Loose = await gp.create({ resourceType: 'DocumentReference', body });
    expect(statusOf(created)).toBe(201);
    const location = Client.httpFor(created).response?.headers.get('location') ?? '';
    expect(await gp.resolve({ reference: location })).toMatchObject({ id: created.id });
    expect(await gp.read({ resourceType: 'DocumentReference', id: created.id })).toEqual(created);
    const again = await gp.create({ resourceType: 'DocumentReference', body });
    expect(statusOf(again)).toBe(200);
    expect(again.id).toBe(created.id);
  });

  test('searches page by page, by GET and by POST', async () => {
    for (let count = 0; count < 4; count += 1) await shareOne();
    const searchParams = { 'patient.identifier': insToken, status: 'current', _count: '3' };
    for (const postSearch of [false, true]) {
      const ids: string[] = [];
      let page: Loose = await gp.search({
        resourceType: 'DocumentReference',
        searchParams,
        options: { postSearch },
      });
      const { total } = page;
      while (page !== undefined) {
        ids.push(...page.entry.map(({ resource }: Loose) => resource.id));
        expect(page.entry.length).toBeLessThanOrEqual(3);
        page = await gp.nextPage({ bundle: page });
      }
      expect(total).toBeGreaterThan(3);
      expect(new Set(ids).size).toBe(total);
    }
    const lists = { 'patient.identifier': insToken, code: 'submissionset' };
    const last: Loose = await gp.search({ resourceType: 'List', searchParams: lists });
    expect(last.entry.length).toBe(last.total);
    expect(gp.nextPage({ bundle: last })).toBeUndefined();
  });

  test('resolves a contained author, and the patient', async () => {
    const document: Loose = await shareOne();
    const [{ reference }] = document.author;
    expect(await gp.resolve({ reference, context: document })).toMatchObject({ resourceType: 'Practitioner' });
    expect(await gp.resolve({ reference: document.subject.reference })).toMatchObject({
      resourceType: 'Patient',
      id: house.recordId,
    });
  });

  test('revises by patch, and by conditional patch (PDSm flux 03)', async () => {
    const { id, masterIdentifier } = await shareOne();
    const label = { coding: [{ system: TRE_A07, code: 'MASQUE_PS' }] };
    const masked: Loose = await gp.patch({
      resourceType: 'DocumentReference',
      id,
      jsonPatch: [{ op: 'add', path: '/securityLabel/-', value: label }],
    });
    expect(masked.securityLabel.flatMap(({ coding }: Loose) => coding[0].code)).toContain('MASQUE_PS');

    const address = `DocumentReference?identifier=${masterIdentifier.system}|${masterIdentifier.value}`;
    const deleted: Loose = await gp.request(encodeURI(address), {
      method: 'PATCH',
      options: { headers: { 'content-type': 'application/json-patch+json' } },
      body: [{ op: 'replace', path: '/status', value: 'entered-in-error' }],
    });
    expect(deleted).toMatchObject({ resourceType: 'DocumentReference', status: 'entered-in-error' });
    expect((await house.traces('document.delete'))[0]).toMatchObject({ outcome: 'success' });

    const stale = await errorOf(
      gp.patch({
        resourceType: 'DocumentReference',
        id,
        jsonPatch: [{ op: 'replace', path: '/status', value: 'entered-in-error' }],
        options: { headers: { 'If-Match': 'W/"1"' } },
      }),
    );
    expect(stale.response).toMatchObject({ status: 412, data: { resourceType: 'OperationOutcome' } });
  });

  test('reads the content as a Binary resource', async () => {
    const document: Loose = await shareOne();
    const [resourceType, id] = new URL(document.content[0].attachment.url).pathname.split('/').slice(-2);
    const options = { headers: { accept: 'application/fhir+json' } };
    const binary: Loose = await gp.read({ resourceType: resourceType ?? '', id: id ?? '', options });
    expect(binary).toMatchObject({ resourceType: 'Binary', contentType: 'application/pdf' });
    expect(Buffer.from(binary.data, 'base64')).toEqual(content);
    expect((await house.traces('document.retrieve'))[0]).toMatchObject({ outcome: 'success' });
  });

  test('calls operations, by GET and by POST', async () => {
    const { id } = await shareOne();
    const patient = await clientOf('dominique');
    const on = { resourceType: 'Patient', id: house.recordId } as const;
    for (const method of ['GET', 'POST'] as const) {
      const all: Loose = await patient.operation({ ...on, name: '$everything', method });
      expect(all.entry[0].resource).toMatchObject({ resourceType: 'Patient', id: house.recordId });
    }
    const input = { document: `DocumentReference/${id}` };
    const explained: Loose = await patient.operation({ ...on, name: 'explain', method: 'GET', input });
    expect(explained).toMatchObject({ resourceType: 'Parameters' });
    expect(explained.parameter.length).toBeGreaterThan(0);
  });

  test('records a decision, and ends it by update', async () => {
    const patient = await clientOf('dominique');
    const body = {
      resourceType: 'Consent',
      status: 'active',
      scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
      category: [{ coding: [{ system: 'urn:dossier:consent-kind', code: 'opposition-break-glass' }] }],
      patient: { reference: `Patient/${house.recordId}` },
    };
    const created: Loose = await patient.create({ resourceType: 'Consent', body });
    expect(statusOf(created)).toBe(201);
    const ended = { ...created, status: 'inactive' };
    expect(await patient.update({ resourceType: 'Consent', id: created.id, body: ended })).toMatchObject({
      id: created.id,
      status: 'inactive',
    });
  });
});

describe('what fhir-kit-client is refused', () => {
  test.each<[string, (client: Client) => Promise<unknown>, number, string]>([
    [
      'a document that is not there',
      (client) => client.read({ resourceType: 'DocumentReference', id: 'x' }),
      404,
      'document-unknown',
    ],
    ['a type that is not there', (client) => client.search({ resourceType: 'Flag' }), 404, 'address-unknown'],
    [
      'a search without a patient',
      (client) => client.search({ resourceType: 'DocumentReference' }),
      400,
      'parameter-missing',
    ],
    [
      'a search with a wrong date',
      (client) => client.request(`DocumentReference?${ofDominique}&date=yesterday`),
      400,
      'parameter-invalid',
    ],
    [
      'deleting, which is a patch here',
      (client) => client.delete({ resourceType: 'DocumentReference', id: 'x' }),
      405,
      'method-not-allowed',
    ],
    [
      'a version',
      (client) => client.vread({ resourceType: 'DocumentReference', id: 'x', version: '1' }),
      404,
      'address-unknown',
    ],
    ['the history', (client) => client.history({ resourceType: 'DocumentReference', id: 'x' }), 404, 'address-unknown'],
    ['the history of all', (client) => client.history(), 404, 'address-unknown'],
    ['a batch', (client) => client.batch({ body: { ...newBundle(), type: 'batch' } }), 422, 'element-invalid'],
    [
      'a document without a type',
      (client) => client.create({ resourceType: 'DocumentReference', body: { ...newSimplified(), type: undefined } }),
      422,
      'element-missing',
    ],
  ])('%s', async (_, ask, status, code) => {
    const error = await errorOf(ask(gp));
    expect(error.response).toMatchObject({ status, data: { resourceType: 'OperationOutcome' } });
    expect(error.response.data.issue[0]).toMatchObject({ severity: 'error', details: { coding: [{ code }] } });
  });

  test('everything without a token, and what is not for it with one', async () => {
    const read = (client: Client) =>
      client.search({ resourceType: 'DocumentReference', searchParams: { 'patient.identifier': insToken } });
    expect((await errorOf(read(await clientOf(undefined)))).response.status).toBe(401);
    expect((await errorOf(read(await clientOf('stranger')))).response.status).toBe(403);
    expect((await house.traces('document.find'))[0]).toMatchObject({ outcome: 'refused' });
  });
});
