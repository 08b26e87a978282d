// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestRecord, PERSON, patient } from '../../test/people.ts';
import { type TestRooms, testRooms } from '../../test/rooms.ts';
import { documentOf, metadataBy, physician, submissionOf } from '../../test/submissions.ts';
import { closeRecord, declareAuthorization, performDuties, shareDocuments } from '../record/index.ts';
import { createNotices } from './notices.ts';
import { readOn } from './read-journal.ts';
import { look, tie } from './testing.ts';

const GP = physician('899700000001', { name: 'Dr Un' });
const OTHER = physician('899700000002', { name: 'Dr Deux' });
const PARENT = 'person:person-2';
const PERSON_KEY = `person:${PERSON}`;

let rooms: TestRooms;
let recordId: string;

interface Row {
  readonly receiver: string;
  readonly kind: string;
  readonly role: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** What was told since the last call; read by as many readers at once as are asked for. */
const news = async (readers = 1): Promise<readonly Row[]> => {
  await rooms.journal.seal();
  const reading = { pool: rooms.pool, ports: rooms.ports, open: [] };
  await Promise.all(Array.from({ length: readers }, () => readOn(reading)));
  const { rows } = await rooms.pool.query<Row & { readonly notice_id: string }>(
    'select notice_id, receiver, kind, role, facts from notice.notice where not (notice_id = any($1)) order by receiver, kind',
    [seen],
  );
  seen.push(...rows.map(({ notice_id }) => notice_id));
  return rows;
};
let seen: string[] = [];

const told = (rows: readonly Row[]): readonly string[] => rows.map(({ receiver, kind }) => `${receiver} ${kind}`);

beforeAll(async () => {
  rooms = await testRooms();
});
afterAll(() => rooms.close());

/** The one patient of these tests has a new record for each. */
const openAnew = async (birthDate?: string): Promise<void> => {
  const { rows } = await rooms.pool.query<{ record_id: string }>('select record_id from record.record');
  for (const row of rows) {
    await rooms.pool.query('delete from notice.notice where record_id = $1', [row.record_id]);
    for (const table of ['record.record', 'record.record_key', 'record.relation', 'identity.ins', 'record.duty'])
      await rooms.pool.query(`delete from ${table} where record_id = $1`, [row.record_id]);
  }
  await rooms.pool.query('delete from identity.person');
  recordId = await openTestRecord(rooms, birthDate);
};

beforeEach(async () => {
  seen = [];
  rooms.clock.set('2026-11-23T12:00:00.000Z');
  await openAnew();
});

test('the opening of a record is told to the patient, once', async () => {
  expect(told(await news())).toEqual([`${PERSON_KEY} record-opened`]);
  expect(await news()).toEqual([]);
});

test('twenty requests at once are one first access, whoever reads the journal', async () => {
  await tie('authorization', 'ps:899700000001', rooms.ports);
  await news();
  expect(await Promise.all(Array.from({ length: 20 }, () => look(GP, rooms.ports)))).toEqual(Array(20).fill('found'));
  const rows = await news(4);
  expect(told(rows)).toEqual([`${PERSON_KEY} first-access`]);
  expect(rows[0]?.facts).toMatchObject({ name: 'Dr Un', at: expect.any(String) });
  await look(GP, rooms.ports);
  expect(await news()).toEqual([]);
});

test('a refused access, and the patient, are no first access', async () => {
  await news();
  expect(await look(OTHER, rooms.ports)).toBe('access-refused');
  expect(await look(patient, rooms.ports)).toBe('found');
  expect(await news()).toEqual([]);
});

test('break-glass is told at once to the patient and the attending doctor, and again after an hour', async () => {
  await tie('authorization', 'ps:899700000001', rooms.ports, patient);
  await tie('attending-doctor', 'ps:899700000001', rooms.ports, patient);
  await news();
  const inEmergency = { ...OTHER, mode: { kind: 'break-glass', reason: 'coma, overdose' } } as const;
  for (let i = 0; i < 3; i += 1) expect(await look(inEmergency, rooms.ports)).toBe('found');
  const rows = await news();
  expect(told(rows)).toEqual([`${PERSON_KEY} emergency-access`, 'ps:899700000001 emergency-access']);
  expect(rows.map(({ role }) => role)).toEqual(['patient', 'attending-doctor']);
  expect(JSON.stringify(rows)).not.toContain('overdose');
  rooms.clock.advance({ days: 1 });
  const again = { ...OTHER, mode: { kind: 'break-glass', reason: 'coma again' } } as const;
  expect(await look(again, rooms.ports)).toBe('found');
  expect(told(await news())).toEqual([`${PERSON_KEY} emergency-access`, 'ps:899700000001 emergency-access']);
});

test('emergency dispatch is told in its own mode; an attending doctor is not told of themself', async () => {
  await tie('authorization', 'ps:899700000001', rooms.ports, patient);
  await tie('attending-doctor', 'ps:899700000001', rooms.ports, patient);
  await news();
  const dispatch = { ...GP, specialty: 'SM59', mode: { kind: 'emergency-dispatch' } } as const;
  expect(await look(dispatch, rooms.ports)).toBe('found');
  const rows = await news();
  expect(told(rows)).toEqual([`${PERSON_KEY} emergency-access`]);
  expect(rows[0]?.facts.mode).toBe('emergency-dispatch');
});

test('what the patient decides is no news; what a professional declares is', async () => {
  await news();
  await tie('authorization', 'ps:899700000001', rooms.ports, patient);
  expect(await news()).toEqual([]);
  const declared = await declareAuthorization(OTHER, { record: { recordId }, action: 'add' }, rooms.ports);
  expect(declared.ok).toBe(true);
  const rows = await news();
  expect(told(rows)).toEqual([`${PERSON_KEY} consent-changed`]);
  expect(rows[0]?.facts).toMatchObject({ name: 'Dr Deux', decision: 'authorization', party: 'Dr Deux' });
});

test('the beginning of a delegation is told to the patient and to the delegate', async () => {
  await news();
  await tie('carer', 'person:person-9', rooms.ports, patient);
  const rows = await news();
  expect(rows.map(({ receiver, kind, role }) => [receiver, kind, role])).toEqual([
    [PERSON_KEY, 'delegation-begun', 'patient'],
    ['person:person-9', 'delegation-begun', 'holder'],
  ]);
  // Who is a carer is not told whose else.
  expect(rows[1]?.facts).not.toHaveProperty('name');
});

test('closing is told', async () => {
  await news();
  await closeRecord(patient, { record: { recordId }, reason: 'wish' }, rooms.ports);
  expect(told(await news())).toEqual([`${PERSON_KEY} record-closed`]);
});

test('control characters of a name become spaces', async () => {
  await tie('authorization', 'ps:899700000003', rooms.ports, patient);
  await news();
  const hostile = physician('899700000003', { name: 'Dr Mal\r\nBcc: all@example.org\u202e' });
  expect(await look(hostile, rooms.ports)).toBe('found');
  expect((await news())[0]?.facts.name).toBe('Dr Mal Bcc: all@example.org');
});

test('what is told of an account is told once for one cause, and goes with its transaction', async () => {
  await news();
  const notices = createNotices({ pool: rooms.pool, clock: rooms.ports.clock, senders: {} });
  const cause = randomUUID();
  await Promise.all([1, 2, 3].map(() => notices.notify(PERSON_KEY, 'new-device', { device: 'Firefox' }, { cause })));
  expect(told(await news())).toEqual([`${PERSON_KEY} new-device`]);
  const client = await rooms.pool.connect();
  await client.query('begin');
  await notices.notify(PERSON_KEY, 'factor-changed', {}, { client });
  await client.query('rollback');
  client.release();
  expect(await news()).toEqual([]);
});

test('a document hidden from the patient is announced on day 14, in words that say nothing of it', async () => {
  await tie('authorization', 'ps:899700000001', rooms.ports, patient);
  const metadata = metadataBy('899700000001', {
    confidentialityCodes: [{ code: 'INVISIBLE_PATIENT', system: '1.2.250.1.213.1.1.4.13' }],
  });
  const shared = await shareDocuments(GP, submissionOf([documentOf(metadata)]), rooms.ports);
  expect(shared.ok).toBe(true);
  await news();
  rooms.clock.advance({ days: 15 });
  await performDuties(rooms.ports, 10);
  const rows = await news();
  expect(told(rows)).toEqual([`${PERSON_KEY} announcement`]);
  expect(Object.keys(rows[0]?.facts ?? {})).toEqual(['at']);
});

test('a parent is told what happens in the record of a child, but nothing secret', async () => {
  await openAnew('2011-09-17');
  await tie('legal-representative', PARENT, rooms.ports);
  await tie('authorization', 'ps:899700000001', rooms.ports, patient);
  await tie('authorization', 'ps:899700000002', rooms.ports, patient);
  await news();

  const secretly = { ...GP, secret: true };
  expect(await look(secretly, rooms.ports)).toBe('found');
  expect(told(await news())).toEqual([`${PERSON_KEY} first-access`]);
  // The parents learn of the first time that is not secret, and the child not twice.
  await look(GP, rooms.ports);
  expect(told(await news())).toEqual([`${PARENT} first-access`]);

  const hidden = metadataBy('899700000002', {
    confidentialityCodes: [{ code: 'INVISIBLE_REPRESENTANTS_LEGAUX', system: '1.2.250.1.213.1.1.4.13' }],
  });
  expect((await shareDocuments(OTHER, submissionOf([documentOf(hidden)]), rooms.ports)).ok).toBe(true);
  expect(told(await news())).toEqual([`${PERSON_KEY} first-access`]);

  const emergency = {
    ...physician('899700000004'),
    secret: true,
    mode: { kind: 'break-glass', reason: 'x' },
  } as const;
  expect(await look(emergency, rooms.ports)).toBe('found');
  expect(told(await news())).toEqual([`${PERSON_KEY} emergency-access`]);
});

test('the announcement of a document that is kept from parents too is kept from them', async () => {
  await openAnew('2011-09-17');
  await tie('legal-representative', PARENT, rooms.ports);
  await tie('authorization', 'ps:899700000001', rooms.ports, patient);
  const code = (value: string) => ({ code: value, system: '1.2.250.1.213.1.1.4.13' });
  for (const codes of [['INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX'], ['INVISIBLE_PATIENT']]) {
    const hidden = metadataBy('899700000001', { confidentialityCodes: codes.map(code) });
    expect((await shareDocuments(GP, submissionOf([documentOf(hidden)]), rooms.ports)).ok).toBe(true);
  }
  await news();
  rooms.clock.advance({ days: 15 });
  await performDuties(rooms.ports, 10);
  expect(told(await news())).toEqual([
    `${PERSON_KEY} announcement`,
    `${PERSON_KEY} announcement`,
    `${PARENT} announcement`,
  ]);
});

test('a parent of one who has come of age is told nothing', async () => {
  await openAnew('2011-09-17');
  await tie('legal-representative', PARENT, rooms.ports);
  await tie('authorization', 'ps:899700000001', rooms.ports, patient);
  await news();
  rooms.clock.set('2029-09-18T12:00:00.000Z');
  await tie('authorization', 'ps:899700000002', rooms.ports, patient);
  await look(OTHER, rooms.ports);
  expect(told(await news())).toEqual([`${PERSON_KEY} first-access`]);
});
