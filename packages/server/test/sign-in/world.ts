// SPDX-License-Identifier: Apache-2.0
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Actor, partyKey, systemActor } from '@dossier/core/actors';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import pg from 'pg';
import { vi } from 'vitest';
import { openSigningKeys } from '../../src/authorization/index.ts';
import { demoDirectory, type PersonaKey, personas } from '../../src/demo/index.ts';
import { loadDirectory } from '../../src/directory/index.ts';

import type { Loose } from '../../src/faces/fhir/intake/test-messages.ts';
import { type FhirHouse, fhirHouse, type Reply } from '../../src/faces/fhir/routes/test-house.ts';
import { claimsFromActor } from '../../src/platform/authentication.ts';
import { keyFiles } from '../../src/platform/installation.ts';
import { changeConsent, openRecord } from '../../src/record/index.ts';
import type { TestHouseOptions } from '../harness.ts';
import { parameters, submission, type Targets } from './requests.ts';

export type TokenActor = Exclude<Actor, { readonly kind: 'system' }>;

/** What a token of our own authorization server says; what is not said is good, and full. */
export interface Minted {
  readonly scope?: string;
  readonly patient?: string;
  readonly claims?: JWTPayload;
}

export interface Traced {
  readonly operation: string;
  readonly outcome: string;
  readonly record_id: string;
}

export interface RouteAddress {
  readonly method: string;
  readonly url: string;
}

/** A house with the directory loaded, two records with everything in them that an address can name, and our tokens. */
export interface World extends FhirHouse {
  readonly dominique: Targets;
  readonly lea: Targets;
  readonly adele: { readonly record: string };
  /** Every address that the running server answers, as Fastify knows it. */
  readonly addresses: readonly RouteAddress[];
  /** A token as our authorization server signs it. */
  mint(actor: TokenActor, more?: Minted): Promise<string>;
  /** What a request does in the database, statement by statement. */
  counted(ask: () => Promise<Reply>): Promise<{ readonly reply: Reply; readonly statements: readonly string[] }>;
  /** The entries of the journal that are about what this actor did, all but the first so many, the oldest first. */
  traced(actor: Actor, after: number): Promise<readonly Traced[]>;
}

export const FULL = 'patient/*.cruds user/*.cruds system/*.cruds';

/** Addresses of nothing, of the same form. */
export const nowhere = (targets: Targets): Targets => ({
  record: '00000000-0000-4000-8000-000000000001',
  ins: 'urn:oid:1.2.250.1.213.1.4.10|269054958815780',
  document: '00000000-0000-4000-8000-000000000002',
  content: '00000000-0000-4000-8000-000000000003',
  list: targets.list.replaceAll(/[0-9a-f]/g, '0'),
  consent: targets.consent.replaceAll(/[0-9a-f]/g, '0'),
  audit: targets.audit.replaceAll(/[0-9a-f]/g, '0'),
  communication: targets.communication.replaceAll(/[0-9a-f]/g, '0'),
  invitation: '00000000-0000-4000-8000-000000000004',
});

const normal = { authentication: 'direct', mode: { kind: 'normal' } } as const;

/** A neighbour whom Dominique invited once, and who has left again. */
export const neighbour = {
  kind: 'carer',
  personId: 'cccccccc-0000-4000-8000-000000000001',
  name: 'Claude VOISIN',
  ...normal,
} as const;

const insOf = (key: PersonaKey): string => {
  const ins = personas[key].patient?.ins;
  return `urn:oid:${ins?.oid}|${ins?.value}`;
};

const openFor = async (key: 'lea' | 'adele', { ports }: FhirHouse['house']): Promise<string> => {
  const { actor, patient } = personas[key];
  if (!patient || actor.kind !== 'patient') throw new Error(key);
  const opened = await openRecord(
    systemActor('test'),
    {
      ins: patient.ins,
      traits: patient.traits,
      identityStatus: 'qualified',
      regime: 'fr-2010',
      personId: actor.personId,
      consentRecorded: true,
    },
    ports,
  );
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value.recordId;
};

const must = async <T>(outcome: Promise<{ readonly ok: true; readonly value: T } | Loose>): Promise<T> => {
  const result = await outcome;
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const named = ({ json, text }: Loose, name: string): string => {
  const value = json?.parameter?.find((one: Loose) => one.name === name)?.valueString;
  if (value === undefined) throw new Error(text);
  return value;
};

const firstId = ({ json, text }: Loose): string => {
  const id = json?.entry?.find((one: Loose) => one.search.mode === 'match')?.resource?.id;
  if (id === undefined) throw new Error(text);
  return id;
};

/** Notes the addresses of every server that is made until it is stopped. */
const listen = () => {
  const addresses: RouteAddress[] = [];
  const asked = new AsyncLocalStorage<string[]>();
  let current: string[] | undefined;
  const onMade = (message: unknown): void => {
    const { fastify } = message as { readonly fastify: FastifyInstance };
    fastify.addHook('onRequest', (_request, _reply, done) => {
      const counting = current;
      if (counting === undefined) done();
      else asked.run(counting, done);
    });
    fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
      for (const one of [method].flat()) addresses.push({ method: one, url });
    });
  };
  subscribe('fastify.initialization', onMade);
  const counted: World['counted'] = async (ask) => {
    const statements: string[] = [];
    const { query } = pg.Client.prototype;
    pg.Client.prototype.query = function (this: pg.Client, ...given: Loose[]) {
      const [first] = given;
      asked.getStore()?.push(typeof first === 'string' ? first : (first?.name ?? first?.text ?? 'other'));
      return Reflect.apply(query, this, given);
    } as typeof query;
    current = statements;
    try {
      const reply = await ask();
      return { reply, statements };
    } finally {
      current = undefined;
      pg.Client.prototype.query = query;
    }
  };
  return { addresses, counted, stop: () => unsubscribe('fastify.initialization', onMade) };
};

