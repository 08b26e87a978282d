// SPDX-License-Identifier: Apache-2.0
import { randomBytes, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { unpackText } from './packed.ts';
import { allow, bytesOf, contentOf, documentOf, entryOf, NOW, openRecord, testStore, trace } from './testing.ts';

const test = await testStore();

/** Every value of every column of every table, as text, as the bytes' hexadecimal, and as the bytes' text. */
const wholeDatabase = async (): Promise<string> => {
  const { pool } = test.database;
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('record', 'identity', 'public') and table_type = 'BASE TABLE'`,
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query(`select * from ${name}`);
    for (const row of rows)
      for (const value of Object.values(row))
        parts.push(Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value));
  }
  return parts.join('\n');
};

it('holds nothing in plain of content, titles, comments, patients or the names of relatives', async () => {
  const { store, database } = test;
  const recordId = await openRecord(store);
  const secret = (what: string) => `PLAINTEXT-MARKER-${what}`;
  const author = {
    institutions: [],
    roles: [secret('role')],
    specialties: [],
    telecoms: [secret('telecom')],
  };
  const entry = entryOf(recordId, {
    title: secret('title'),
    comments: secret('comments'),
    sourcePatientId: { system: '1', value: secret('patient-id') },
    sourcePatientInfo: { identifiers: [], name: { family: secret('patient-name') } },
    authors: [
      { ...author, kind: 'patient', name: { family: secret('family'), given: [secret('given')] } },
      { ...author, kind: 'related-person', name: { family: secret('relative') } },
    ],
    legalAuthenticator: { ...author, kind: 'professional', name: { family: secret('authenticator') } },
  });
  // chance does not compress: it would stand in a frame as it is
  const content = Buffer.concat([randomBytes(50_000), Buffer.from(secret('content'))]);
  const list = {
    recordId,
    entryUuid: randomUUID(),
    uniqueId: randomUUID(),
    title: secret('set-title'),
    comments: secret('set-comments'),
    members: [entry.logicalId],
  };
  const outcome = await store.write(allow(recordId), async (writer) => {
    await writer.insertDocument(documentOf(entry, content));
    await writer.insertSubmissionSet({
      ...list,
      sourceId: '1.2',
      contentTypeCode: { code: '04', system: '1', display: secret('display') },
      submittedAt: NOW,
      authors: entry.authors,
      intendedRecipients: entry.authors,
    });
    await writer.insertFolder({
      ...list,
      entryUuid: randomUUID(),
      uniqueId: randomUUID(),
      codes: [],
      lastUpdateTime: NOW,
      availabilityStatus: 'approved',
    });
    await writer.journal(trace(recordId, { documents: [entry.logicalId] }));
  });
  expect(outcome.committed).toBe(true);
  const read = await store.readDocument(allow(recordId), { id: entry.logicalId });
  expect(JSON.stringify(read)).toContain(secret('title'));
  expect((await bytesOf(contentOf(store, allow(recordId), entry.logicalId))).equals(content)).toBe(true);

  const { rows: sealed } = await database.pool.query<{ bytes: Buffer }>(
    `select metadata as bytes from record.document_entry where record_id = $1
     union all select sealed from record.submission_set where record_id = $1
     union all select sealed from record.folder where record_id = $1`,
    [recordId],
  );
  expect(sealed).toHaveLength(3);
  // what is compressed hides a word by itself: it must not be read either
  for (const { bytes } of sealed) expect(() => unpackText(bytes)).toThrow();

  const stored = await wholeDatabase();
  expect(stored).toContain(entry.uniqueId);
  expect(stored).not.toContain('PLAINTEXT-MARKER');
  expect(stored.toLowerCase()).not.toContain('plaintext marker');
});

it('names persons and INS in the identity schema only', async () => {
  const { store, database } = test;
  const mark = `NOM${randomUUID().slice(0, 8)}`;
  await openRecord(store, {
    ins: { oid: '1.2.250.1.213.1.4.10', value: `${mark}INS` },
    traits: { birthFamilyName: mark, birthGivenNames: [mark], sex: 'female', birthDate: '1979-03-05' },
    relations: [
      {
        id: randomUUID(),
        kind: 'carer',
        holder: 'person:1',
        holderName: mark,
        from: NOW,
        origin: 'patient',
        createdBy: 'x',
      },
    ],
  });
  expect(await wholeDatabase()).toContain(mark);
  await database.pool.query('delete from identity.person; delete from identity.ins; delete from identity.holder_name');
  expect(await wholeDatabase()).not.toContain(mark);
});
