// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '@dossier/core/time';
import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/harness.ts';
import type { SignedIn } from '../authorization/signed-in.ts';
import { demoFederation, personas } from '../demo/index.ts';
import { createPeople } from '../store/index.ts';
import { federationWay, type Provider, readProviders } from './index.ts';
import { testInteraction } from './test-interaction.ts';

let database: TestDatabase;
let home: string;
let app: FastifyInstance;
let url = '';
let now: Instant = '2026-11-23T12:00:00.000Z';
const concluded: SignedIn[] = [];
const logged: unknown[] = [];

const interaction = testInteraction(concluded);

const person = async (key: 'dominique' | 'adele', id = key as string): Promise<void> => {
  const { patient } = personas[key];
  await database.pool.query(`insert into identity.person (person_id, traits, status) values ($1, $2, 'qualified')`, [
    id,
    JSON.stringify(patient?.traits),
  ]);
  await database.pool.query(
    `insert into identity.ins (oid, value, person_id, record_id, valid_from) values ($1, $2, $3, gen_random_uuid(), now())`,
    [patient?.ins.oid, id === key ? patient?.ins.value : '1', id],
  );
};

const options = () => ({
  pool: database.pool,
  clock: { now: () => now },
  bornOn: createPeople(database.pool).bornOn,
  rules: () => ({
    professionsWithSpecialty: ['10'],
    emergency: { breakGlass: { duration: { minutes: 120 } }, emergencyDispatch: { duration: { minutes: 60 } } },
  }),
  baseUrl: () => url,
  log: (event: string, facts: object) => void logged.push({ event, ...facts }),
});

/** A server with the demo's providers and ways to sign in at them; `change` is what a provider is told to be. */
const serve = async (change: (provider: Provider) => Provider = (same) => same): Promise<FastifyInstance> => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const made = fastify({ serverFactory: (handler) => server.on('request', handler) });
  const demo = await demoFederation(home, () => url);
  await demo.register(made);
  for (const provider of demo.providers) await federationWay(change(provider), options()).register(made, interaction);
  await made.ready();
  return made;
};

beforeAll(async () => {
  database = await testDatabase();
  home = await mkdtemp(join(tmpdir(), 'dossier-federation-'));
  app = await serve();
});
afterAll(async () => {
  await app.close();
  app.server.close();
  await database.close();
  await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
  concluded.length = 0;
  logged.length = 0;
  now = '2026-11-23T12:00:00.000Z';
  await database.pool.query('truncate federation.pending, federation.subject, identity.person, identity.ins');
});

const visit = async (address: string, cookie = 'browser=one') => {
  const response = await fetch(new URL(address, url), {
    headers: { cookie, 'accept-language': 'en' },
    redirect: 'manual',
  });
  return { status: response.status, to: response.headers.get('location') ?? '', body: await response.text() };
};

/** Goes as far as the provider's answer: the address to which it sends the browser back. */
const pick = async (provider: string, who: string): Promise<string> => {
  const begun = await visit(`/sign-in/one/${provider}`);
  const page = await visit(begun.to);
  const links = [...page.body.matchAll(/href="([^"]+pick[^"]+)"/g)].map(([, link = '']) =>
    link.replaceAll('&amp;', '&'),
  );
  const link = links.find((one) => new URL(one, url).searchParams.get('person') === who);
  return (await visit(link ?? '')).to;
};
const signIn = async (provider: string, who: string) => {
  const back = await visit(await pick(provider, who));
  return visit(back.to);
};

const UNKNOWN = 'Your identity could not be linked to a record.';

