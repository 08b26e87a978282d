// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { Dataset, KnownPatient } from '../data/dataset.ts';
import { type LoopOptions, runClosedLoop } from '../measure/closed-loop.ts';
import type { Outcome } from '../measure/outcome.ts';
import type { FloorStatement } from '../workloads/index.ts';
import { anyOf } from '../workloads/people.ts';
import { MOST_CONNECTIONS } from './questions.ts';
import type { FloorTables } from './tables.ts';

/** What an operation of the floor is about: its statements all ask for the same patient. */
interface Subject {
  readonly reader: KnownPatient;
  readonly heavy: KnownPatient;
}

type Run = (client: Client, subject: Subject) => Promise<void>;

const expectRows = (found: number | null, expected: number, name: string): void => {
  if (found !== expected) throw new Error(`The floor ${name} found ${found} rows, not ${expected}.`);
};

const contentBy = 'SELECT sealed FROM bench.content WHERE record_id = $1 AND logical_id = $2 ORDER BY frame_no';

/** Each statement by its name, prepared at its first use; what comes back is read and counted, nothing else. */
const statementsOf = (
  { receivers, lastVisit, sinceLastVisit }: Dataset,
  { write }: FloorTables,
): Readonly<Record<FloorStatement, Run>> => ({
  share: async (client) => {
    const values = [...write.values];
    const { recordId } = anyOf(receivers);
    for (const position of write.record) values[position] = recordId;
    for (const positions of write.fresh) {
      const uuid = randomUUID();
      for (const position of positions) values[position] = uuid;
    }
    const { rowCount } = await client.query({ name: 'floor-share', text: write.text, values });
    expectRows(rowCount, 1, 'share');
  },
  find: async (client, { reader }) => {
    const text = 'SELECT logical_id, rendering FROM bench.document WHERE record_id = $1';
    const { rowCount } = await client.query({ name: 'floor-find', text, values: [reader.recordId] });
    expectRows(rowCount, reader.documents.length, 'find');
  },
  since: async (client, { reader }) => {
    const text = 'SELECT logical_id, rendering FROM bench.document WHERE record_id = $1 AND updated_at >= $2';
    const { rowCount } = await client.query({ name: 'floor-since', text, values: [reader.recordId, lastVisit] });
    expectRows(rowCount, sinceLastVisit, 'since');
  },
  person: async (client, { reader }) => {
    const text = 'SELECT record_id, traits FROM bench.person WHERE value = $1';
    const { rowCount } = await client.query({ name: 'floor-person', text, values: [reader.ins.value] });
    expectRows(rowCount, 1, 'person');
  },
  content: async (client, { reader }) => {
    const values = [reader.recordId, anyOf(reader.documents).logicalId];
    const { rowCount } = await client.query({ name: 'floor-content', text: contentBy, values });
    expectRows(rowCount, 1, 'content');
  },
  'heavy-content': async (client, { heavy }) => {
    const values = [heavy.recordId, anyOf(heavy.documents).logicalId];
    const { rowCount } = await client.query({ name: 'floor-content', text: contentBy, values });
    if ((rowCount ?? 0) === 0) throw new Error('The floor heavy-content found nothing.');
  },
});

/** Connections that stay open between rounds, as those of a server do. */
export interface DatabaseFloor {
  run(statements: readonly FloorStatement[], concurrency: number, options: LoopOptions): Promise<Outcome>;
  close(): Promise<void>;
}

export const openDatabaseFloor = (url: string, dataset: Dataset, tables: FloorTables): DatabaseFloor => {
  const byName = statementsOf(dataset, tables);
  const clients: Client[] = [];
  return {
    run: async (statements, concurrency, options) => {
      const wanted = Math.min(concurrency, MOST_CONNECTIONS);
      while (clients.length < wanted) {
        const client = new Client({ connectionString: url });
        await client.connect();
        clients.push(client);
      }
      const operations = clients.slice(0, wanted).map((client) => async () => {
        const subject = { reader: anyOf(dataset.readers), heavy: anyOf(dataset.heavy) };
        for (const name of statements) await byName[name](client, subject);
      });
      return runClosedLoop(operations, options);
    },
    close: async () => {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
};
