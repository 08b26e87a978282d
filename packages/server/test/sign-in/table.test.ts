// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personas } from '../../src/demo/index.ts';
import { loadDirectory } from '../../src/directory/index.ts';
import { TRE_A07 } from '../../src/faces/fhir/intake/test-messages.ts';
import type { Reply } from '../../src/faces/fhir/routes/test-house.ts';
import { requests, type Targets } from './requests.ts';
import { elsewhere, type Row, table } from './table.ts';
import { neighbour, nowhere, openWorld, type TokenActor, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.house.stop());

const [gp, adele] = [personas.gp.actor, personas.adele.actor];
const rows = [...table].map(([address, row]) => ({ address, row }));

const send = (address: string, targets: Targets, token: string | undefined): Promise<Reply> => {
  const { path, body, type } = requests[address]?.(targets) ?? { path: '/none' };
  return world.ask(undefined, path, {
    method: address.split(' ')[0] ?? 'GET',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(type !== undefined && { 'content-type': type }),
    },
    ...(body !== undefined && { body }),
  });
};

const codeOf = ({ json }: Reply): string => json?.issue?.[0]?.details?.coding?.[0]?.code ?? json?.code ?? '';
const answerOf = (reply: Reply): string => `${reply.status} ${codeOf(reply)}`;

