// SPDX-License-Identifier: Apache-2.0
// Program of the floors: the bare driver of the database, a bare HTTP server, and bare cryptography.
import { runningUrls } from '@dossier/server/src/store/postgres/index.ts';
import { Client } from 'pg';
import { fullSize, readDataset } from '../data/dataset.ts';
import { answerCalls } from '../measure/calls.ts';
import { startBareHttp } from './bare-http.ts';
import { runCrypto } from './crypto.ts';
import { openDatabaseFloor } from './database.ts';
import type { FloorQuestion } from './questions.ts';
import { makeTables } from './tables.ts';

const home = process.argv[2] ?? '';

const openFloors = async () => {
  const dataset = await readDataset(home);
  const databaseUrl = (await runningUrls(home))?.socketUrl;
  if (databaseUrl === undefined) throw new Error(`The database of ${home} does not run.`);
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const tables = await makeTables(client, dataset).finally(() => client.end());
  const sizes = { document: fullSize.documentBytes, heavy: fullSize.heavyBytes, text: tables.textBytes };
  return { database: openDatabaseFloor(databaseUrl, dataset, tables), http: await startBareHttp(), sizes };
};

const opening = openFloors();
opening.catch(() => undefined);

answerCalls<FloorQuestion>(async (question, { onEdge }) => {
  const { database, http, sizes } = await opening;
  switch (question.do) {
    case 'open':
      return { url: http.url };
    case 'database':
      return database.run(question.statements, question.concurrency, { ...question, onEdge });
    case 'crypto':
      return runCrypto(question.work, sizes, question.seconds);
  }
});
