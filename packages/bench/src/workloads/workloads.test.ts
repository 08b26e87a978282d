// SPDX-License-Identifier: Apache-2.0
import { claimsFromActor } from '@dossier/server/src/platform/authentication.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestHouse, testHouse } from '../../../server/test/harness.ts';
import { type Dataset, type DatasetSize, fullSize } from '../data/dataset.ts';
import { fill } from '../data/fill.ts';
import { doctorOf } from '../data/people.ts';
import type { Answer } from '../load/answer-reader.ts';
import { type Connection, openConnection } from '../load/connection.ts';
import { converse } from '../load/converse.ts';
import { Refused } from '../measure/outcome.ts';
import { workloadNamed, workloads } from './index.ts';
import { WrongAnswer } from './workload.ts';

const size: DatasetSize = { ...fullSize, patients: 2, documents: 4, doctors: 6, heavy: 1, heavyBytes: 600_000 };

let house: TestHouse;
let dataset: Dataset;
let connection: Connection;

beforeAll(async () => {
  house = await testHouse();
  const tokens = await Promise.all(
    Array.from({ length: size.doctors }, (_, index) =>
      house.token({ sub: `doctor-${index}`, ...claimsFromActor(doctorOf(index)) }),
    ),
  );
  dataset = { ...(await fill(house.ports, size)), tokens };
  connection = openConnection(house.url);
});

afterAll(async () => {
  connection.close();
  await house.stop();
});

let clients = 0;

const client = (name: string) => {
  clients += 1;
  return workloadNamed(name).client({ dataset, root: `1.2.250.1.999.44.${clients}` });
};

/** Operations in the journal since it had so many entries. */
const operationsSince = async (count: number): Promise<readonly string[]> => {
  const { rows } = await house.pool.query<{ operation: string }>(
    'SELECT operation FROM journal_entry WHERE outcome = $2 ORDER BY seq OFFSET $1',
    [count, 'success'],
  );
  return rows.map(({ operation }) => operation);
};

describe('each workload asks what it says, takes the answer for right, and leaves its traces', () => {
  test.each([
    ['share', ['document.share', 'document.retrieve']],
    ['share-simplified', ['document.share', 'document.retrieve']],
    ['find', ['document.find']],
    ['what-changed', ['document.find']],
    ['retrieve', ['document.retrieve']],
    ['retrieve-2mb', ['document.retrieve']],
    ['share-xds', ['document.share']],
    ['find-xds', ['document.find']],
    ['retrieve-xds', ['document.find', 'document.retrieve']],
    ['open-and-look', ['record.test-existence', 'document.find', 'document.retrieve', 'document.retrieve']],
  ])('%s', async (name, traces) => {
    const before = (await operationsSince(0)).length;
    const asking = client(name);
    await converse(asking.operation(), connection);
    for (const check of asking.afterwards?.() ?? []) await converse(check, connection);
    expect(await operationsSince(before)).toEqual(traces);
  });

  test('no workload is left out', () => {
    expect(workloads.map(({ name }) => name)).toHaveLength(10);
  });
});

describe('an answer that is not right is told from one that is', () => {
  const answering = (change: (answer: Answer) => Partial<Answer>): Connection => ({
    ...connection,
    ask: async (ask) => {
      const answer = await connection.ask(ask);
      return { ...answer, ...change(answer) };
    },
  });
  const edited = (from: string | RegExp, to: string) =>
    answering(({ body }) => ({ body: Buffer.from(body.toString('latin1').replace(from, to), 'latin1') }));

  test.each([
    ['find', 'another total', () => edited('"total":4,', '"total":3,')],
    ['find', 'a document less', () => answering(({ body }) => ({ body: body.subarray(0, body.length / 3) }))],
    ['retrieve', 'a byte changed', () => edited('Examen', 'Exanen')],
    ['retrieve', 'a byte less', () => answering(({ body }) => ({ body: body.subarray(1) }))],
    ['retrieve', 'another status', () => answering(() => ({ status: 500 }))],
    ['share', 'nothing created', () => edited('201 Created', '200 OK')],
    ['share-simplified', 'another status', () => answering(() => ({ status: 200 }))],
    ['share-xds', 'no success', () => edited('ResponseStatusType:Success', 'ResponseStatusType:Failure')],
    ['find-xds', 'a document less', () => edited('<rim:ExtrinsicObject ', '<rim:Other ')],
    ['retrieve-xds', 'a byte changed', () => edited('Examen', 'Exanen')],
    ['open-and-look', 'no patient', () => edited('"total":1,', '"total":0,')],
  ])('%s: %s', async (name, _, wrongConnection) => {
    await expect(converse(client(name).operation(), wrongConnection())).rejects.toThrow(WrongAnswer);
  });

  test('a refusal that says when to come back is no wrong answer', async () => {
    const busy = answering(() => ({ status: 503, headers: new Map([['retry-after', '1']]) }));
    await expect(converse(client('find').operation(), busy)).rejects.toThrow(Refused);
    const broken = answering(() => ({ status: 503, headers: new Map() }));
    await expect(converse(client('find').operation(), broken)).rejects.toThrow(WrongAnswer);
  });
});
