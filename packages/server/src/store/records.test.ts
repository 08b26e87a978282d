// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  allow,
  doctor,
  documentOf,
  entryOf,
  everything,
  folderOf,
  LATER,
  NOW,
  newRecord,
  openRecord,
  share,
  testStore,
  trace,
} from './testing.ts';

const test = await testStore();

describe('a record', () => {
  it('is found by its INS, its id and any name of an object in it', async () => {
    const { store } = test;
    const record = newRecord({
      relations: [
        {
          id: randomUUID(),
          kind: 'authorization',
          holder: 'ps:899700000001',
          holderName: 'Dr Test',
          holderProfession: '10',
          holderSpecialty: 'SM26',
          from: NOW,
          until: '2027-11-23T12:00:00.000Z',
          origin: 'patient',
          createdBy: 'person:1',
        },
        { id: randomUUID(), kind: 'opposition-break-glass', from: LATER, origin: 'patient', createdBy: 'person:1' },
      ],
    });
    expect(await store.createRecord(record, [], trace(record.recordId))).toBe(true);
    const policy = await store.loadPolicy({ ins: record.ins });
    expect(policy).toEqual({
      recordId: record.recordId,
      personId: record.personId,
      regime: 'fr-2010',
      state: 'open',
      policyVersion: 1,
      birthDate: '1979-03-05',
      identityStatus: 'qualified',
      openedAt: NOW,
      relations: record.relations,
      named: [],
    });
    const document = documentOf(entryOf(record.recordId));
    await share(store, document);
    const { entryUuid, logicalId, uniqueId } = document.entry;
    for (const object of [entryUuid, entryUuid.toUpperCase(), logicalId, uniqueId])
      expect(await store.loadPolicy({ object })).toEqual({ ...policy, named: [logicalId] });
    expect(await store.loadPolicy({ recordId: record.recordId })).toEqual(policy);
  });

  it('is not found by anything else, whatever the text', async () => {
    const { store } = test;
    for (const text of ['', 'x', '\u0000', "' or 1=1 --", randomUUID(), 'uid:', 'a'.repeat(5000)]) {
      expect(await store.loadPolicy({ object: text })).toBeUndefined();
      expect(await store.loadPolicy({ recordId: text })).toBeUndefined();
      expect(await store.loadPolicy({ ins: { oid: text, value: text } })).toBeUndefined();
    }
  });

  it('keeps a uniqueId that looks like an id apart from the id', async () => {
    const { store } = test;
    const [one, other] = [await openRecord(store), await openRecord(store)];
    const document = documentOf(entryOf(one));
    await share(store, document);
    await share(store, documentOf(entryOf(other, { uniqueId: document.entry.logicalId })));
    expect((await store.loadPolicy({ object: document.entry.logicalId }))?.recordId).toBe(one);
  });

  it('opens once for an INS, even when two open it at the same moment', async () => {
    const { store } = test;
    const { ins } = newRecord();
    const records = Array.from({ length: 8 }, () => newRecord({ ins }));
    const created = await Promise.all(records.map((record) => store.createRecord(record, [], trace(record.recordId))));
    expect(created.filter(Boolean)).toHaveLength(1);
    const winner = records[created.indexOf(true)];
    expect((await store.loadPolicy({ ins }))?.recordId).toBe(winner?.recordId);
    const { rows } = await test.database.pool.query('select count(*) from identity.person where person_id = any($1)', [
      records.map(({ personId }) => personId),
    ]);
    expect(rows[0].count).toBe(1);
  });

  it('shows the person with the INS in use first', async () => {
    const { store, database } = test;
    const record = newRecord();
    await store.createRecord(record, [], trace(record.recordId));
    await database.pool.query(
      `insert into identity.ins (oid, value, person_id, record_id, valid_from, valid_until)
       values ('1.2.250.1.213.1.4.9', $1, $2, $3, '2020-01-01Z', '2021-01-01Z')`,
      [record.ins.value, record.personId, record.recordId],
    );
    expect(await store.readPerson(allow(record.recordId))).toEqual({
      personId: record.personId,
      traits: record.traits,
      status: 'qualified',
      identifiers: [
        { ins: record.ins, from: NOW },
        {
          ins: { oid: '1.2.250.1.213.1.4.9', value: record.ins.value },
          from: '2020-01-01T00:00:00.000Z',
          until: '2021-01-01T00:00:00.000Z',
        },
      ],
    });
    const former = await store.loadPolicy({ ins: { oid: '1.2.250.1.213.1.4.9', value: record.ins.value } });
    expect(former?.recordId).toBe(record.recordId);
  });
});

