// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import type { Code, Revision } from '@dossier/core/documents';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestRecord, patient } from '../../test/people.ts';
import { type TestRooms, testRooms } from '../../test/rooms.ts';
import { documentOf, metadataBy, physician, submissionOf } from '../../test/submissions.ts';
import { changeConsent, findDocuments, performDuties, readDocument, reviseDocument, shareDocuments } from './index.ts';

const gp = physician('899700218896');
const attending = physician('899700000011');
const colleague = physician('899700000077');
const stranger = physician('899700000066');
const TRE_A07 = '1.2.250.1.213.1.1.4.13';
const hidden: readonly Code[] = [{ code: 'INVISIBLE_PATIENT', system: TRE_A07 }];

let rooms: TestRooms;
let recordId = '';

beforeAll(async () => {
  rooms = await testRooms();
  recordId = await openTestRecord(rooms);
  const begin = (kind: 'authorization' | 'attending-doctor', holder: string) =>
    changeConsent(patient, { record: { recordId }, change: { do: 'begin', kind, holder } }, rooms.ports);
  await begin('authorization', 'ps:899700218896');
  await begin('authorization', 'ps:899700000077');
  await begin('attending-doctor', 'ps:899700000011');
});
afterAll(() => rooms.close());

const shareOne = async (more: Parameters<typeof metadataBy>[1] = {}, by = '899700218896', actor: Actor = gp) => {
  const shared = await shareDocuments(actor, submissionOf([documentOf(metadataBy(by, more))]), rooms.ports);
  if (!shared.ok) throw new Error(JSON.stringify(shared.error));
  const [document] = shared.value.documents;
  if (document === undefined) throw new Error('nothing was shared');
  return document.entry;
};
const revise = async (actor: Actor, id: string, ...revisions: Revision[]) => {
  const revised = await reviseDocument(actor, { document: { id }, revisions }, rooms.ports);
  return revised.ok ? revised.value : revised.error.code;
};
const codes = (answer: Awaited<ReturnType<typeof revise>>) =>
  typeof answer === 'string' ? answer : [...answer.facts.confidentialityCodes].sort().join();
const status = (answer: Awaited<ReturnType<typeof revise>>) =>
  typeof answer === 'string' ? answer : answer.facts.availabilityStatus;
const seen = async (actor: Actor, id: string) => {
  const read = await readDocument(actor, { id }, rooms.ports);
  return read.ok ? 'seen' : read.error.code;
};
const listed = async (actor: Actor) => {
  const found = await findDocuments(
    actor,
    { record: { recordId }, query: { criteria: [], order: { by: 'submitted', descending: true }, limit: 1 } },
    rooms.ports,
  );
  return found.ok ? found.value.total : found.error.code;
};
const last = async () => (await rooms.entries(recordId)).at(-1);

describe('masking', () => {
  it('takes a document out of sight of all but author, attending doctor and patient, totals too (D2)', async () => {
    const { logicalId, entryUuid } = await shareOne();
    const before = await listed(colleague);
    const masked = await revise(patient, logicalId, 'mask');
    expect(codes(masked)).toBe('MASQUE_PS,N');
    expect(typeof masked !== 'string' && masked.version).toBe(2);
    expect(typeof masked !== 'string' && masked.entryUuid).not.toBe(entryUuid); // D5
    expect(typeof masked !== 'string' && masked.facts.logicalId).toBe(logicalId);
    expect(await last()).toMatchObject({
      operation: 'document.mask',
      actor: { kind: 'patient' },
      documents: [logicalId],
      outcome: 'success',
    });
    expect(await listed(colleague)).toBe(Number(before) - 1);
    for (const name of [logicalId, entryUuid]) {
      expect(await seen(colleague, name)).toBe('document-unknown');
      for (const actor of [gp, attending, patient]) expect(await seen(actor, name)).toBe('seen');
    }
    expect(codes(await revise(patient, logicalId, 'unmask'))).toBe('N');
    expect(await seen(colleague, logicalId)).toBe('seen');
  });

  it('may be done by any treating professional, undone by the author, the attending doctor and the patient (note 8)', async () => {
    const { logicalId } = await shareOne();
    expect(codes(await revise(colleague, logicalId, 'mask'))).toBe('MASQUE_PS,N');
    expect(await revise(colleague, logicalId, 'unmask')).toBe('document-unknown');
    expect(await last()).toMatchObject({ operation: 'document.unmask', outcome: 'refused' });
    expect(codes(await revise(gp, logicalId, 'unmask'))).toBe('N');
    expect(await revise(stranger, logicalId, 'mask')).toBe('document-unknown');
  });

  it('changes nothing, and is no error, when it is done already', async () => {
    const { logicalId } = await shareOne();
    await revise(patient, logicalId, 'mask');
    const again = await revise(patient, logicalId, 'mask');
    expect(typeof again !== 'string' && again.version).toBe(2);
  });
});

