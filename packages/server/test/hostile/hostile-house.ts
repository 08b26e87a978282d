// SPDX-License-Identifier: Apache-2.0
import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { systemActor } from '@dossier/core/actors';
import { errors } from '@dossier/core/errors';
import { expect } from 'vitest';
import { type PersonaKey, personas } from '../../src/demo/index.ts';
import type { Loose } from '../../src/faces/fhir/intake/test-messages.ts';
import { type FhirHouse, fhirHouse } from '../../src/faces/fhir/routes/test-house.ts';
import { closeRecord, openRecord } from '../../src/record/index.ts';
import type { TestHouse } from '../harness.ts';

/** One request, with a body that may be anything. */
export interface Attack {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Text or bytes go as they are, anything else as JSON. */
  readonly body?: unknown;
  /** Default: the gp; undefined in `token` sends no Authorization header at all. */
  readonly as?: PersonaKey;
  readonly token?: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: Loose;
}

export interface Expected {
  readonly status: number;
  readonly code: keyof typeof errors;
  /** The place in the message, when it has one. */
  readonly at?: string;
  /** Part of the sentence. */
  readonly says?: string | RegExp;
}

/** What the database holds: number of rows and digest of each table, the journal apart. */
export interface Holdings {
  readonly data: Readonly<Record<string, string>>;
  readonly journalled: number;
}

export interface HostileHouse {
  readonly fhir: FhirHouse;
  readonly house: TestHouse;
  /** INS of an open record, of a closed one, and of one that does not exist. */
  readonly ins: Readonly<Record<'open' | 'closed' | 'none', string>>;
  readonly port: number;
  ask(attack: Attack): Promise<Answer>;
  /** Sends bytes as they are; the answer is all that comes until the other side closes, or `quietMs` of silence. */
  raw(bytes: string | Buffer | readonly (string | Buffer)[], quietMs?: number): Promise<string>;
  /** A connection of one's own. */
  socket(): Promise<Socket>;
  bearer(who?: PersonaKey): Promise<string>;
  holdings(): Promise<Holdings>;
  /**
   * Runs the attack and holds that nothing is left of it: every table as before, `journalled` entries more, no error
   * in the log, and a server that answers the next request.
   */
  leavesNothing<T>(attack: () => Promise<T>, more?: { readonly journalled?: number }): Promise<T>;
  /** Tables in which the text stands in the clear, as text or as bytes. */
  foundIn(text: string): Promise<readonly string[]>;
}

const tablesOf = async ({ pool }: TestHouse): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname IN ('record', 'identity', 'public') ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
};

const holdingsOf = async (house: TestHouse, tables: readonly string[]): Promise<Holdings> => {
  const counted = tables.map(
    (name) => `SELECT '${name}' AS name, count(*)::int AS rows,
      md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) AS digest FROM ${name} t`,
  );
  const { rows } = await house.pool.query<{ name: string; rows: number; digest: string }>(counted.join(' UNION ALL '));
  const isJournal = (name: string): boolean => name.startsWith('public.journal_');
  return {
    data: Object.fromEntries(
      rows.filter(({ name }) => !isJournal(name)).map((table) => [table.name, `${table.rows} ${table.digest}`]),
    ),
    journalled: rows.find(({ name }) => name === 'public.journal_entry')?.rows ?? -1,
  };
};

const parsed = (text: string): Loose => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const bodyOf = (body: unknown): string | Uint8Array =>
  typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);

/** Not fetch: that would mend addresses and refuse headers before they leave. */
const send = (port: number, attack: Attack, token: string | undefined): Promise<Answer> => {
  const { path = '/fhir/', body, method = body === undefined ? 'GET' : 'POST', headers = {} } = attack;
  const bytes = body === undefined ? undefined : bodyOf(body);
  return new Promise((done, fail) => {
    const request = httpRequest(
      {
        port,
        host: '127.0.0.1',
        path,
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(bytes === undefined
            ? {}
            : { 'content-type': 'application/fhir+json', 'content-length': Buffer.byteLength(bytes) }),
          ...(headers as Record<string, string | string[]>),
        },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', fail);
        response.on('end', () => {
          const all = Buffer.concat(parts);
          const text = all.toString();
          const flat = Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, value?.toString()]),
          );
          done({ status: response.statusCode ?? 0, headers: flat, bytes: all, text, json: parsed(text) });
        });
      },
    );
    request.on('error', fail);
    request.end(bytes);
  });
};

const sendRaw = (
  port: number,
  bytes: string | Buffer | readonly (string | Buffer)[],
  quietMs: number,
): Promise<string> =>
  new Promise((done) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => {
      for (const part of typeof bytes === 'string' || Buffer.isBuffer(bytes) ? [bytes] : bytes) socket.write(part);
    });
    socket.setTimeout(quietMs, () => socket.destroy());
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => done(received));
  });

