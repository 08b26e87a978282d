// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Actor, partyKey } from '@dossier/core/actors';
import { instantOf } from '@dossier/core/time';
import { createLocalKeyring } from '@dossier/server/src/store/keys/index.ts';
import type { Pool } from 'pg';
import type { FillTask } from './fill-worker.ts';
import { dropIndexes, makeIndexes } from './indexes.ts';
import { checkSize, INS_OID, type Population, patientOf } from './population.ts';
import { type AuthorisedDoctor, tables } from './rows.ts';

export interface FillOptions {
  readonly pool: Pool;
  readonly databaseUrl: string;
  /** Key file of the installation; made when it is not there. */
  readonly keys: string;
  readonly repositoryUniqueId: string;
  /** Number of documents, in tens of records. */
  readonly documents: number;
  /** Professional whom every patient authorises. */
  readonly doctor: Extract<Actor, { readonly kind: 'professional' }>;
  readonly workers?: number;
  readonly onProgress?: (step: string) => void;
}

/** For the time of the fill only; what a server runs with comes back. */
const SETTINGS: Readonly<Record<string, string>> = {
  maintenance_work_mem: '1GB',
  max_wal_size: '16GB',
  checkpoint_timeout: '30min',
  autovacuum: 'off',
};

const WORKER = new URL('./fill-worker.ts', import.meta.url);
const TELL_EVERY = 500_000;

/** The first number whose people are not there yet. */
const freeNumber = async (pool: Pool, documents: number): Promise<number> => {
  for (let number = 0; ; number += 1) {
    const { ins } = patientOf({ number, documents, until: '' }, 0);
    const { rowCount } = await pool.query('select from identity.ins where oid = $1 and value = $2', [INS_OID, ins]);
    if (rowCount === 0) return number;
  }
};

const runWorker = (task: FillTask, onWritten: (documents: number) => void): Promise<void> =>
  new Promise((done, failed) => {
    const worker = new Worker(WORKER, { workerData: task });
    worker.on('message', onWritten);
    worker.on('error', failed);
    worker.on('exit', (code) => (code === 0 ? done() : failed(new Error(`A worker ended with ${code}.`))));
  });

const doctorOf = (actor: FillOptions['doctor']): AuthorisedDoctor => ({
  holder: partyKey(actor),
  name: actor.name,
  profession: actor.profession,
  specialty: actor.specialty ?? '',
});

const withSettings = async (pool: Pool, work: () => Promise<void>): Promise<void> => {
  for (const [name, value] of Object.entries(SETTINGS)) await pool.query(`alter system set ${name} = '${value}'`);
  await pool.query('select pg_reload_conf()');
  try {
    await work();
  } finally {
    for (const name of Object.keys(SETTINGS)) await pool.query(`alter system reset ${name}`);
    await pool.query('select pg_reload_conf()');
  }
};

/**
 * Fills an installation with people and the metadata of their documents, by COPY and by as many threads as there are
 * cores. What is there already stays. While it runs, the tables have no indexes: nobody else may use them.
 *
 * @returns the population, from which every id can be computed again
 */
export const fill = async (options: FillOptions): Promise<Population> => {
  const { pool, documents, onProgress = () => undefined, workers = availableParallelism() } = options;
  checkSize(documents);
  const population: Population = {
    number: await freeNumber(pool, documents),
    documents,
    until: instantOf(Date.now()),
  };
  // Made once, before several threads ask for it.
  await createLocalKeyring({ path: options.keys });
  const names = Object.values(tables).map(({ name }) => name);
  await withSettings(pool, async () => {
    const indexes = await dropIndexes(pool, names);
    const written = new Array<number>(workers).fill(0);
    let told = 0;
    const tell = (part: number, count: number): void => {
      written[part] = count;
      const all = written.reduce((sum, one) => sum + one, 0);
      if (all - told < TELL_EVERY) return;
      told = all;
      onProgress(`${all} documents written`);
    };
    const { databaseUrl, keys, repositoryUniqueId } = options;
    const doctor = doctorOf(options.doctor);
    const task = { databaseUrl, keys, repositoryUniqueId, population, doctor, parts: workers };
    await Promise.all(written.map((_, part) => runWorker({ ...task, part }, (count) => tell(part, count))));
    onProgress('rows written');
    await makeIndexes(pool, indexes);
    onProgress('indexes made');
    for (const name of names) await pool.query(`vacuum (freeze, analyze) ${name}`);
    await pool.query('checkpoint');
    onProgress('vacuumed and analysed');
  });
  return population;
};
