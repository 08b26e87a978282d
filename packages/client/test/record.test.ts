// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonaKey } from '../../server/src/demo/index.ts';
import { AnswerError, type DocumentReference, DossierError } from '../src/index.ts';
import {
  all,
  type ClientHouse,
  clientHouse,
  DOMINIQUE,
  failureOf,
  NOBODY,
  report,
  submission,
  watchedFetch,
} from './testing.ts';

let house: ClientHouse;
beforeAll(async () => {
  house = await clientHouse();
});
afterAll(() => house.house.stop());

const record = (who: PersonaKey = 'gp') => house.as(who).record(DOMINIQUE);

/** Shares one report of the gp, and finds its metadata. */
const shared = async (more: Parameters<typeof report>[0] = {}): Promise<DocumentReference> => {
  const [one] = await record().share([report(more)], submission);
  return house.as('gp').read(one?.id ?? '');
};

/** Codes that hide a document from somebody. */
const labels = ({ securityLabel = [] }: DocumentReference) => securityLabel.map(({ coding }) => coding?.[0]?.code);

describe('the status of a record', () => {
  test('says what the caller holds', async () => {
    expect(await record().status()).toMatchObject({
      id: house.recordId,
      open: true,
      authorization: 'valid',
      attendingDoctor: true,
      patient: { birthDate: '1979-03-28' },
    });
    expect(await record('cardiologist').status()).toMatchObject({ authorization: 'valid', attendingDoctor: false });
    expect(await record('stranger').status()).toMatchObject({ open: true, authorization: 'none' });
    expect(await record().status()).not.toHaveProperty('closedOn');
    const [trace] = await house.traces('record.test-existence');
    expect(trace).toMatchObject({ outcome: 'success', actor: { key: 'ps:899700218896' } });
  });

  test('is undefined where there is no record', async () => {
    expect(await house.as('gp').record(NOBODY).status()).toBeUndefined();
  });
});