describe('archiving and deleting', () => {
  it('keeps the entryUUID, and follows the life of a document', async () => {
    const { logicalId, entryUuid } = await shareOne();
    const archived = await revise(gp, logicalId, 'archive');
    expect(status(archived)).toBe('archived');
    expect(typeof archived !== 'string' && archived.entryUuid).toBe(entryUuid);
    expect(status(await revise(gp, logicalId, 'unarchive'))).toBe('approved');
    expect(status(await revise(gp, logicalId, 'delete'))).toBe('deleted');
    expect(await revise(gp, logicalId, 'archive')).toBe('transition-refused');
    expect(await seen(colleague, logicalId)).toBe('seen'); // D6: readable by professionals
  });

  it('leaves them to the author in normal mode, and archiving to any physician in an emergency (D7)', async () => {
    const { logicalId } = await shareOne();
    expect(await revise(colleague, logicalId, 'archive')).toBe('access-refused');
    expect(await revise(colleague, logicalId, 'delete')).toBe('access-refused');
    expect(await revise(patient, logicalId, 'delete')).toBe('access-refused');
    const emergency: Actor = { ...stranger, mode: { kind: 'break-glass', reason: 'coma' } };
    expect(status(await revise(emergency, logicalId, 'archive'))).toBe('archived');
    expect(await last()).toMatchObject({
      actor: { mode: 'break-glass', reason: 'coma' },
      operation: 'document.archive',
    });
  });

  it("leaves the patient's own documents to the patient and the attending doctor", async () => {
    const own = {
      typeCode: { code: 'DOCPAT01', system: '1.2.250.1.213.1.1.4.12' },
      classCode: { code: '11', system: '1.2.250.1.213.1.1.4.1' },
    };
    const byPatient = metadataBy('x', own).authors.map((author) => ({ ...author, kind: 'patient' as const }));
    const { logicalId } = await shareOne({ ...own, authors: byPatient }, 'x', patient);
    expect(await revise(colleague, logicalId, 'delete')).toBe('access-refused');
    expect(status(await revise(attending, logicalId, 'archive'))).toBe('archived');
    expect(status(await revise(patient, logicalId, 'delete'))).toBe('deleted');
  });

  it('does all revisions of a request or none, and heeds the version the caller saw', async () => {
    const { logicalId } = await shareOne();
    expect(await revise(colleague, logicalId, 'mask', 'delete')).toBe('access-refused');
    expect(await seen(colleague, logicalId)).toBe('seen');
    const stale = await reviseDocument(
      patient,
      { document: { id: logicalId }, revisions: ['mask'], ifSeen: { version: 7, status: 'approved' } },
      rooms.ports,
    );
    expect(stale.ok ? 'revised' : stale.error.code).toBe('precondition-failed');
    const race = await Promise.all(Array.from({ length: 8 }, () => revise(patient, logicalId, 'mask')));
    const read = await readDocument(patient, { id: logicalId }, rooms.ports);
    expect(read.ok && read.value.version).toBe(2);
    expect(race.filter((answer) => typeof answer !== 'string' || answer === 'precondition-failed')).toHaveLength(8);
  });
});

describe('the announcement clock (R.1111-53)', () => {
  it('tells the patient at day 14 without saying what, and shows the document at one month', async () => {
    rooms.clock.set('2026-12-01T08:00:00.000Z');
    const { logicalId } = await shareOne({ confidentialityCodes: hidden });
    expect(await seen(patient, logicalId)).toBe('document-unknown');
    expect(await seen(colleague, logicalId)).toBe('seen');
    rooms.clock.set('2026-12-15T07:59:59.000Z');
    expect(await performDuties(rooms.ports, 10)).toBe(0);
    rooms.clock.set('2026-12-15T08:00:00.000Z');
    expect(await performDuties(rooms.ports, 10)).toBe(1);
    expect(await last()).toMatchObject({ operation: 'announcement.notice', documents: [], actor: { kind: 'system' } });
    expect(await seen(patient, logicalId)).toBe('document-unknown');
    rooms.clock.set('2027-01-01T08:00:00.000Z');
    expect(await performDuties(rooms.ports, 10)).toBe(1);
    expect(await last()).toMatchObject({ operation: 'announcement.release', documents: [logicalId] });
    expect(await seen(patient, logicalId)).toBe('seen');
    expect(await performDuties(rooms.ports, 10)).toBe(0);
    rooms.clock.set('2026-11-23T12:00:00.000Z');
  });

  it('stops when a professional makes the document visible earlier (TD3.3b)', async () => {
    const { logicalId } = await shareOne({ confidentialityCodes: hidden });
    expect(await revise(patient, logicalId, 'make-visible')).toBe('document-unknown');
    expect(codes(await revise(colleague, logicalId, 'make-visible'))).toBe('N');
    expect(await last()).toMatchObject({
      operation: 'document.make-visible',
      outcome: 'success',
      documents: [logicalId],
      actor: { key: 'ps:899700000077' },
    });
    expect(await seen(patient, logicalId)).toBe('seen');
    rooms.clock.advance({ months: 2 });
    expect(await performDuties(rooms.ports, 10)).toBe(0);
    rooms.clock.set('2026-11-23T12:00:00.000Z');
  });
});
