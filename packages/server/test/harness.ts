// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDelay, type Delay, type Instant, instantOf } from '@dossier/core/time';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import type { Pool } from 'pg';
import { inject } from 'vitest';
import { demoTokenKeys, demoTokenTrust, issueToken, makeDemoAuthority, type TokenOptions } from '../src/demo/index.ts';
import type { House, HouseOptions } from '../src/house.ts';
import { readConfig } from '../src/platform/config.ts';
import { createLog } from '../src/platform/log.ts';
import type { Clock, Ports } from '../src/record/index.ts';
import { createPool, migrate, startEmbedded } from '../src/store/postgres/index.ts';

export interface TestDatabase {
  readonly url: string;
  readonly pool: Pool;
  /** Closes the pool and drops the database. */
  close(): Promise<void>;
}

/** Any number: who holds it makes the template, or copies it. */
const TEMPLATE_LOCK = 7_401_533;
const TEMPLATE = 'dossier_template';

const databaseAt = (url: string, name: string): string => {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.toString();
};

const makeTemplate = async (admin: Pool, url: string): Promise<void> => {
  const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1 AND datistemplate', [TEMPLATE]);
  if (rowCount !== 0) return;
  await admin.query(`DROP DATABASE IF EXISTS ${TEMPLATE}`);
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  const pool = createPool(databaseAt(url, TEMPLATE), { max: 2 });
  await migrate(pool).finally(() => pool.end());
  await admin.query(`ALTER DATABASE ${TEMPLATE} IS_TEMPLATE true`);
};

/**
 * A database of its own for a test file, with all migrations applied: a copy of a template in the one cluster of
 * this run, which the first caller starts.
 */
export const testDatabase = async ({ migrated = true } = {}): Promise<TestDatabase> => {
  const home = inject('clusterHome');
  const { url } = await startEmbedded({ home, durable: false });
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = createPool(url, { max: 2 });
  try {
    const client = await admin.connect();
    try {
      await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
      if (migrated) await makeTemplate(admin, url);
      await client.query(`CREATE DATABASE ${name} TEMPLATE ${migrated ? TEMPLATE : 'template0'}`);
    } finally {
      client.release(true);
    }
  } finally {
    await admin.end();
  }
  const own = databaseAt(url, name);
  const pool = createPool(own, { max: 10 });
  return {
    url: own,
    pool,
    close: async () => {
      await pool.end();
      const last = createPool(url, { max: 1 });
      await last.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).finally(() => last.end());
    },
  };
};

/** A clock that runs like any other, from where it is put. */
export interface TestClock extends Clock {
  set(instant: Instant): void;
  advance(delay: Delay): void;
}

const testClock = (start: Instant): TestClock => {
  let offsetMs = Date.parse(start) - Date.now();
  const now = (): Instant => instantOf(Date.now() + offsetMs);
  const set = (instant: Instant): void => {
    offsetMs = Date.parse(instant) - Date.now();
  };
  return { now, set, advance: (delay) => set(addDelay(now(), delay)) };
};

export interface TestHouse {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** `http://127.0.0.1:<port>/fhir` */
  readonly baseUrl: string;
  readonly home: string;
  readonly clock: TestClock;
  readonly ports: Ports;
  readonly pool: Pool;
  readonly house: House;
  /** What was logged, one JSON line each. */
  readonly log: readonly string[];
  /** For a persona as `dossier token` gives it, or for claims as they stand, signed by the demo's key. */
  token(personaOrClaims: string | JWTPayload, options?: TokenOptions): Promise<string>;
  /** Closes the house and drops its database. */
  stop(): Promise<void>;
}

export interface TestHouseOptions {
  /** Default: 23 November 2026, noon. */
  readonly now?: Instant;
  /** More environment variables (docs/configuration.md). */
  readonly env?: Readonly<Record<string, string>>;
  /** The same in TLS on a port of its own (`house.tlsUrl`), with the demo's own authority. */
  readonly tls?: true;
  /** Ways of signing in; default: those of the house. */
  readonly ways?: HouseOptions['ways'];
}

const HOUR_MS = 3_600_000;

const signClaims = async (home: string, claims: JWTPayload, now: Instant): Promise<string> => {
  const { issuer, audience, privateKey } = await demoTokenKeys(home);
  const issuedAt = Math.floor(Date.parse(now) / 1000);
  const payload = { iss: issuer, aud: audience, iat: issuedAt, exp: issuedAt + 3600, ...claims };
  const header = { alg: 'EdDSA', typ: 'at+jwt', kid: privateKey.kid ?? '' };
  return new SignJWT(payload).setProtectedHeader(header).sign(await importJWK(privateKey, 'EdDSA'));
};

/**
 * A running house in the demo environment, empty, on a free port, with a database and a home of its own. What is due
 * is done only when the test calls `performDuties(ports, …)`.
 */
export const testHouse = async (options: TestHouseOptions = {}): Promise<TestHouse> => {
  const home = await mkdtemp(join(tmpdir(), 'dossier-house-'));
  const database = await testDatabase();
  const clock = testClock(options.now ?? '2026-11-23T12:00:00.000Z');
  const log: string[] = [];
  const env = { PORT: '0', DOSSIER_WORKERS: '1', DOSSIER_HOME: home, DATABASE_URL: database.url };
  const config = readConfig({ ...env, ...(await demoTokenTrust(home)), ...options.env }, 'demo');
  // Only who asks for a house loads all of it.
  const { openHouse } = await import('../src/house.ts');
  const house = await openHouse(config, {
    clock,
    log: createLog(config, { write: (line) => void log.push(line) }),
    sealIntervalMs: 50,
    dutyIntervalMs: HOUR_MS,
    // documents are read when the test reads them
    readingIntervalMs: HOUR_MS,
    ...(options.tls && {
      tlsBeside: true,
      prepare: () => makeDemoAuthority(home, config.host, addDelay(clock.now(), { days: -1 })),
    }),
    ...(options.ways && { ways: options.ways }),
  });
  return {
    url: house.url,
    baseUrl: `${house.url}/fhir`,
    home,
    clock,
    ports: house.ports,
    pool: house.pool,
    house,
    log,
    token: (who, more = {}) =>
      typeof who === 'string'
        ? issueToken(home, who, { now: clock.now(), ...more })
        : signClaims(home, who, clock.now()),
    stop: async () => {
      await house.close();
      await database.close();
      await rm(home, { recursive: true, force: true });
    },
  };
};