/** An answer without what tells one request from the next, and with the ids that the caller sent taken out. */
const bare = (reply: Reply, targets: Targets): unknown => {
  const headers = Object.fromEntries([...reply.headers].filter(([name]) => !/^(date|x-request-id)$/.test(name)));
  const sent = [...Object.values(targets), ...Object.values(targets).map(encodeURIComponent)];
  const told = (text: string): string =>
    sent.reduce((left, id) => left.replaceAll(id, '<sent>'), text.replaceAll(/urn%3Aoid[^"&]*/g, '<sent>'));
  return { status: reply.status, headers, lengthBytes: reply.bytes.length, text: told(reply.text) };
};

describe('the table', () => {
  it('has a row for every address of the server', () => {
    const known = new Set(world.addresses.map(({ method, url }) => `${method} ${url}`));
    const fhir = [...table.keys()].map((address) =>
      address
        .replace(/ \/$/, ' ')
        .replace(/ (?:\/|$)/, ' /fhir/')
        .replace(/\/$/, ''),
    );
    const covered = new Set(fhir);
    for (const address of fhir) expect(known.has(address), address).toBe(true);
    const lists = Object.values(elsewhere).flat();
    const without = [...known].filter((address) => {
      const [method = '', url = ''] = address.split(' ');
      if (covered.has(address) || covered.has(address.replace('HEAD', 'GET'))) return false;
      // Every other method at the addresses of the face is 405 before anything is looked at.
      if (url.startsWith('/fhir') && [...covered, 'GET /fhir/metadata'].some((one) => one.endsWith(` ${url}`)))
        return false;
      const asGet = address.replace(/^HEAD/, 'GET');
      return !lists.some((one) => (typeof one === 'string' ? one === asGet : one.test(asGet))) && method !== '';
    });
    expect(without).toEqual([]);
  });

  it('has other methods at its addresses refused whoever asks', async () => {
    const taken = new Set(table.keys());
    for (const path of new Set([...table.keys()].map((address) => address.split(' ')[1] ?? ''))) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        if (taken.has(`${method} ${path}`)) continue;
        const reply = await world.ask(undefined, path.replace(':id', world.recordId), { method });
        expect(answerOf(reply), `${method} ${path}`).toBe('405 method-not-allowed');
      }
    }
  });
});

describe('a token that is no good', () => {
  const past = () => Math.floor(Date.parse(world.house.clock.now()) / 1000) - 3600;
  const bad: Readonly<Record<string, readonly [() => Promise<string | undefined>, string, string]>> = {
    'no token': [async () => undefined, '401 token-missing', 'Bearer realm="dossier"'],
    expired: [
      () => world.mint(gp, { claims: { iat: past(), exp: past() + 300 } }),
      '401 token-expired',
      'invalid_token',
    ],
    'wrong audience': [
      () => world.mint(gp, { claims: { aud: 'https://other.example/fhir' } }),
      '401 token-invalid',
      'invalid_token',
    ],
  };
  const needs = [...table.keys(), ...elsewhere.token];
  const ask = (address: string, token: string | undefined): Promise<Reply> => {
    if (table.has(address)) return send(address, world.dominique, token);
    const [method = '', path = ''] = address.split(' ');
    return world.ask(undefined, `${world.house.url}${path}`, {
      method,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(path === '/oauth2/launch' && {
        body: { patient: world.recordId },
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
      }),
    });
  };

  it.each(Object.keys(bad))('%s is refused everywhere, in the same words, and reaches no record', async (kind) => {
    const [tokenOf, expected, challenge] = bad[kind] ?? [];
    const token = await tokenOf?.();
    const before = (await world.traced(gp, 0)).length;
    for (const address of needs) {
      const reply = await ask(address, token);
      expect(answerOf(reply), address).toBe(expected);
      expect(reply.headers.get('www-authenticate'), address).toContain(table.has(address) ? challenge : 'Bearer');
      if (table.has(address)) {
        expect(bare(reply, world.dominique)).toEqual(
          bare(await send(address, nowhere(world.dominique), token), world.dominique),
        );
      }
    }
    expect(await world.traced(gp, before)).toEqual([]);
  });

  it('with a scope for something else is refused before a record is looked for', async () => {
    const token = await world.mint(gp, { scope: 'openid user/Flag.cruds' });
    const before = (await world.traced(gp, 0)).length;
    for (const address of table.keys()) {
      const reply = await send(address, world.dominique, token);
      expect(answerOf(reply), address).toBe('403 scope-insufficient');
      expect(reply.headers.get('www-authenticate'), address).toContain('insufficient_scope');
      expect(bare(reply, world.dominique)).toEqual(
        bare(await send(address, nowhere(world.dominique), token), world.dominique),
      );
    }
    expect(await world.traced(gp, before)).toEqual([]);
  });

  it('of a session that was revoked is refused everywhere', async () => {
    const token = await world.mint(gp, { claims: { gid: 'a-grant' } });
    expect((await send('GET /Patient/:id', world.dominique, token)).status).toBe(200);
    await world.house.pool.query(
      `insert into authorization_server.revocation (kind, id, revoked_at, forget_at)
       values ('grant', 'a-grant', now(), now() + interval '1 day')`,
    );
    await expect
      .poll(async () => answerOf(await send('GET /Patient/:id', world.dominique, token)), { timeout: 30_000 })
      .toBe('401 token-revoked');
    for (const address of needs) expect(answerOf(await ask(address, token)), address).toBe('401 token-revoked');
  });

  it('of a professional who was struck off is refused everywhere, and taken again once they are back', async () => {
    const token = await world.mint(gp);
    const facts = { familyName: 'AUBERT', givenNames: ['Camille'] };
    const load = (active: boolean) =>
      loadDirectory(
        (async function* () {
          const entry = { kind: 'professional', key: '899700218896', aliases: [], active, facts } as never;
          yield { entries: [entry], place: 'a test' };
        })(),
        {
          pool: world.house.pool,
          clock: world.house.clock,
          fingerprint: `struck ${active}`,
          whole: false,
          endLimitPercent: 0,
        },
      );
    await load(false);
    const read = async () => answerOf(await send('GET /Patient/:id', world.dominique, token));
    await expect.poll(read, { timeout: 30_000 }).toBe('403 professional-not-active');
    const before = (await world.traced(gp, 0)).length;
    for (const address of needs) {
      const reply = await ask(address, token);
      expect(answerOf(reply), address).toBe('403 professional-not-active');
    }
    expect(await world.traced(gp, before)).toEqual([]);
    await load(true);
    await expect.poll(read, { timeout: 30_000 }).toBe('200 ');
  });
});

interface Column {
  readonly who: TokenActor;
  readonly token: () => Promise<string>;
  readonly targets: () => Targets;
  /** Whether this caller may not even know that a record is there. */
  readonly blind: boolean;
}

const columns: Readonly<Record<keyof Row, Column>> = {
  otherPatient: { who: adele, token: () => world.mint(adele), targets: () => world.dominique, blind: true },
  otherContext: {
    who: gp,
    token: () => world.mint(gp, { patient: world.lea.record }),
    targets: () => world.dominique,
    blind: true,
  },
  blocked: {
    who: personas.blocked.actor,
    token: () => world.mint(personas.blocked.actor),
    targets: () => world.dominique,
    blind: false,
  },
  endedDelegation: { who: neighbour, token: () => world.mint(neighbour), targets: () => world.dominique, blind: true },
  adultOvernight: {
    who: personas.parent.actor,
    token: () => world.mint(personas.parent.actor),
    targets: () => world.lea,
    blind: true,
  },
};

const leave = 'POST /Patient/:id/$leave-delegation';

describe('a good token at the gates', () => {
  beforeAll(async () => {
    const reply = await send(leave, world.dominique, await world.mint(neighbour));
    expect(reply.status, reply.text).toBe(204);
  });

  describe.each(Object.keys(columns) as (keyof Row)[])('%s', (name) => {
    const { who, token, targets, blind } = columns[name];
    let noon: ReturnType<World['house']['clock']['now']>;
    beforeAll(async () => {
      noon = world.house.clock.now();
      if (name !== 'adultOvernight') return;
      // Léa comes of age on 17 September 2029, at midnight in Paris.
      world.house.clock.set('2029-09-16T21:59:00.000Z');
      expect((await send('GET /Patient/:id', targets(), await token())).status).toBe(200);
      world.house.clock.set('2029-09-16T22:00:01.000Z');
    });
    afterAll(() => world.house.clock.set(noon));

    it.each(rows)('$address', async ({ address, row }) => {
      const bearer = await token();
      const before = (await world.traced(who, 0)).length;
      const reply = await send(address, targets(), bearer);
      expect(answerOf(reply), reply.text).toBe(row[name]);
      const traces = await world.traced(who, before);
      if (reply.status >= 400 && address !== 'GET /Patient/$dossiers') {
        expect(traces.length).toBeGreaterThan(0);
        // A professional looks through what is theirs, and does not find what is not.
        const looked = name === 'blocked' && /AuditEvent|Communication/.test(address);
        expect(traces.at(-1)?.outcome).toBe(looked ? 'success' : 'refused');
      }
      // What is there is answered as what is not: a professional may know of a record, but of nothing in it.
      const isObject = /^404 (document|object)-unknown$/.test(row[name]);
      if (!blind && !isObject) return;
      const absent = nowhere(targets());
      expect(bare(await send(address, absent, bearer), absent)).toEqual(bare(reply, targets()));
    });
  });

  it('refuses a blocked professional in the words for one who was never authorised', async () => {
    const reads = ['GET /DocumentReference', 'GET /List', 'GET /Consent', 'GET /Patient/:id/$everything'];
    const [blocked, stranger] = [await world.mint(personas.blocked.actor), await world.mint(personas.stranger.actor)];
    for (const address of [...reads, 'GET /DocumentReference/:id', 'GET /Binary/:id']) {
      const one = await send(address, world.dominique, blocked);
      const other = await send(address, world.dominique, stranger);
      expect(bare(one, world.dominique), address).toEqual(bare(other, world.dominique));
    }
  });

  it('hides a document as if it were not there, and one in another record by the same statements', async () => {
    const masked = await world.share((document) => {
      document.securityLabel.push({ coding: [{ system: TRE_A07, code: 'MASQUE_PS' }] });
    });
    const token = await world.mint(personas.cardiologist.actor);
    const hidden = { ...world.dominique, document: masked.entryUuid, content: masked.logicalId };
    const absent = { ...world.dominique, document: randomUUID(), content: randomUUID() };
    const other = await world.mint(adele);
    for (const address of ['GET /DocumentReference/:id', 'GET /Binary/:id', 'PATCH /DocumentReference/:id']) {
      const one = await send(address, hidden, token);
      expect(one.status, address).toBe(404);
      expect(bare(one, hidden), address).toEqual(bare(await send(address, absent, token), absent));
      await send(address, absent, other);
      const there = await world.counted(() => send(address, hidden, other));
      const not = await world.counted(() => send(address, absent, other));
      expect(bare(there.reply, hidden), address).toEqual(bare(not.reply, absent));
      expect(there.statements.length, address).toBeGreaterThan(0);
      expect(there.statements, address).toEqual(not.statements);
    }
    const found = await send('GET /DocumentReference', world.dominique, token);
    expect(found.json.total).toBe(found.json.entry.length);
    expect(found.text).not.toContain(masked.uniqueId);
  });
});