describe('signing in at Pro Santé Connect', () => {
  test('brings a professional with all situations, by a pushed request', async () => {
    const begun = await visit('/sign-in/one/pro-sante-connect');
    expect(new URL(begun.to).searchParams.get('request_uri')).toContain('urn:ietf:params:oauth:request_uri:');
    expect(await signIn('pro-sante-connect', 'gp')).toMatchObject({ status: 200, body: 'signed in' });
    expect(concluded).toEqual([
      {
        who: {
          kind: 'professional',
          nationalId: '899700218896',
          name: 'Camille AUBERT',
          situations: personas.gp.organizations.map(({ id, name, sector }) => ({
            profession: '10',
            specialty: 'SM26',
            organization: { id, name, sector },
          })),
        },
        amr: ['fed', 'mfa', 'hwk'],
        acr: 'eidas1',
        at: now,
      },
    ]);
  });

  test('brings a secretary as staff', async () => {
    await signIn('pro-sante-connect', 'secretary');
    expect(concluded).toMatchObject([
      { who: { kind: 'staff', organization: { id: personas.gp.organizations[0]?.id } } },
    ]);
  });

  test('an answer is taken once, in the browser where it began, in time, and at its own provider', async () => {
    const answer = await pick('pro-sante-connect', 'gp');
    const { to } = await visit(answer);
    expect(to).toMatch(/^\/sign-in\/one\/pro-sante-connect\/callback\?/);
    expect(await visit(to, 'browser=two')).toMatchObject({ status: 400, body: 'another browser' });
    expect(await visit(to.replace('/one/', '/two/'), 'browser=two')).toMatchObject({ status: 400 });
    expect(await visit(answer.replace('pro-sante-connect/callback', 'france-connect/callback'))).toMatchObject({
      status: 400,
    });
    expect(concluded).toHaveLength(0);
    const both = await Promise.all([visit(to), visit(to)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(concluded).toHaveLength(1);
    expect(await visit(answer)).toMatchObject({ status: 400 });

    const late = await pick('pro-sante-connect', 'gp');
    now = '2026-11-23T12:20:00.000Z';
    expect(await visit(late)).toMatchObject({ status: 400 });
  });

  test.each([
    ['another issuer (mix-up)', (answer: URL) => answer.searchParams.set('iss', 'https://elsewhere.example')],
    ['no issuer', (answer: URL) => answer.searchParams.delete('iss')],
    ['a code of somebody else', (answer: URL) => answer.searchParams.set('code', 'x')],
    ['two codes', (answer: URL) => answer.searchParams.append('code', 'x')],
  ])('an answer with %s is refused', async (_, falsify) => {
    const answer = new URL(await pick('pro-sante-connect', 'gp'));
    falsify(answer);
    const { to } = await visit(answer.href);
    expect(await visit(to)).toMatchObject({ status: 403, body: expect.stringContaining('cancelled or refused') });
    expect(concluded).toHaveLength(0);
  });

  test('a code that was got for another sign-in is refused (code injection)', async () => {
    const stolen = new URL(await pick('pro-sante-connect', 'cardiologist')).searchParams.get('code') ?? '';
    const answer = new URL(await pick('pro-sante-connect', 'gp'));
    answer.searchParams.set('code', stolen);
    expect(await visit((await visit(answer.href)).to)).toMatchObject({ status: 403 });
    expect(concluded).toHaveLength(0);
  });

  test('who cancels is told so', async () => {
    expect(await signIn('pro-sante-connect', '')).toMatchObject({
      status: 403,
      body: expect.stringContaining('Choose another way'),
    });
  });

  test('a state that nobody knows, or two of them, lead nowhere', async () => {
    expect(await visit('/sign-in/pro-sante-connect/callback?state=x&code=y')).toMatchObject({ status: 400 });
    expect(await visit('/sign-in/pro-sante-connect/callback')).toMatchObject({ status: 400 });
    expect(await visit('/sign-in/pro-sante-connect/callback?state=x&state=y')).toMatchObject({ status: 400 });
  });
});

describe('signing in at FranceConnect', () => {
  test('brings the one person whom all traits name, with the INS', async () => {
    await person('dominique');
    await person('adele');
    expect(await signIn('france-connect', 'dominique')).toMatchObject({ status: 200 });
    expect(await signIn('france-connect', 'dominique')).toMatchObject({ status: 200 });
    expect(concluded).toHaveLength(2);
    expect(concluded[0]).toEqual({
      who: { kind: 'person', personId: 'dominique', name: 'DOMINIQUE PAT-TROIS', ins: personas.dominique.patient?.ins },
      amr: ['fed', 'mfa'],
      acr: 'eidas2',
      at: now,
    });
  });

  test('says the same of nobody, of two, of a changed identity and of another subject', async () => {
    const pages: string[] = [];
    const refused = async (): Promise<void> => {
      const { status, body } = await signIn('france-connect', 'dominique');
      expect([status, body.includes(UNKNOWN)]).toEqual([403, true]);
      pages.push(body);
    };
    await refused();

    await person('dominique');
    await person('dominique', 'twin');
    await refused();

    await database.pool.query(`delete from identity.person where person_id = 'twin'`);
    await signIn('france-connect', 'dominique');
    expect(concluded).toHaveLength(1);
    // the record is another person's now: the subject was bound to the one before
    await database.pool.query(`update identity.person set person_id = 'somebody-else'`);
    await refused();

    // the person is bound to another subject
    await database.pool.query(`update federation.subject set subject = 'other', person_id = 'somebody-else'`);
    await refused();
    expect(new Set(pages).size).toBe(1);
    expect(concluded).toHaveLength(1);
  });

  test('a provisional identity is no one to sign in as', async () => {
    await person('dominique');
    await database.pool.query(`update identity.person set status = 'provisional'`);
    expect(await signIn('france-connect', 'dominique')).toMatchObject({ status: 403 });
  });
});

describe('a provider that is not what it should be', () => {
  const withProvider = async (change: (provider: Provider) => Provider, work: () => Promise<void>): Promise<void> => {
    const before = url;
    const other = await serve(change);
    try {
      await work();
    } finally {
      await other.close();
      url = before;
    }
  };

  test('gives another level of assurance', () =>
    withProvider(
      (provider) => ({ ...provider, acrValues: ['eidas3'] }),
      async () => {
        expect(await signIn('pro-sante-connect', 'gp')).toMatchObject({
          status: 403,
          body: expect.stringContaining('not accepted here'),
        });
        expect(logged).toContainEqual({
          event: 'an identity of another provider was refused',
          provider: 'pro-sante-connect',
          claim: 'acr',
          why: 'it is not the level that was asked for',
        });
      },
    ));

  test('does not answer', () =>
    withProvider(
      (provider) => ({ ...provider, issuer: 'http://127.0.0.1:9/demo' }),
      async () => {
        expect(await visit('/sign-in/one/pro-sante-connect')).toMatchObject({ status: 502 });
      },
    ));

  test('signs ID tokens with another algorithm', () =>
    withProvider(
      (provider) => ({ ...provider, idTokenAlgorithm: 'RS256' }),
      async () => {
        expect(await signIn('pro-sante-connect', 'gp')).toMatchObject({ status: 403 });
      },
    ));

  test('does not sign UserInfo though it should', () =>
    withProvider(
      (provider) => (provider.id === 'pro-sante-connect' ? { ...provider, signedUserInfo: 'EdDSA' } : provider),
      async () => {
        expect(await signIn('pro-sante-connect', 'gp')).toMatchObject({ status: 403 });
      },
    ));

  test('has another client secret', () =>
    withProvider(
      (provider) => ({ ...provider, authentication: { method: 'client_secret_post', secret: 'guess' } }),
      async () => {
        expect(await visit('/sign-in/one/pro-sante-connect')).toMatchObject({ status: 502 });
        await person('dominique');
        expect(await signIn('france-connect', 'dominique')).toMatchObject({ status: 403 });
      },
    ));
});

describe('the configuration file', () => {
  const one = {
    id: 'psc',
    label: { fr: 'PSC', en: 'PSC' },
    profile: 'pro-sante-connect',
    issuer: 'https://auth.example/realms/x',
    clientId: 'us',
    authentication: { method: 'client_secret_post', secretFile: 'secret' },
    scope: 'openid scope_all',
    acrValues: ['eidas1'],
  };
  const read = async (...providers: readonly unknown[]) => {
    const path = join(home, 'federation.json');
    await writeFile(join(home, 'secret'), 's3cret\n');
    await writeFile(path, JSON.stringify({ providers }));
    return readProviders(path);
  };

  test('is read with its files', async () => {
    expect(await read(one)).toMatchObject([
      { id: 'psc', authentication: { method: 'client_secret_post', secret: 's3cret' }, idTokenAlgorithm: 'RS256' },
    ]);
  });

  test.each([
    [{ ...one, issuer: 'http://auth.example' }, 'providers[0].issuer must be an https address'],
    [{ ...one, profile: 'x' }, 'providers[0].profile must be one of pro-sante-connect, france-connect'],
    [{ ...one, secret: 'x' }, 'providers[0].secret is not known'],
    [{ ...one, id: 'PSC' }, 'providers[0].id is missing or not valid'],
    [{ ...one, scope: 'scope_all' }, 'providers[0].scope is missing or not valid'],
    [{ ...one, acrValues: [] }, 'providers[0].acrValues must be a list of levels of assurance'],
    [{ ...one, label: 'PSC' }, 'providers[0].label is missing'],
    [{ ...one, authentication: { method: 'none' } }, 'providers[0].authentication.method is missing or not valid'],
    [{ ...one, authentication: { method: 'client_secret_post', secretFile: 'gone' } }, 'the file gone cannot be read'],
    [
      { ...one, authentication: { method: 'private_key_jwt', keyFile: 'secret' } },
      'keyFile does not hold a private key',
    ],
    ['x', 'providers[0] is not an object'],
  ])('that is wrong stops the start with a sentence (%#)', async (provider, sentence) => {
    await expect(read(provider)).rejects.toThrow(sentence);
  });

  test('has each id once', async () => {
    await expect(read(one, one)).rejects.toThrow('there are two providers with the id psc');
    await expect(readProviders(join(home, 'nothing.json'))).rejects.toThrow('cannot be read');
  });
});
