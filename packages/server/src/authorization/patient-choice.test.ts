// SPDX-License-Identifier: Apache-2.0
import { type Actor, systemActor } from '@dossier/core/actors';
import type { JournalEntry } from '@dossier/core/journal';
import { instantOf } from '@dossier/core/time';
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestHouse, testHouse } from '../../test/harness.ts';
import { type PersonaKey, personas } from '../demo/index.ts';
import {
  type ConsentChange,
  changeConsent,
  foldNames,
  listEmergencyAccesses,
  openRecord,
  readJournal,
} from '../record/index.ts';
import { putClient } from './index.ts';
import type { Identity } from './signed-in.ts';
import { browser, type Landed, testWay } from './test-browser.ts';

const REDIRECT = 'http://127.0.0.1:9/callback';
const SITUATION = 'situation:10:SM26:1990000010';
type Who = 'dominique' | 'adele';
const records: Record<Who, string> = { dominique: '', adele: '' };
let house: TestHouse;
let app: oidc.Configuration;

const doctorOf = (nationalId: string): Identity => ({
  kind: 'professional',
  nationalId,
  name: 'Dr Camille AUBERT',
  situations: [{ profession: '10', specialty: 'SM26', organization: { id: '1990000010', name: 'Cabinet' } }],
});
const treating = doctorOf('899700218896');
const stranger = doctorOf('899700000077');
const blocked = doctorOf('899700000085');
let who: Identity = treating;

const actorOf = (key: PersonaKey): Actor => personas[key].actor;
const insOf = (key: Who): string => personas[key].patient?.ins.value ?? '';

const decide = async (key: Who, change: ConsentChange): Promise<void> => {
  const changed = await changeConsent(actorOf(key), { record: { recordId: records[key] }, change }, house.ports);
  if (!changed.ok) throw new Error(changed.error.code);
};

const begin = (key: Who, kind: 'authorization' | 'block', nationalId: string): Promise<void> =>
  decide(key, {
    do: 'begin',
    kind,
    holder: `ps:${nationalId}`,
    holderName: 'Dr Camille AUBERT',
  });

beforeAll(async () => {
  house = await testHouse({ now: instantOf(Date.now()), ways: [testWay(() => who)] });
  for (const key of ['dominique', 'adele'] as const) {
    const { patient, actor } = personas[key];
    if (!patient || actor.kind !== 'patient') throw new Error(key);
    const { ins, traits } = patient;
    const opened = await openRecord(
      systemActor('test'),
      { ins, traits, personId: actor.personId, identityStatus: 'qualified', regime: 'fr-2010', consentRecorded: true },
      house.ports,
    );
    if (!opened.ok) throw new Error(opened.error.code);
    records[key] = opened.value.recordId;
  }
  await foldNames(house.ports, 100);
  await begin('dominique', 'authorization', '899700218896');
  await begin('dominique', 'block', '899700000085');
  await putClient(house.pool, {
    client_id: 'app',
    client_name: 'Carnet',
    token_endpoint_auth_method: 'none',
    redirect_uris: [REDIRECT],
    grant_types: ['authorization_code', 'refresh_token'],
  });
  const server = new URL(house.url);
  const metadata = { id_token_signed_response_alg: 'ES256' };
  app = await oidc.discovery(server, 'app', metadata, oidc.None(), { execute: [oidc.allowInsecureRequests] });
});
afterAll(() => house.stop());

interface Started {
  readonly choices: Landed;
  readonly post: (page: Landed, fields: Readonly<Record<string, string>>) => Promise<Landed>;
  readonly tokens: (landed: Landed) => ReturnType<typeof oidc.authorizationCodeGrant>;
}

/** As far as the page on which the professional chooses. */
const start = async (scope: string, more = {}): Promise<Started> => {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const expectedState = oidc.randomState();
  const url = oidc.buildAuthorizationUrl(app, {
    redirect_uri: REDIRECT,
    scope,
    state: expectedState,
    aud: house.baseUrl,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...more,
  });
  const { go, post } = browser(house.url);
  const ways = await go(url.href);
  const choices = await go(/href="([^"]+\/test)"/.exec(ways.text)?.[1] ?? '');
  return {
    choices,
    post,
    tokens: ({ url: landed }) => oidc.authorizationCodeGrant(app, new URL(landed), { pkceCodeVerifier, expectedState }),
  };
};