describe('sharing', () => {
  test('takes one document, and the same one again without adding anything', async () => {
    const document = report();
    const before = await record().count();
    const [first] = await record().share([document], submission);
    expect(first).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), alreadyShared: false, warnings: [] });
    const [again] = await record().share([document], submission);
    expect(again).toMatchObject({ id: first?.id, alreadyShared: true, warnings: [{ code: 'already-shared' }] });
    expect(await record().count()).toBe(before + 1);
    expect(await house.as('gp').read(first?.id ?? '')).toMatchObject({
      masterIdentifier: { value: document.uniqueId },
      content: [{ attachment: { title: document.title, size: document.content.length } }],
    });
    const [trace] = await house.traces('document.share');
    expect(trace).toMatchObject({ operation: 'document.share', outcome: 'success' });
  });

  test('takes many, in their order, with all that a document can say', async () => {
    const CHINESE = '检查报告';
    const many = [
      report(),
      report({
        title: CHINESE,
        description: 'commentaire',
        language: 'zh',
        serviceStart: '2026-11-20T09:00:00+01:00',
        serviceEnd: '2026-11-20T09:30:00+01:00',
        confidentiality: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }],
        author: { identifier: { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '899700218896' } },
      }),
      report(),
    ];
    const details = {
      ...submission,
      title: 'Trois documents',
      localPatientId: { system: 'urn:oid:1.2.3.4', value: 'IPP-1' },
    };
    const answers = await record().share(many, details);
    const documents = await Promise.all(answers.map(({ id }) => house.as('gp').read(id)));
    expect(documents.map(({ masterIdentifier }) => masterIdentifier?.value)).toEqual(
      many.map(({ uniqueId }) => uniqueId),
    );
    expect(documents[1]).toMatchObject({
      description: 'commentaire',
      content: [{ attachment: { title: CHINESE, language: 'zh' } }],
      context: { period: { start: '2026-11-20T08:00:00Z', end: '2026-11-20T08:30:00Z' } },
    });
    expect(JSON.stringify(documents[1]?.contained)).toContain('IPP-1');
    expect(documents.map(labels)).toEqual([['N'], ['R'], ['N']]);
  });

  test('is all or nothing, and says what is wrong and where', async () => {
    const before = await record().count();
    const wrong = report({ type: { system: 'http://loinc.org', code: '00000-0' } });
    const error = await failureOf(record().share([report(), wrong], submission));
    expect(error).toBeInstanceOf(DossierError);
    expect(error).toMatchObject({
      status: 422,
      code: 'code-unknown',
      message: expect.stringContaining('00000-0'),
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      faults: [{ code: 'code-unknown', location: expect.stringContaining('Bundle.entry[2].resource') }],
    });
    expect(await record().count()).toBe(before);
    await expect(record().share([], submission)).rejects.toThrow('at least one document');
  });

  test('replaces and appends', async () => {
    const old = await shared();
    const [replacement] = await record().share([report({ replaces: old.id })], submission);
    expect(await house.as('gp').read(old.id)).toMatchObject({ status: 'superseded' });
    const [addendum] = await record().share([report({ appends: replacement?.id ?? '' })], submission);
    const relations = async (id = '') => (await house.as('gp').read(id)).relatesTo?.map(({ code }) => code);
    expect(await relations(replacement?.id)).toEqual(['replaces']);
    expect(await relations(addendum?.id)).toEqual(['appends']);
    expect(await failureOf(record().share([report({ replaces: old.id })], submission))).toMatchObject({
      name: 'DossierError',
      faults: [{ location: expect.stringContaining('relatesTo') }],
    });
  });

  test('lets patients share what they wrote', async () => {
    const wish = report({
      author: 'patient',
      title: 'Personne de confiance',
      type: {
        system: 'https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire',
        code: 'EXPPAT_1',
      },
      category: { ...report().category, code: '90' },
      practiceSetting: { ...report().practiceSetting, code: 'AMBULATOIRE' },
    });
    const [shared_] = await record('dominique').share([wish], submission);
    const document = await house.as('gp').read(shared_?.id ?? '');
    const author = document.contained?.find(({ id }) => `#${id}` === document.author?.[0]?.reference);
    expect(author).toMatchObject({ resourceType: 'Patient' });
  });

  test('of the same document by ten callers at once adds it once', async () => {
    const document = report();
    const before = await record().count();
    const answers = await Promise.all(Array.from({ length: 10 }, () => record().share([document], submission)));
    const ids = answers.map(([one]) => one?.id);
    expect(new Set(ids).size).toBe(1);
    expect(answers.filter(([one]) => one?.alreadyShared === false)).toHaveLength(1);
    expect(await record().count()).toBe(before + 1);
  });

  test('carries content of several megabytes', async () => {
    const content = crypto.getRandomValues(new Uint8Array(60_000));
    const large = new Uint8Array(3_000_000).map((_, index) => content[index % content.length] ?? 0);
    const document = await shared({ content: large });
    const retrieved = await house.as('gp').retrieve(document);
    expect(Buffer.compare(retrieved.bytes, large)).toBe(0);
  });
});

