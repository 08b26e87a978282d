// SPDX-License-Identifier: Apache-2.0
import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoTokenTrust, issueToken } from '../../src/demo/index.ts';
import { createPool, runningUrl } from '../../src/store/postgres/index.ts';
import { freePort, type Running, runDossier, startDossier } from '../process.ts';
import {
  type Attempt,
  acknowledgedOf,
  attemptOf,
  type Counter,
  expectAllOrNothing,
  inTurns,
  search,
  share,
} from './shares.ts';

/** How often a worker and the database are killed each; `npm run test:kill` asks for 50. */
const KILLS = Number(process.env.KILLS || 3);
/** The server as a whole, which takes longer to start. */
const SERVER_KILLS = Math.ceil(KILLS / 10);
/** Submissions that are on their way around one kill. */
const SHARES = 40;
const AT_ONCE = 12;
const WORKERS = 3;
/**
 * A worker that ends within 10 s of listening counts, and a database within 5 s: too many in a row end the house, as
 * they should. The workers take turns in being killed, and from one kill to the next the house is whole for so long.
 */
const STEADY_MS = KILLS > 3 ? 5_500 : 0;
/** A round with all that is looked at after it takes a few seconds; where others use the machine, more. */
const SUITE_MS = 5 * 60_000 + KILLS * 15_000;

let home = '';
let port = 0;
let server: Running;
const everything: Attempt[] = [];

const environment = () => ({
  DOSSIER_HOME: home,
  PORT: String(port),
  DOSSIER_LOG_LEVEL: 'info',
  DOSSIER_WORKERS: String(WORKERS),
});

const start = async (): Promise<void> => {
  server = startDossier(['demo'], { env: { ...environment(), ...(await demoTokenTrust(home)) } });
  await server.said('Ctrl-C');
};

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-kill-'));
  port = await freePort();
  await start();
});
afterAll(async () => {
  await server.kill('SIGTERM');
  await rm(home, { recursive: true, force: true });
});

const openCounter = async (): Promise<Counter> => ({
  base: `http://127.0.0.1:${port}/fhir`,
  // adele's record is open and empty.
  ins: '277076322082910',
  authorToken: await issueToken(home, 'gp'),
  patientToken: await issueToken(home, 'adele'),
});

const status = (path: string): Promise<number> =>
  fetch(`http://127.0.0.1:${port}${path}`).then(
    (response) => response.status,
    () => 0,
  );

const untilReady = (): Promise<unknown> =>
  Promise.race([
    expect.poll(() => status('/readyz'), { timeout: 60_000 }).toBe(200),
    server.ended.then(({ err }) => Promise.reject(new Error(`The house ended: ${err}`))),
  ]);

/** The workers that listen, the one that does so for longest first. */
const workers = (): readonly number[] => {
  const pids = (pattern: RegExp) => [...server.out().matchAll(pattern)].map(([, pid]) => Number(pid));
  const ended = new Set(pids(/"worker":(\d+)[^\n]*"msg":"a worker ended"/g));
  return pids(/"worker":(\d+),"msg":"a worker listens"/g).filter((pid) => !ended.has(pid));
};

const untilAllListen = (): Promise<void> =>
  expect.poll(() => workers().length, { timeout: 60_000, message: 'workers' }).toBe(WORKERS);

const postmaster = async (): Promise<number> =>
  (JSON.parse(await readFile(join(home, 'postgres.json'), 'utf8')) as { pid: number }).pid;

interface Round {
  /** Submissions acknowledged before the kill, and after it without any being tried again. */
  readonly before: number;
  readonly after: number;
}

/**
 * Shares, kills in the middle of it, waits until the house is whole again, and holds that everything acknowledged is
 * there, that nothing is half there, and that the rest can be shared now.
 */
const round = async (kill: () => Promise<unknown>): Promise<Round> => {
  const counter = await openCounter();
  const attempts = Array.from({ length: SHARES }, attemptOf);
  everything.push(...attempts);
  const killAfter = randomInt(AT_ONCE / 2, SHARES - 2 * AT_ONCE);
  let done = 0;
  let before = 0;
  let killed: Promise<unknown> | undefined;
  const searched = new Set<number>();
  let isSharing = true;
  const searching = (async () => {
    while (isSharing) searched.add(await search(counter));
  })();
  await inTurns(attempts, AT_ONCE, async (attempt) => {
    await share(attempt, counter);
    done += 1;
    if (done !== killAfter) return;
    before = acknowledgedOf(attempts);
    killed = kill();
  });
  isSharing = false;
  await searching;
  await killed;
  // An answer that did not come is one that the kill has taken along.
  for (const { refusal } of attempts) expect([undefined, 0, 503], refusal?.text).toContain(refusal?.status);
  for (const found of searched) expect([200, 0, 503]).toContain(found);
  const after = acknowledgedOf(attempts) - before;
  await untilReady();
  await untilAllListen();
  const wholeMs = performance.now();
  await inTurns(attempts, AT_ONCE, async (attempt) => {
    const there = await expectAllOrNothing(attempt, counter);
    if (there) return;
    await share(attempt, counter);
    expect(attempt.acknowledged, `shared again: ${attempt.refusal?.status} ${attempt.refusal?.text}`).toHaveLength(2);
    expect(await expectAllOrNothing(attempt, counter)).toBe(true);
  });
  await expectTraces(attempts);
  expect(before, 'acknowledged before the kill').toBeGreaterThan(0);
  await pause(Math.max(0, STEADY_MS - (performance.now() - wholeMs)));
  return { before, after };
};

const query = async <T extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly T[]> => {
  const pool = createPool((await runningUrl(home)) ?? '', { max: 1 });
  return pool
    .query<T>(sql, [...values])
    .then(({ rows }) => rows)
    .finally(() => pool.end());
};

