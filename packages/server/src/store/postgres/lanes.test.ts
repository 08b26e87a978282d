// SPDX-License-Identifier: Apache-2.0
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/harness.ts';
import { createLanes, createPool, type Lanes } from './index.ts';

const APPLICATION = 'dossier lanes test';

let database: TestDatabase;
let lanes: Lanes;
beforeAll(async () => {
  database = await testDatabase({ migrated: false });
});
afterAll(() => database.close());

const lanesWith = async (url: string, statementTimeoutMs = 30_000): Promise<Lanes> => {
  const pool = createPool(url, { statementTimeoutMs });
  await pool.end();
  return createLanes({ ...pool.options, application_name: APPLICATION });
};
beforeEach(async () => {
  lanes = await lanesWith(database.url);
});
afterEach(() => lanes.end());

const pids = async (): Promise<readonly number[]> => {
  const { rows } = await database.pool.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE application_name = $1',
    [APPLICATION],
  );
  return rows.map(({ pid }) => pid);
};

const select = async (expression: string): Promise<unknown> =>
  (await lanes.query<{ value: unknown }>({ text: `SELECT ${expression} AS value` })).rows[0]?.value;

test('statements that are on at the same time get their own answers, over few connections', async () => {
  const numbers = Array.from({ length: 100 }, (_, index) => index);
  expect(await Promise.all(numbers.map((number) => select(`${number}`)))).toEqual(numbers);
  expect(await pids()).toHaveLength(2);
});

test('an error stays with its own statement', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 12 }, (_, index) => select(index % 3 === 0 ? '1 / 0' : `${index}`)),
  );
  for (const [index, outcome] of outcomes.entries()) {
    if (index % 3 === 0) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: '22012' } });
    else expect(outcome).toEqual({ status: 'fulfilled', value: index });
  }
});

test('a connection that breaks fails what is on it, and the next statement connects anew', async () => {
  const running = Array.from({ length: 4 }, () => select('pg_sleep(20)'));
  const settled = Promise.allSettled(running);
  await expect.poll(pids).toHaveLength(2);
  for (const pid of await pids()) await database.pool.query('SELECT pg_terminate_backend($1)', [pid]);
  for (const { status } of await settled) expect(status).toBe('rejected');
  await expect.poll(pids).toHaveLength(0);
  expect(await Promise.all(Array.from({ length: 4 }, () => select('1')))).toEqual([1, 1, 1, 1]);
});

test('the end waits for the statements that are on, and takes none after it', async () => {
  const running = Promise.all(Array.from({ length: 6 }, (_, index) => select(`(SELECT ${index} FROM pg_sleep(0.1))`)));
  const ended = lanes.end();
  await expect(select('7')).rejects.toThrow('Cannot use a lane after it was ended');
  expect(await running).toEqual([0, 1, 2, 3, 4, 5]);
  await ended;
  await expect(select('8')).rejects.toThrow('Cannot use a lane after it was ended');
  await expect.poll(pids).toHaveLength(0);
});

test('nothing is sent behind a statement that is slow while there is another lane', async () => {
  let isSlow = true;
  const slow = select('pg_sleep(2)').finally(() => {
    isSlow = false;
  });
  await pause(150);
  const pids = await Promise.all(Array.from({ length: 6 }, () => select('pg_backend_pid()')));
  expect([new Set(pids).size, isSlow]).toEqual([1, true]);
  await slow;
});

/** A way to the database on which nothing comes through any more when it is cut, and nobody says so. */
const wayTo = async (url: string) => {
  const { hostname, port } = new URL(url);
  const ends: Socket[] = [];
  const server = createServer((socket) => {
    const other = connect(Number(port), hostname);
    ends.push(socket, other);
    socket.pipe(other).pipe(socket);
    for (const end of [socket, other]) end.on('error', () => undefined);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const way = new URL(url);
  way.port = String((server.address() as { port: number }).port);
  return {
    url: way.toString(),
    cut: () => {
      for (const end of ends.splice(0)) end.unpipe();
    },
    close: () => server.close(),
  };
};

test('a database that is gone without a word fails what is on, and the next statement connects anew', async () => {
  const way = await wayTo(database.url);
  await lanes.end();
  lanes = await lanesWith(way.url, 100);
  await Promise.all([select('1'), select('2')]);
  way.cut();
  const settled = await Promise.allSettled(Array.from({ length: 4 }, () => select('1')));
  for (const outcome of settled) {
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringMatching(/^Query read timeout$|^Connection terminated/) },
    });
  }
  expect(await Promise.all([select('1'), select('2')])).toEqual([1, 2]);
  way.close();
});