const chosen = (mode: 'normal' | 'break-glass') => ({ answer: 'allow', choice: SITUATION, mode });
const patientsOn = ({ text }: Landed): readonly string[] =>
  [...text.matchAll(/name="patient" value="([^"]+)"/g)].map(([, id = '']) => id);
/** A page without what differs from one request to the next. */
const bare = ({ status, text }: Landed) => [status, text.replace(/name="csrf" value="[^"]+"|\/sign-in\/[^/]+\//g, '')];
const find = (token: string, recordId: string) =>
  fetch(`${house.baseUrl}/DocumentReference?patient=${recordId}&status=current`, {
    headers: { authorization: `Bearer ${token}` },
  });
const traces = async (key: Who, operation: string): Promise<readonly JournalEntry[]> => {
  const query = { limit: 50, operations: [operation] };
  const read = await readJournal(actorOf(key), { record: { recordId: records[key] }, query }, house.ports);
  if (!read.ok) throw new Error(read.error.code);
  return read.value.entries;
};

describe('a professional without a launch', () => {
  it('finds a patient by INS or traits among those whose records they may open', async () => {
    who = treating;
    const { choices, post, tokens } = await start('launch/patient patient/*.rs offline_access');
    const page = await post(choices, chosen('normal'));
    expect(page.text).toContain('Choose the patient');
    const traits = personas.dominique.patient?.traits;
    const named = { family: traits?.birthFamilyName ?? '', birthdate: traits?.birthDate ?? '' };
    expect(patientsOn(await post(page, { ...chosen('normal'), ...named }))).toEqual([records.dominique]);
    const found = await post(page, { ...chosen('normal'), ins: insOf('dominique') });
    expect(patientsOn(found)).toEqual([records.dominique]);
    expect((await traces('dominique', 'record.test-existence'))[0]).toMatchObject({
      outcome: 'success',
      actor: { key: 'ps:899700218896' },
    });
    const answer = await tokens(await post(found, { ...chosen('normal'), patient: records.dominique }));
    expect(answer).toMatchObject({ patient: records.dominique });
    expect((await find(answer.access_token, records.dominique)).status).toBe(200);
    const again = await oidc.refreshTokenGrant(app, answer.refresh_token ?? '');
    expect(again).toMatchObject({ patient: records.dominique });
  });

  it('is told nothing of others: whether there is a record, a block, or nobody', async () => {
    const { choices, post } = await start('launch/patient patient/*.rs');
    const page = await post(choices, chosen('normal'));
    const nobody = bare(await post(page, { ...chosen('normal'), ins: '100000000000000' }));
    expect(nobody[1]).toContain('No record that you may open');
    const { traits } = personas.adele.patient ?? {};
    const byTraits = { family: traits?.birthFamilyName ?? '', given: traits?.birthGivenNames[0] ?? '' };
    expect(bare(await post(page, { ...chosen('normal'), ins: insOf('adele') }))).toEqual(nobody);
    expect(bare(await post(page, { ...chosen('normal'), ...byTraits }))).toEqual(nobody);
    expect((await traces('adele', 'record.test-existence'))[0]).toMatchObject({ actor: { key: 'ps:899700218896' } });
    who = blocked;
    const other = await start('launch/patient patient/*.rs');
    const theirs = await other.post(other.choices, chosen('normal'));
    expect(bare(await other.post(theirs, { ...chosen('normal'), ins: insOf('dominique') }))).toEqual(nobody);
    who = treating;
  });

  it('cannot put a record in the form that was not offered', async () => {
    const { choices, post } = await start('launch/patient patient/*.rs');
    for (const patient of [records.adele, '00000000-0000-4000-8000-000000000000', 'x', '']) {
      const landed = await post(choices, { ...chosen('normal'), patient });
      expect([landed.status, landed.text.includes('No record that you may open')]).toEqual([200, true]);
    }
  });

  it.each([{}, { family: 'x' }, { given: 'Zoé', birthdate: '1990' }])(
    'who says too little (%j) is told so',
    async (said) => {
      const { choices, post } = await start('launch/patient patient/*.rs');
      const page = await post(choices, chosen('normal'));
      expect((await post(page, { ...chosen('normal'), ...said })).text).toContain('Give the INS');
    },
  );
});

describe('break-glass at sign-in', () => {
  const breakIt = async (scope = 'patient/*.rs launch/patient offline_access', reason = 'unconscious, no relative') => {
    const { choices, post, tokens } = await start(scope);
    const page = await post(choices, chosen('break-glass'));
    expect(page.text).toContain('every access is reviewed');
    const confirm = await post(page, { ...chosen('break-glass'), reason, ins: insOf('dominique') });
    expect(patientsOn(confirm)).toEqual([records.dominique]);
    const landed = await post(confirm, { ...chosen('break-glass'), reason, patient: records.dominique });
    return { landed, tokens };
  };

  it('opens one record for a bounded time; the grant says so, and ends with it', async () => {
    who = stranger;
    const { landed, tokens } = await breakIt();
    const answer = await tokens(landed);
    expect(decodeJwt(answer.access_token)).toMatchObject({
      patient: records.dominique,
      dossier_actor: { mode: 'break-glass', reason: 'unconscious, no relative' },
      extensions: { ihe_iua: { purpose_of_use: [{ code: 'BTG' }] } },
    });
    const [opened, ...others] = await traces('dominique', 'emergency.open');
    expect(others).toEqual([]);
    expect(opened).toMatchObject({
      outcome: 'success',
      actor: { key: 'ps:899700000077', mode: 'break-glass', application: 'Carnet' },
      detail: { opened: 'declared' },
    });
    expect((await find(answer.access_token, records.dominique)).status).toBe(200);
    expect((await find(answer.access_token, records.adele)).status).toBe(404);
    expect(await traces('dominique', 'emergency.open')).toHaveLength(1);
    const queue = await listEmergencyAccesses(actorOf('support'), { verdict: 'none', limit: 5 }, house.ports);
    expect(queue.ok && queue.value).toMatchObject([{ recordId: records.dominique, holder: 'ps:899700000077' }]);

    const second = await oidc.refreshTokenGrant(app, answer.refresh_token ?? '');
    house.clock.advance({ minutes: 121 });
    await expect(oidc.refreshTokenGrant(app, second.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    house.clock.set(instantOf(Date.now()));
  });

  it('ends as soon as the patient blocks', async () => {
    who = doctorOf('899700000093');
    const { landed, tokens } = await breakIt('patient/*.rs offline_access', 'coma');
    const answer = await tokens(landed);
    expect((await find(answer.access_token, records.dominique)).status).toBe(200);
    await begin('dominique', 'block', '899700000093');
    expect((await find(answer.access_token, records.dominique)).status).toBe(403);
    await expect(oidc.refreshTokenGrant(app, answer.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('asks for a reason, and for the INS', async () => {
    who = stranger;
    const { choices, post } = await start('user/*.rs');
    const page = await post(choices, chosen('break-glass'));
    const direct = { ...chosen('break-glass'), patient: records.adele };
    expect((await post(choices, { ...direct, reason: ' ' })).text).toContain('Break-glass needs a reason');
    expect((await post(choices, { ...direct, reason: 'a\u202eb' })).text).toContain('Break-glass needs a reason');
    expect((await post(page, { ...chosen('break-glass'), reason: 'x', family: 'Y', given: 'Z' })).text).toContain(
      'Give the INS',
    );
    expect(await traces('adele', 'emergency.open')).toEqual([]);
  });

  it('is refused to who is blocked, and to nobody else’s record, in one answer', async () => {
    who = blocked;
    const { choices, post } = await start('user/*.rs');
    const direct = { ...chosen('break-glass'), reason: 'coma' };
    const refused = await post(choices, { ...direct, patient: records.dominique });
    const nobody = await post(choices, { ...direct, patient: '00000000-0000-4000-8000-000000000000' });
    expect(refused.text).toContain('cannot be opened in this way');
    expect(bare(refused)).toEqual(bare(nobody));
    expect((await traces('dominique', 'emergency.open'))[0]).toMatchObject({
      outcome: 'refused',
      actor: { key: 'ps:899700000085' },
    });
  });

  it('goes on the patient of a launch', async () => {
    who = doctorOf('899700000101');
    const first = await start('user/*.rs');
    const { access_token } = await first.tokens(await first.post(first.choices, chosen('normal')));
    const made = await fetch(`${house.url}/oauth2/launch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ patient: records.dominique }),
    });
    const { launch } = (await made.json()) as { launch: string };
    const { choices, post, tokens } = await start('launch patient/*.rs', { launch });
    const page = await post(choices, chosen('break-glass'));
    expect(page.text).not.toContain('name="ins"');
    const answer = await tokens(await post(page, { ...chosen('break-glass'), reason: 'bleeding' }));
    expect(decodeJwt(answer.access_token)).toMatchObject({
      patient: records.dominique,
      dossier_actor: { mode: 'break-glass', reason: 'bleeding' },
    });
  });
});