/** Every acknowledged document has the trace of its share in the journal. */
const expectTraces = async (attempts: readonly Attempt[]): Promise<void> => {
  const ids = attempts.flatMap(({ acknowledged = [] }) => acknowledged);
  const missing = await query(
    `SELECT id FROM unnest($1::uuid[]) AS id WHERE NOT EXISTS (
       SELECT FROM record.object_lookup l
       JOIN record.document_entry d ON d.record_id = l.record_id AND d.entry_uuid = id
       JOIN journal_entry e ON e.record_id = d.record_id AND e.document_ids @> ARRAY[d.logical_id]
       WHERE l.key = 'id:' || id::text AND e.operation = 'document.share' AND e.outcome = 'success')`,
    [ids],
  );
  expect(missing, 'acknowledged, but not in the journal').toEqual([]);
};

/** No row of a document is without the others that belong to it, whichever way one looks. */
const HALVES = {
  'documents without a content': `SELECT FROM record.document_entry d WHERE NOT EXISTS (
     SELECT FROM record.content_frame c WHERE c.record_id = d.record_id AND c.logical_id = d.logical_id)`,
  'contents without a document': `SELECT FROM record.content_frame c WHERE NOT EXISTS (
     SELECT FROM record.document_entry d WHERE d.record_id = c.record_id AND d.logical_id = c.logical_id)`,
  'documents that no lookup finds': `SELECT FROM record.document_entry d
     WHERE NOT EXISTS (SELECT FROM record.object_lookup WHERE key = 'uid:' || d.unique_id AND record_id = d.record_id)
       OR NOT EXISTS (SELECT FROM record.object_lookup WHERE key = 'id:' || d.logical_id AND record_id = d.record_id)`,
  'documents in no submission set': `SELECT FROM record.document_entry d WHERE NOT EXISTS (
     SELECT FROM record.membership m JOIN record.submission_set s ON s.record_id = m.record_id AND s.entry_uuid = m.list_uuid
     WHERE m.record_id = d.record_id AND m.member = d.logical_id)`,
  'members that are nothing': `SELECT FROM record.membership m WHERE NOT EXISTS (
     SELECT FROM record.document_entry d WHERE d.record_id = m.record_id AND d.logical_id = m.member)
     AND NOT EXISTS (SELECT FROM record.folder f WHERE f.record_id = m.record_id AND f.entry_uuid = m.member)`,
  'submission sets without a document': `SELECT FROM record.submission_set s WHERE NOT EXISTS (
     SELECT FROM record.membership m WHERE m.record_id = s.record_id AND m.list_uuid = s.entry_uuid)`,
  'documents without a trace': `SELECT FROM record.document_entry d WHERE d.version = 1 AND NOT EXISTS (
     SELECT FROM journal_entry e WHERE e.record_id = d.record_id AND e.operation = 'document.share'
       AND e.outcome = 'success' AND e.document_ids @> ARRAY[d.logical_id])`,
  'shares with two traces': `SELECT FROM journal_entry e, unnest(e.document_ids) AS id
     WHERE e.operation = 'document.share' AND e.outcome = 'success' GROUP BY e.record_id, id HAVING count(*) > 1`,
  'traces without their document': `SELECT FROM journal_entry e, unnest(e.document_ids) AS id
     WHERE e.operation = 'document.share' AND e.outcome = 'success' AND NOT EXISTS (
       SELECT FROM record.document_entry d WHERE d.record_id = e.record_id AND d.logical_id = id)`,
};

describe(`kill -9 under load (${KILLS} each)`, () => {
  it(
    'of a worker: everything acknowledged is there, nothing half, and the other workers go on',
    async ({ signal }) => {
      for (let kill = 0; kill < KILLS; kill++) {
        // Out of time it ends here, and not beside the next test.
        signal.throwIfAborted();
        const { after } = await round(async () => process.kill(workers()[0] ?? 0, 'SIGKILL'));
        expect(after, 'acknowledged after the kill').toBeGreaterThan(0);
      }
      expect(server.out().match(/"signal":"SIGKILL","msg":"a worker ended"/g)).toHaveLength(KILLS);
    },
    SUITE_MS,
  );

  it(
    'of the database: the house starts it again',
    async ({ signal }) => {
      for (let kill = 0; kill < KILLS; kill++) {
        // Out of time it ends here, and not beside the next test.
        signal.throwIfAborted();
        const pid = await postmaster();
        await round(async () => process.kill(pid, 'SIGKILL'));
        expect(await postmaster()).not.toBe(pid);
      }
      expect(server.out().match(/"msg":"the database runs again"/g)).toHaveLength(KILLS);
    },
    SUITE_MS,
  );

  it(
    'of the server, and of the server with its database: the next start has everything',
    async () => {
      for (let kill = 0; kill < SERVER_KILLS; kill++) {
        await round(() => server.kill('SIGKILL').then(start));
        const pid = await postmaster();
        await round(() => {
          process.kill(pid, 'SIGKILL');
          return server.kill('SIGKILL').then(start);
        });
      }
    },
    SUITE_MS,
  );

  it(
    'in the end all of it is there, and the journal verifies',
    async () => {
      const counter = await openCounter();
      await inTurns(everything, AT_ONCE, async (attempt) => {
        expect(await expectAllOrNothing(attempt, counter)).toBe(true);
      });
      await expectTraces(everything);
      for (const [what, sql] of Object.entries(HALVES)) {
        expect(await query(`SELECT count(*) AS halves FROM (${sql}) half`), what).toEqual([{ halves: 0 }]);
      }
      expect(await runDossier(['journal', 'verify'], { env: environment() })).toMatchObject({ code: 0 });
    },
    SUITE_MS,
  );
});