describe('decisions of the patient', () => {
  it('grow the policy version, and end once', async () => {
    const { store } = test;
    const recordId = await openRecord(store);
    const allowed = allow(recordId, everything, 'consent.change');
    const relation = {
      id: randomUUID(),
      kind: 'block',
      holder: 'ps:1',
      from: NOW,
      origin: 'patient',
      createdBy: 'x',
    } as const;
    await store.write(allowed, async (writer) => {
      await writer.insertRelation(relation);
      await writer.journal(trace(recordId));
    });
    expect(await store.loadPolicy({ recordId })).toMatchObject({ policyVersion: 2, relations: [relation] });
    const end = () => store.write(allowed, (writer) => writer.endRelation(relation.id, LATER, 'person:1'));
    expect(await end()).toEqual({ committed: true, value: undefined });
    expect(await end()).toEqual({ committed: false, conflict: { kind: 'state-changed' } });
    expect(await store.loadPolicy({ recordId })).toMatchObject({
      policyVersion: 3,
      relations: [{ ...relation, endedAt: LATER }],
    });
  });

  it('name persons in the identity schema only', async () => {
    const { store, database } = test;
    const relation = {
      id: randomUUID(),
      kind: 'legal-representative',
      holder: 'person:mother',
      holderName: 'Claude Mère',
      from: NOW,
      value: 'protected-adult',
      origin: 'patient',
      createdBy: 'person:mother',
    } as const;
    const recordId = await openRecord(store, { relations: [relation] });
    expect((await store.loadPolicy({ recordId }))?.relations).toEqual([relation]);
    const { rows } = await database.pool.query('select holder_name from record.relation where record_id = $1', [
      recordId,
    ]);
    expect(rows).toEqual([{ holder_name: null }]);
    expect((await store.loadPolicy({ recordId }))?.relations).toContainEqual(relation);
  });

  it('move the record through its states, each from the state it was in', async () => {
    const { store } = test;
    const recordId = await openRecord(store, { state: 'notified' });
    const move = (from: 'notified' | 'open' | 'closed', to: 'open' | 'closed', at: string, reason?: string) =>
      store.write(allow(recordId, everything, 'record.close'), (writer) =>
        writer.setRecordState({ from: [from], to, at, ...(reason && { reason }) }),
      );
    expect((await move('open', 'closed', NOW)).committed).toBe(false);
    expect((await move('notified', 'open', NOW)).committed).toBe(true);
    await move('open', 'closed', LATER, 'patient-request');
    const closed = {
      state: 'closed',
      openedAt: NOW,
      closedAt: LATER,
      closureReason: 'patient-request',
      policyVersion: 3,
    };
    expect(await store.loadPolicy({ recordId })).toMatchObject(closed);
    await move('closed', 'closed', '2027-01-01T00:00:00.000Z');
    expect(await store.loadPolicy({ recordId })).toMatchObject({ ...closed, policyVersion: 4 });
    await move('closed', 'open', '2027-02-01T00:00:00.000Z');
    const open = await store.loadPolicy({ recordId });
    expect(open).toMatchObject({ state: 'open', openedAt: NOW });
    expect(open).not.toHaveProperty('closedAt');
    expect(open).not.toHaveProperty('closureReason');
  });
});

describe('destruction', () => {
  it('leaves the receipt and the journal, and frees INS and identifiers', async () => {
    const { store, database, journal } = test;
    const record = newRecord({
      relations: [
        {
          id: randomUUID(),
          kind: 'carer',
          holder: 'person:x',
          holderName: 'X',
          from: NOW,
          origin: 'patient',
          createdBy: 'x',
        },
      ],
    });
    const { recordId } = record;
    await store.createRecord(record, [{ kind: 'open-record', recordId, dueAt: LATER }], trace(recordId));
    const document = documentOf(entryOf(recordId));
    await share(store, document, documentOf(entryOf(recordId)));
    await store.write(allow(recordId), (writer) => writer.insertFolder(folderOf(recordId, [document.entry.logicalId])));
    const entry = trace(recordId, { operation: 'record.destroy', at: LATER });
    await store.destroyRecord(allow(recordId, everything, 'record.destroy'), entry);

    expect(await store.loadPolicy({ ins: record.ins })).toBeUndefined();
    expect(await store.readPerson(allow(recordId))).toBeUndefined();
    const tables = await database.pool.query<{ name: string }>(
      `select table_schema || '.' || table_name as name from information_schema.columns
       where table_schema in ('record', 'identity') and column_name = 'record_id'`,
    );
    expect(tables.rows.length).toBeGreaterThan(10);
    for (const { name } of tables.rows) {
      const { rows } = await database.pool.query(`select count(*) from ${name} where record_id = $1`, [recordId]);
      expect([name, rows[0].count]).toEqual([name, name === 'record.key_receipt' ? 1 : 0]);
    }
    const receipt = await database.pool.query('select * from record.key_receipt where record_id = $1', [recordId]);
    expect(receipt.rows[0]).toMatchObject({ destroyed_at: LATER, destroyed_by: 'ps:899700000001', documents: 2 });
    expect(receipt.rows[0].key_hash).toHaveLength(32);
    await journal.seal();
    expect(await journal.prove(recordId, entry.entryId)).toBeDefined();

    const again = newRecord({ ins: record.ins, personId: record.personId });
    expect(await store.createRecord(again, [], trace(again.recordId))).toBe(true);
    await share(store, documentOf({ ...document.entry, recordId: again.recordId }));
    await expect(
      store.destroyRecord(allow(recordId, everything, 'record.destroy'), trace(recordId)),
    ).rejects.toMatchObject({ conflict: { kind: 'state-changed' } });
  });
});

it('journals outside a transaction durably', async () => {
  const { store } = test;
  const recordId = await openRecord(store);
  const entry = trace(recordId, {
    actor: { kind: doctor.kind, key: 'ps:1', authentication: 'direct', mode: 'normal' },
  });
  await store.journal(entry);
  const found = await store.readJournal(allow(recordId), { entryId: entry.entryId, withoutSecret: false, limit: 5 });
  expect(found).toEqual({ total: 1, entries: [entry] });
});
