// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoTokenKeys, issueToken } from '@dossier/server/src/demo/index.ts';
import { claimsFromActor } from '@dossier/server/src/platform/authentication.ts';
import { createPool, removeEmbedded, runningUrl } from '@dossier/server/src/store/postgres/index.ts';
import { importJWK, SignJWT } from 'jose';

const DOSSIER = join(import.meta.dirname, '../../../server/bin/dossier.mjs');

/** Whose record documents are shared into. */
export interface Patient {
  /** As in a search: `urn:oid:…|value`. */
  readonly ins: string;
  readonly personId: string;
}

/** A demo in processes of its own, in a home that is thrown away. */
export interface DemoHouse {
  readonly port: number;
  readonly authorToken: string;
  readonly patients: readonly Patient[];
  patientToken(patient: Patient): Promise<string>;
  /** Resident memory in bytes: of the worker that has most, and of all processes that answer or lead. */
  memory(): Promise<{ readonly worker: number; readonly all: number }>;
  /** Exit code of `dossier journal verify`. */
  verifyJournal(): Promise<number | null>;
  stop(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((done) => child.on('close', (code) => done(code)));

const started = (child: ChildProcess): Promise<void> =>
  new Promise((done, failed) => {
    let said = '';
    child.stdout?.on('data', (chunk) => {
      said += chunk;
      if (said.includes('Ctrl-C')) done();
    });
    child.on('close', () => failed(new Error(`The server did not start: ${said}`)));
  });

const query = async <T extends object>(home: string, sql: string): Promise<readonly T[]> => {
  const pool = createPool((await runningUrl(home)) ?? '', { max: 1 });
  return pool
    .query<T>(sql)
    .then(({ rows }) => rows)
    .finally(() => pool.end());
};

const tokenOf = async (home: string, { personId }: Patient): Promise<string> => {
  const { issuer, audience, privateKey } = await demoTokenKeys(home);
  const actor = {
    kind: 'patient',
    personId,
    name: 'Patient',
    authentication: 'direct',
    mode: { kind: 'normal' },
  } as const;
  return new SignJWT({ ...claimsFromActor(actor) })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: privateKey.kid ?? '' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(personId)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('2h')
    .sign(await importJWK(privateKey, 'EdDSA'));
};

/** Resident bytes of a process and of its children (Linux). */
const residentOf = async (pid: number): Promise<readonly number[]> => {
  const own = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''))?.[1];
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')),
  );
  const children = lists.join(' ').split(' ').map(Number).filter(Boolean);
  return [Number(own ?? 0) * 1024, ...(await Promise.all(children.map(residentOf))).flat()];
};

/** Starts a demo with its population and nothing else. */
export const openDemo = async (env: Readonly<Record<string, string>> = {}): Promise<DemoHouse> => {
  const home = await mkdtemp(join(tmpdir(), 'dossier-overload-'));
  const port = await freePort();
  const environment = { PATH: process.env.PATH, DOSSIER_HOME: home, PORT: String(port), ...env };
  const child = spawn(process.execPath, [DOSSIER, 'demo'], { env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
  const end = ended(child);
  await started(child);
  const patients = await query<Patient>(
    home,
    `SELECT 'urn:oid:' || i.oid || '|' || i.value AS ins, r.person_id AS "personId"
     FROM identity.ins i JOIN record.record r USING (record_id) WHERE r.state = 'open'`,
  );
  return {
    port,
    authorToken: await issueToken(home, 'gp'),
    patients,
    patientToken: (patient) => tokenOf(home, patient),
    memory: async () => {
      const [leader = 0, ...workers] = await residentOf(child.pid ?? 0);
      return { worker: Math.max(leader, ...workers), all: [leader, ...workers].reduce((a, b) => a + b) };
    },
    verifyJournal: () =>
      ended(spawn(process.execPath, [DOSSIER, 'journal', 'verify'], { env: environment, stdio: 'ignore' })),
    stop: async () => {
      child.kill('SIGTERM');
      await end;
      await removeEmbedded(home, { force: true });
      await rm(home, { recursive: true, force: true });
    },
  };
};