describe('finding', () => {
  test('goes through the pages as they are needed', async () => {
    await record().share(
      Array.from({ length: 5 }, () => report()),
      submission,
    );
    const total = await record().count();
    const { fetch, sent } = watchedFetch();
    const found = house.as('gp', fetch).record(DOMINIQUE);
    const ids = (await all(found.find({ _count: 2 }))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(total);
    expect(sent).toHaveLength(Math.ceil(total / 2));

    const before = sent.length;
    for await (const { id } of found.find({ _count: 2 })) if (id === ids[2]) break;
    expect(sent.length - before).toBe(2);
    for await (const _ of found.find({ _count: 2 })) break;
    expect(sent.length - before).toBe(3);
    found.find();
    expect(sent.length - before).toBe(3);
  });

  test('several searches at once do not mix', async () => {
    const expected = (await all(record().find())).map(({ id }) => id);
    const runs = await Promise.all(Array.from({ length: 8 }, () => all(record().find({ _count: 1 }))));
    for (const run of runs) expect(run.map(({ id }) => id)).toEqual(expected);
  });

  test('narrows by criteria', async () => {
    const old = await shared({ creation: '2020-02-03T10:00:00+01:00', serviceStart: '2020-02-03' });
    const ids = async (criteria: Parameters<ReturnType<typeof record>['find']>[0]) =>
      (await all(record().find(criteria))).map(({ id }) => id);
    expect(await ids({ date: { all: ['ge2020-01-01', 'lt2021-01-01'] } })).toEqual([old.id]);
    expect(await ids({ identifier: old.masterIdentifier?.value ?? '' })).toEqual([old.id]);
    expect(await ids({ type: ['http://loinc.org|34112-3'] })).toEqual([]);
    expect(await ids({ status: ['current', 'superseded'], _sort: 'date' })).toContain(old.id);
    expect(await failureOf(all(record().find({ date: 'yesterday' })))).toMatchObject({ code: 'parameter-invalid' });
  });

  test('is refused without authorisation, with the reason that may be told', async () => {
    const error = await failureOf(all(record('stranger').find()));
    expect(error).toBeInstanceOf(DossierError);
    expect(error).toMatchObject({ status: 403, faults: [{ code: 'access-refused' }] });
    const [trace] = await house.traces('document.find');
    expect(trace).toMatchObject({ outcome: 'refused', reasons: ['record-open', 'not-authorized'] });
  });
});

describe('retrieving', () => {
  test('gives the bytes that were shared', async () => {
    const content = new TextEncoder().encode('<?xml version="1.0"?><ClinicalDocument/>');
    for (const contentType of ['application/pdf', 'text/xml']) {
      const document = await shared({ content, contentType });
      expect(await house.as('gp').retrieve(document)).toEqual({ contentType, bytes: content });
    }
    const [trace] = await house.traces('document.retrieve');
    expect(trace).toMatchObject({ outcome: 'success' });
  });

  test.each([
    ['another byte', (bytes: Uint8Array) => bytes.with(0, 0x2a), 'does not have the hash'],
    ['a byte more', (bytes: Uint8Array) => Uint8Array.of(...bytes, 0), 'bytes instead of'],
    ['nothing', () => new Uint8Array(), 'has 0 bytes instead of'],
  ])('finds out when %s comes back', async (_, tamper, sentence) => {
    const document = await shared();
    const { fetch } = watchedFetch(async (_sent, go) => {
      const response = await go();
      return new Response(tamper(new Uint8Array(await response.arrayBuffer())), response);
    });
    const error = await failureOf(house.as('gp', fetch).retrieve(document));
    expect(error).toBeInstanceOf(AnswerError);
    expect(error).toMatchObject({ problem: 'content', message: expect.stringContaining(sentence) });
  });

  test('needs a document that names its content', async () => {
    const document = await shared();
    const bare = { ...document, content: [{ attachment: {} }] };
    await expect(house.as('gp').retrieve(bare)).rejects.toThrow('names no content');
  });

  test('is refused for a document that is not there', async () => {
    expect(await failureOf(house.as('gp').read('00000000-0000-4000-8000-000000000000'))).toMatchObject({
      status: 404,
      code: 'document-unknown',
    });
  });
});

describe('revising', () => {
  const revise = (id: string, ...verb: [Parameters<ReturnType<ClientHouse['as']>['revise']>[1]]) =>
    house.as('gp').revise(id, ...verb);
  const archived = ({ extension }: DocumentReference) => extension?.[0]?.valueBoolean;

  test('masks and unmasks', async () => {
    const { id } = await shared();
    expect(labels(await revise(id, 'mask'))).toEqual(['MASQUE_PS', 'N']);
    expect(labels(await revise(id, 'mask'))).toEqual(['MASQUE_PS', 'N']);
    expect(labels(await revise(id, 'unmask'))).toEqual(['N']);
    expect(labels(await revise(id, 'unmask'))).toEqual(['N']);
    expect((await house.traces('document.mask')).length).toBe(1);
    expect((await house.traces('document.unmask')).length).toBe(1);
  });

  test('shows to the patient what was hidden from them', async () => {
    const hidden = { system: labelSystem, code: 'INVISIBLE_PATIENT' };
    const document = await shared({ confidentiality: [hidden] });
    expect(await failureOf(house.as('dominique').read(document.id))).toMatchObject({ code: 'document-unknown' });
    expect(labels(await revise(document.id, 'make-visible'))).toEqual(['N']);
    expect(await house.as('dominique').read(document.id)).toMatchObject({ status: 'current' });
    const represented = await shared({ confidentiality: [{ ...hidden, code: 'INVISIBLE_REPRESENTANTS_LEGAUX' }] });
    expect(labels(await revise(represented.id, 'make-visible-to-representatives'))).toEqual(['N']);
  });

  test('archives, takes back, deletes', async () => {
    const { id } = await shared();
    expect(archived(await revise(id, 'archive'))).toBe(true);
    expect(archived(await revise(id, 'unarchive'))).toBe(false);
    expect(await revise(id, 'delete')).toMatchObject({ status: 'entered-in-error' });
    expect((await all(record().find())).map((one) => one.id)).not.toContain(id);
    expect((await all(record().find({ status: 'entered-in-error' }))).map((one) => one.id)).toEqual([id]);
  });

  test('reads the labels again when somebody else was faster, and gives up when that goes on', async () => {
    const { id } = await shared();
    await revise(id, 'mask');
    let meddled = 0;
    const meddling = (times: number) =>
      watchedFetch(async ({ method }, go) => {
        const response = await go();
        if (method === 'GET' && meddled++ < times) await revise(id, meddled % 2 === 1 ? 'unmask' : 'mask');
        return response;
      });
    const once = meddling(1);
    expect(labels(await house.as('gp', once.fetch).revise(id, 'unmask'))).toEqual(['N']);
    expect(once.sent.map(({ method }) => method)).toEqual(['GET', 'PATCH', 'GET', 'PATCH']);
    meddled = 0;
    await revise(id, 'mask');
    const always = meddling(Number.POSITIVE_INFINITY);
    expect(await failureOf(house.as('gp', always.fetch).revise(id, 'unmask'))).toMatchObject({
      status: 412,
      code: 'precondition-failed',
    });
    expect(always.sent).toHaveLength(6);
  });

  test('is refused to those who may not', async () => {
    const { id } = await shared();
    expect(await failureOf(house.as('nurse').revise(id, 'delete'))).toMatchObject({ status: 403 });
    expect(await failureOf(house.as('gp').revise(id, 'burn' as 'delete'))).toBeInstanceOf(TypeError);
  });
});

const labelSystem =
  'https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument';

describe('what changed since', () => {
  test('tells new, changed, replaced and deleted documents, and from when to ask next', async () => {
    const [kept, masked, replaced, deleted] = [await shared(), await shared(), await shared(), await shared()];
    const start = new Date(Date.parse(house.house.clock.now()) + 120_000).toISOString();
    house.house.clock.advance({ minutes: 3 });
    const gp = house.as('gp');
    await gp.revise(masked.id, 'mask');
    await gp.revise(deleted.id, 'delete');
    const fresh = await shared({ replaces: replaced.id });
    const changes = await record().changesSince(start);
    const named = (documents: readonly DocumentReference[]) => documents.map((one) => one.masterIdentifier?.value);
    const [nameOfKept, nameOfDeleted, nameOfReplaced] = named([kept, deleted, replaced]);
    expect(named(changes.current)).toEqual(expect.arrayContaining(named([fresh, masked])));
    expect(named(changes.ended)).toContain(nameOfReplaced);
    expect(named(changes.current)).not.toContain(nameOfDeleted);
    expect(named([...changes.current, ...changes.ended])).not.toContain(nameOfKept);
    expect(changes.until > start).toBe(true);

    house.house.clock.advance({ minutes: 3 });
    const none = await record().changesSince(new Date(Date.parse(changes.until) + 120_000).toISOString());
    expect([...none.current, ...none.ended]).toEqual([]);
    const [trace] = await house.traces('document.find');
    expect(trace).toMatchObject({ outcome: 'success' });
  });

  test('takes an instant only', async () => {
    expect(await failureOf(record().changesSince('yesterday'))).toBeInstanceOf(TypeError);
  });
});