/** A record of this persona, closed again. */
const openAndClose = async (house: TestHouse, persona: PersonaKey): Promise<void> => {
  const { actor, patient } = personas[persona];
  if (!patient || actor.kind !== 'patient') throw new Error(`${persona} is a patient`);
  const { ins, traits } = patient;
  const request = { ins, traits, identityStatus: 'qualified', regime: 'fr-2010', consentRecorded: true } as const;
  const opened = await openRecord(systemActor('test'), { ...request, personId: actor.personId }, house.ports);
  if (!opened.ok) throw new Error(opened.error.code);
  const record = { recordId: opened.value.recordId };
  const closed = await closeRecord(actor, { record, reason: 'test' }, house.ports);
  if (!closed.ok) throw new Error(closed.error.code);
};

const insOf = (persona: PersonaKey): string => {
  const { patient } = personas[persona];
  if (!patient) throw new Error(`${persona} is a patient`);
  return patient.ins.value;
};

/**
 * A house as the tests of the FHIR face have it, with one document in it, a closed record beside the open one, and
 * what it takes to attack it over real connections.
 */
export const hostileHouse = async (env: Readonly<Record<string, string>> = {}): Promise<HostileHouse> => {
  const fhir = await fhirHouse({ DOSSIER_LOG_LEVEL: 'debug', ...env });
  const { house } = fhir;
  await openAndClose(house, 'closed');
  await fhir.share();
  const tables = await tablesOf(house);
  const port = Number(new URL(house.url).port);
  const tokens = new Map<PersonaKey, Promise<string>>();
  const bearer = (who: PersonaKey = 'gp'): Promise<string> => {
    const known = tokens.get(who) ?? house.token(who);
    tokens.set(who, known);
    return known;
  };
  const ask = async (attack: Attack): Promise<Answer> =>
    send(port, attack, 'token' in attack ? attack.token : await bearer(attack.as));
  const holdings = (): Promise<Holdings> => holdingsOf(house, tables);

  const leavesNothing: HostileHouse['leavesNothing'] = async (attack, { journalled = 0 } = {}) => {
    const logged = house.log.length;
    const before = await holdings();
    const result = await attack();
    const after = await holdings();
    expect(after.data).toEqual(before.data);
    expect(after.journalled - before.journalled).toBe(journalled);
    expect(house.log.slice(logged).filter((line) => line.includes('"level":"error"'))).toEqual([]);
    expect((await ask({ path: '/healthz' })).status).toBe(200);
    expect((await ask({ path: '/fhir/metadata' })).status).toBe(200);
    return result;
  };

  const foundIn: HostileHouse['foundIn'] = async (text) => {
    const hex = Buffer.from(text).toString('hex');
    const looked = tables.map(
      (name) =>
        `SELECT '${name}' AS name FROM ${name} t WHERE position($1 in t::text) > 0 OR position($2 in t::text) > 0`,
    );
    const { rows } = await house.pool.query<{ name: string }>(looked.join(' UNION ALL '), [text, hex]);
    return [...new Set(rows.map(({ name }) => name))];
  };

  return {
    fhir,
    house,
    ins: { open: insOf('dominique'), closed: insOf('closed'), none: insOf('adele') },
    port,
    ask,
    raw: (bytes, quietMs = 1_000) => sendRaw(port, bytes, quietMs),
    socket: () =>
      new Promise((done) => {
        const socket = connect(port, '127.0.0.1', () => done(socket));
        socket.on('error', () => undefined);
      }),
    bearer,
    holdings,
    leavesNothing,
    foundIn,
  };
};

/** No path of ours, no stack, no words of the database or of the parser. */
const INNARDS =
  /node_modules|\.ts:\d|\n\s+at |[A-Z]\w*Error\b|SELECT |syntax error at|relation "|pg_|V8|undefined|\[object/;

/** A refusal is an OperationOutcome with a code of the registry, its status, and a sentence that tells no innards. */
export const expectRefusal = (answer: Answer, expected: Expected): void => {
  const [issue] = answer.json?.issue ?? [];
  const code = issue?.details?.coding?.[0]?.code;
  expect({ status: answer.status, code, text: code === expected.code ? '' : answer.text.slice(0, 500) }).toEqual({
    status: expected.status,
    code: expected.code,
    text: '',
  });
  expect(answer.status).toBe(errors[expected.code].httpStatus);
  expect(answer.json.resourceType).toBe('OperationOutcome');
  expect(issue).toMatchObject({ severity: 'error', code: errors[expected.code].issue });
  expect(issue.details.text).toMatch(/^[\s\S]{8,700}\.$/);
  expect(issue.details.text).not.toMatch(INNARDS);
  if (expected.at !== undefined) expect(issue.expression).toEqual([expected.at]);
  if (expected.says !== undefined) expect(issue.details.text).toMatch(expected.says);
};

/** Whatever was sent, there was an answer that a caller can use: never a 5xx, a refusal always in our words. */
export const expectAnswer = (answer: Answer): void => {
  expect(answer.status, answer.text.slice(0, 300)).toBeLessThan(500);
  if (answer.status < 400) return;
  const code = answer.json?.issue?.[0]?.details?.coding?.[0]?.code;
  expect(Object.keys(errors), answer.text.slice(0, 300)).toContain(code);
  expect(answer.json.issue[0].details.text).not.toMatch(/node_modules|\.ts:\d|\n\s+at /);
};
