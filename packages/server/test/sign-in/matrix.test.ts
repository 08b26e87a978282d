// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PersonaKey, personas } from '../../src/demo/index.ts';
import { requests } from './requests.ts';
import { FULL, neighbour, openWorld, type TokenActor, type World } from './world.ts';

/** A scope never widens a decision: scopes × personas × operations, against what each may under a full scope. */
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.house.stop());

const of = (key: PersonaKey): TokenActor => personas[key].actor;
const people: Readonly<Record<string, TokenActor>> = {
  dominique: of('dominique'),
  adele: of('adele'),
  parent: of('parent'),
  carer: neighbour,
  gp: of('gp'),
  cardiologist: of('cardiologist'),
  'occupational-physician': of('occupational-physician'),
  stranger: of('stranger'),
  blocked: of('blocked'),
  secretary: of('secretary'),
  hospital: of('hospital'),
  laboratory: of('laboratory'),
  support: of('support'),
};

/** What each operation needs, as SMART App Launch 2.2 §3.0.2.1 has it; operations on a record are reads of the Patient. */
const needOf = (address: string): string => {
  const [method = '', path = ''] = address.split(' ');
  if (path === '/') return 'DocumentReference.c';
  if (/\$(everything|summary)$/.test(path)) return '*.r';
  // what a document shows, and the words in it, are its content
  if (/\$(render|search-inside)$/.test(path)) return 'Binary.r';
  if (path.endsWith('$trends')) return 'Observation.r';
  const type = /^\/(\w+)/.exec(path)?.[1] ?? '';
  if (path.includes('$')) return `${type}.r`;
  if (method === 'PATCH' || method === 'PUT') return `${type}.u`;
  if (path.endsWith('/_search')) return `${type}.s`;
  if (method === 'POST') return `${type}.c`;
  return `${type}.${path.endsWith('/:id') ? 'r' : 's'}`;
};

/** Whether one of these scopes gives the need; read letter by letter, by nothing of the product. */
const gives = (scope: string, need: string, inContext: boolean): boolean =>
  scope.split(' ').some((one) => {
    const [, context, type, letters = ''] = /^(patient|user|system)\/([*\w]+)\.([cruds]+)$/.exec(one) ?? [];
    const [neededType, letter = ''] = need.split('.');
    if (context === undefined || (context === 'patient' && !inContext)) return false;
    return (type === '*' || type === neededType) && letters.includes(letter);
  });

const scopes = [
  FULL,
  '',
  'openid fhirUser launch/patient offline_access',
  'user/*.rs',
  'user/*.cud',
  'user/*.r',
  'user/DocumentReference.rs',
  'user/DocumentReference.c user/Patient.r',
  'user/Patient.rs user/List.s user/Consent.cu',
  'user/AuditEvent.s user/Communication.r user/Binary.r',
  'system/*.s',
  'patient/*.cruds',
];

/** They change what others see or may: tried only with scopes that do not give them. */
const lasting =
  /^P(ATCH|UT) |^POST \/Consent$|break-glass|leave-delegation|withdraw|invite-carer|accept-invitation|^POST \/(DocumentReference)?$/;

const ask = async (address: string, token: string): Promise<string> => {
  const { path, body, type } = requests[address]?.(world.dominique) ?? { path: '/none' };
  const reply = await world.ask(undefined, path, {
    method: address.split(' ')[0] ?? '',
    headers: { authorization: `Bearer ${token}`, ...(type !== undefined && { 'content-type': type }) },
    ...(body !== undefined && { body }),
  });
  return `${reply.status} ${reply.json?.issue?.[0]?.details?.coding?.[0]?.code ?? ''}`;
};

const refused = '403 scope-insufficient';
const addresses = Object.keys(requests);

describe.each(Object.keys(people))('%s', (name) => {
  const actor = people[name] ?? neighbour;
  const decided = new Map<string, string>();
  beforeAll(async () => {
    const token = await world.mint(actor);
    for (const address of addresses.filter((one) => !lasting.test(one)))
      decided.set(address, await ask(address, token));
  });

  it.each([...scopes, 'patient/*.rs in context'])(
    'with "%s" may what the scope and the gates both allow',
    async (said) => {
      const inContext = said.endsWith(' in context');
      const scope = said.replace(' in context', '');
      const token = await world.mint(actor, { scope, ...(inContext && { patient: world.recordId }) });
      for (const address of addresses) {
        const given = gives(scope, needOf(address), inContext);
        if (given && lasting.test(address)) continue;
        // a list of all one's dossiers is no business of a session for one of them
        if (given && inContext && address.endsWith('$dossiers')) continue;
        expect(`${address} ${await ask(address, token)}`).toBe(`${address} ${given ? decided.get(address) : refused}`);
      }
    },
  );
});

it('tried on people whom the gates tell apart', async () => {
  const answers = new Set<string>();
  for (const actor of Object.values(people)) answers.add(await ask('GET /DocumentReference', await world.mint(actor)));
  expect(answers).toEqual(new Set(['200 ', '403 access-refused']));
});

it('a scope for another patient opens nothing: the session knows its own record only', async () => {
  for (const scope of [FULL, 'user/*.cruds', 'patient/*.cruds']) {
    const token = await world.mint(of('gp'), { scope, patient: world.lea.record });
    expect(await ask('GET /Patient/:id', token)).toBe('404 record-unknown');
    expect(await ask('GET /Binary/:id', token)).toBe('404 document-unknown');
  }
});

it('a scope that is no scope, or has a filter, makes a token that is no good', async () => {
  for (const scope of ['user/*.sr', 'user/DocumentReference.rs?category=a', 'everything', 'user/*.cruds\u0000']) {
    expect(await ask('GET /Patient/:id', await world.mint(of('gp'), { scope }))).toBe('401 token-invalid');
  }
});
