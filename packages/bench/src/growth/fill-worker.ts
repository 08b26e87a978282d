// SPDX-License-Identifier: Apache-2.0
// Program of a worker thread: fills its part of a population, and tells how many documents it has written.
import { parentPort, workerData } from 'node:worker_threads';
import { createLocalKeyring } from '@dossier/server/src/store/keys/index.ts';
import pg from 'pg';
import { copyInto, RowBuffer } from './copy.ts';
import { type DocumentMaker, documentMaker } from './documents.ts';
import {
  DOCUMENTS_WITH_CONTENT,
  documentsOf,
  documentWithContent,
  MOST_DOCUMENTS,
  type Population,
  patientOf,
  recordsOf,
  recordWithContent,
  shuffled,
  withContentOf,
} from './population.ts';
import { templateRenderer } from './rendering.ts';
import { type AuthorisedDoctor, type Put, putDocument, putPatient, type TableName, tables } from './rows.ts';
import { bodyOf } from './templates.ts';

/** What a worker is told. */
export interface FillTask {
  readonly databaseUrl: string;
  /** Key file of the installation. */
  readonly keys: string;
  readonly repositoryUniqueId: string;
  readonly population: Population;
  readonly doctor: AuthorisedDoctor;
  /** This worker fills the groups of ten records whose number leaves `part` when divided by `parts`. */
  readonly part: number;
  readonly parts: number;
}

/** Rows are written when a table has so many bytes of them. */
const WRITE_BYTES = 8 << 20;
const GROUP = 10;
const DAY_MS = 86_400_000;

const task = workerData as FillTask;
const { population, part, parts } = task;

/** Rows on their way into the tables. */
const openTables = (client: pg.Client) => {
  const buffers = Object.fromEntries(Object.keys(tables).map((name) => [name, new RowBuffer()])) as Record<
    TableName,
    RowBuffer
  >;
  const write = async (least: number): Promise<void> => {
    for (const name of Object.keys(tables) as TableName[]) {
      const buffer = buffers[name];
      if (buffer.length === 0 || buffer.length < least) continue;
      await copyInto(client, tables[name].name, tables[name].columns, buffer.take());
    }
  };
  const put: Put = (name, values) => buffers[name].row(tables[name].columns, values);
  const isFull = (): boolean => Object.values(buffers).some(({ length }) => length >= WRITE_BYTES);
  return { put, isFull, writeFull: () => write(WRITE_BYTES), writeAll: () => write(0) };
};

type Tables = ReturnType<typeof openTables>;

const groups = Math.ceil((recordsOf(population) / GROUP - part) / parts);
/** The records of this part, in an order of its own for each round. */
const ownRecords = function* (round: number): Generator<number> {
  for (const own of shuffled(groups * GROUP, round))
    yield (Math.floor(own / GROUP) * parts + part) * GROUP + (own % GROUP);
};

const keyring = await createLocalKeyring({ path: task.keys, capacity: 100 });

/** Writes the patients; answers the wrapped key of each record of this part. */
const fillPatients = async (
  { put, isFull, writeFull, writeAll }: Tables,
  { law }: DocumentMaker,
): Promise<ReadonlyMap<number, Uint8Array>> => {
  const keys = new Map<number, Uint8Array>();
  const until = Date.parse(population.until);
  const authorised = {
    from: new Date(until - 30 * DAY_MS).toISOString(),
    until: new Date(until + 300 * DAY_MS).toISOString(),
  };
  const openedAt = new Date(until - 4 * 365 * DAY_MS).toISOString();
  for (const record of ownRecords(0)) {
    const patient = patientOf(population, record);
    const { wrapped } = await keyring.createRecordKey(patient.recordId);
    keys.set(record, wrapped.wrapped);
    putPatient(put, { patient, regime: law.regimes.current, wrapped, doctor: task.doctor, openedAt, authorised });
    if (isFull()) await writeFull();
  }
  await writeAll();
  return keys;
};

/** Records whose newest documents get a content. */
const recordsWithContent = (): ReadonlySet<number> =>
  new Set(Array.from({ length: withContentOf(population) }, (_, n) => recordWithContent(population, n)));

const fillDocuments = async (
  { put, isFull, writeFull, writeAll }: Tables,
  maker: DocumentMaker,
  keys: ReadonlyMap<number, Uint8Array>,
): Promise<void> => {
  const render = templateRenderer();
  const kekVersion = await keyring.currentVersion();
  const withContent = recordsWithContent();
  const oldestWithContent = documentWithContent(DOCUMENTS_WITH_CONTENT - 1);
  let written = 0;
  // One document of every record, then the next one of every record: so they arrive in life.
  for (let document = 0; document < MOST_DOCUMENTS; document += 1) {
    for (const record of ownRecords(document + 1)) {
      if (documentsOf(record) <= document) continue;
      const patient = patientOf(population, record);
      const wrapped = keys.get(record) ?? new Uint8Array();
      const key = await keyring.unwrap(patient.recordId, { kekVersion, wrapped });
      const made = maker.make(patient, record, document);
      const body = document >= oldestWithContent && withContent.has(record) ? bodyOf(made.template) : undefined;
      putDocument(put, key, made, render(made.entry, made.template), body);
      written += 1;
      if (!isFull()) continue;
      await writeFull();
      parentPort?.postMessage(written);
    }
  }
  await writeAll();
  parentPort?.postMessage(written);
};

const client = new pg.Client({ connectionString: task.databaseUrl });
await client.connect();
try {
  await client.query('set synchronous_commit = off');
  const open = openTables(client);
  const maker = documentMaker(population, task.repositoryUniqueId);
  const keys = await fillPatients(open, maker);
  await fillDocuments(open, maker, keys);
} finally {
  await client.end();
}