export const openWorld = async (options: Pick<TestHouseOptions, 'now' | 'ways'> = {}): Promise<World> => {
  const heard = listen();
  const fhir = await fhirHouse({}, options).finally(heard.stop);
  const { house, ask } = fhir;
  const { pool, clock, ports } = house;
  await loadDirectory(demoDirectory(), { pool, clock, fingerprint: 'demo', whole: false, endLimitPercent: 0 });
  const { privateKeys } = (await openSigningKeys(keyFiles(house.home).authorization, Date.now)).current();
  const [signing] = privateKeys;
  if (signing === undefined) throw new Error('no key');
  const key = await importJWK(signing, 'ES256');

  const mint: World['mint'] = (actor, { scope = FULL, patient, claims = {} } = {}) => {
    const at = Math.floor(Date.parse(clock.now()) / 1000);
    const payload: JWTPayload = {
      iss: house.url,
      aud: house.baseUrl,
      sub: partyKey(actor),
      iat: at,
      exp: at + 300,
      scope,
      ...(patient !== undefined && { patient }),
      ...claimsFromActor(actor),
      ...claims,
    };
    return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: signing.kid ?? '' }).sign(key);
  };

  const targetsOf = async (who: 'dominique' | 'lea', record: string, invitation: string): Promise<Targets> => {
    const ins = insOf(who);
    const of = `patient.identifier=${encodeURIComponent(ins)}`;
    const documents = await ask('gp', `/DocumentReference?${of}`);
    const [document] = (documents.json.entry ?? []).map((one: Loose) => one.resource);
    return {
      record,
      ins,
      document: document.id,
      content: document.content[0].attachment.url.split('/').at(-1),
      list: firstId(await ask('gp', `/List?${of}&code=submissionset`)),
      consent: firstId(await ask(who, `/Consent?${of}`)),
      audit: firstId(await ask(who, `/AuditEvent?${of}`)),
      // The house reads the journal on for its notices a moment later.
      communication: await vi.waitFor(async () => firstId(await ask(who, `/Communication?${of}`)), {
        timeout: 20_000,
        interval: 200,
      }),
      invitation,
    };
  };

  await fhir.share();
  const lea = await openFor('lea', house);
  const adele = await openFor('adele', house);
  const begin = (kind: 'legal-representative' | 'authorization', holder: PersonaKey, by: Actor) =>
    must(
      changeConsent(
        by,
        {
          record: { recordId: lea },
          change: {
            do: 'begin',
            kind,
            holder: partyKey(personas[holder].actor),
            holderName: personas[holder].actor.name,
            ...(kind === 'legal-representative' && { purpose: 'birth-certificate' }),
          },
        },
        ports,
      ),
    );
  await begin('legal-representative', 'parent', systemActor('representation'));
  await begin('authorization', 'gp', personas.lea.actor);
  const shared = await ask('gp', '/', { body: submission(insOf('lea')) });
  if (shared.status !== 200) throw new Error(shared.text);
  const invite = () =>
    ask('dominique', `/Patient/${fhir.recordId}/$invite-carer`, {
      body: parameters({ rights: 'read', purpose: 'test' }),
    });
  const code = named(await invite(), 'code');
  const carer = { authorization: `Bearer ${await mint({ ...neighbour, kind: 'patient' })}` };
  const accepted = await ask(undefined, '/Patient/$accept-invitation', { headers: carer, body: parameters({ code }) });
  if (accepted.status !== 201) throw new Error(accepted.text);

  return {
    ...fhir,
    dominique: await targetsOf('dominique', fhir.recordId, named(await invite(), 'invitation')),
    lea: await targetsOf('lea', lea, '00000000-0000-4000-8000-000000000005'),
    adele: { record: adele },
    addresses: heard.addresses,
    counted: heard.counted,
    mint,
    traced: async (actor, after) => {
      const { rows } = await pool.query<Traced>(
        `SELECT operation, outcome, record_id FROM journal_entry WHERE actor_key = $1 ORDER BY seq OFFSET $2`,
        [partyKey(actor), after],
      );
      return rows;
    },
  };
};
