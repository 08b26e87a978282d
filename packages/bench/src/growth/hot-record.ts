// SPDX-License-Identifier: Apache-2.0
import { resolve } from 'node:path';
import { keyFiles, openInstallation } from '@dossier/server/src/platform/installation.ts';
import { createLocalKeyring, type WrappedKey } from '@dossier/server/src/store/keys/index.ts';
import type { Pool } from 'pg';
import { copyInto, RowBuffer } from './copy.ts';
import { documentMaker } from './documents.ts';
import { hotOperation } from './hot-workload.ts';
import { fillInto, removeInstallation, withDatabase } from './installations.ts';
import { type Cost, withServer } from './measure.ts';
import type { GrowthWork } from './options.ts';
import { type Plan, plansOf } from './plans.ts';
import { checkSize, documentsOf, type Patient, type Population, patientOf } from './population.ts';
import { templateRenderer } from './rendering.ts';
import { putDocument, type TableName, tables } from './rows.ts';

export interface MeasuredHotRecord {
  readonly documents: number;
  readonly readers: number;
  readonly page: Cost;
  readonly search: Cost;
  readonly plans: readonly Plan[];
}

const READERS = 200;
const RECORD = 0;
/** Of other records, so that the tables are no smaller than their indexes are good for. */
const OTHER_DOCUMENTS = 10_000;

const wrappedKeyOf = async (pool: Pool, { recordId }: Patient): Promise<WrappedKey> => {
  const { rows } = await pool.query<{ kek_version: number; wrapped: Buffer }>(
    'select kek_version, wrapped from record.record_key where record_id = $1',
    [recordId],
  );
  const [row] = rows;
  if (!row) throw new Error('The record has no key.');
  return { kekVersion: row.kek_version, wrapped: row.wrapped };
};

/** Gives a record of the population so many documents. */
const fillRecord = async (home: string, population: Population, documents: number): Promise<void> => {
  const { repositoryUniqueId } = await openInstallation(home, 'demo');
  const keyring = await createLocalKeyring({ path: keyFiles(home).records });
  const patient = patientOf(population, RECORD);
  const maker = documentMaker(population, repositoryUniqueId);
  const render = templateRenderer();
  await withDatabase(home, async (pool) => {
    const key = await keyring.unwrap(patient.recordId, await wrappedKeyOf(pool, patient));
    const buffers = new Map<TableName, RowBuffer>();
    for (let document = documentsOf(RECORD); document < documents; document += 1) {
      const made = maker.make(patient, RECORD, document, documents);
      putDocument(
        (name, values) => {
          const buffer = buffers.get(name) ?? new RowBuffer();
          buffers.set(name, buffer);
          buffer.row(tables[name].columns, values);
        },
        key,
        made,
        render(made.entry, made.template),
      );
    }
    const client = await pool.connect();
    try {
      for (const [name, buffer] of buffers)
        await copyInto(client, tables[name].name, tables[name].columns, buffer.take());
    } finally {
      client.release();
    }
    await pool.query('vacuum (analyze)');
  });
};

/** Many readers at once in the record of one patient with very many documents. */
export const measureHotRecord = async (options: GrowthWork): Promise<MeasuredHotRecord> => {
  const { hotDocuments, onProgress } = options;
  const home = resolve(options.folder, 'hot');
  const others = Math.min(OTHER_DOCUMENTS, checkSize(Math.ceil(hotDocuments / 100) * 100));
  await removeInstallation(home);
  const population = await fillInto(home, others, () => undefined);
  await fillRecord(home, population, hotDocuments);
  onProgress(`one record with ${hotDocuments} documents`);
  const { ins } = patientOf(population, RECORD);
  const costs = await withServer(home, options, async ({ measure }) => ({
    page: await measure({ hot: 'page', ins }, READERS),
    search: await measure({ hot: 'search', ins }, READERS),
  }));
  const plans = await plansOf(home, async (ask) => {
    for (const hot of ['page', 'search'] as const) await hotOperation({ hot, ins }, ask)();
  });
  if (!options.keep) await removeInstallation(home);
  return { documents: hotDocuments, readers: READERS, ...costs, plans };
};
