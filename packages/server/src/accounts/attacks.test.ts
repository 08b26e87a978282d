// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestRecord, PERSON } from '../../test/people.ts';
import { type TestRooms, testRooms } from '../../test/rooms.ts';
import { INS } from '../../test/submissions.ts';
import { findAccount, identifierOf } from './accounts.ts';
import { activate, findPerson, handOutSecret } from './activate.ts';
import { demoCode, ensureDemoAccounts, refuseDemoAccounts } from './demo-accounts.ts';
import { beginChannel, changePassword, confirmChannel, listFactors, removeFactor } from './manage.ts';
import { checkPassword } from './password-rules.ts';
import { createPasswords } from './passwords.ts';
import type { Account, AccountPorts, Origin } from './ports.ts';
import { renewRecoveryCodes } from './recovery-codes.ts';
import { knownDevice, readSession, type Session } from './sessions.ts';
import { checkPasswordStep, checkSecondFactor, complete, sendSignInCode } from './sign-in.ts';
import { sourceOf } from './throttle.ts';

let rooms: TestRooms;
let ports: AccountPorts;
let recordId: string;
const sent: { readonly party: string; readonly text: string }[] = [];

const PASSWORD = 'une phrase assez longue';
const person = { personId: PERSON, name: 'Dominique PAT-TROIS' };
const at = (source: string, deviceToken?: string): Origin => ({
  source,
  deviceLabel: 'Firefox · Linux',
  ...(deviceToken !== undefined && { deviceToken }),
});
const give = async (secret: string, password = PASSWORD, source: string = randomUUID()) =>
  activate({ identifier: INS.value, secret, password, interaction: null }, at(source), ports);
const signIn = (password: string, origin: Origin, identifier = INS.value) =>
  checkPasswordStep({ identifier, password, interaction: null }, origin, ports);
const codeOf = (outcome: { readonly ok: boolean; readonly error?: { readonly code: string } }): string =>
  outcome.ok ? 'ok' : (outcome.error?.code ?? '');
const sessionOf = async (token: string): Promise<Session> => {
  const session = await readSession(token, ports);
  if (session === undefined) throw new Error('no session');
  return session;
};
const account = async (): Promise<Account> => {
  const found = await findAccount(rooms.pool, INS.value);
  if (found === undefined) throw new Error('no account');
  return found;
};
/** An account that is activated, with codes by e-mail; answers the device of its owner. */
const activated = async (): Promise<string> => {
  const { secret } = await handOutSecret(person, ports);
  expect(codeOf(await give(secret))).toBe('ok');
  const owner = await account();
  expect(codeOf(await beginChannel(owner, 'enrol-token', 'email', ports))).toBe('ok');
  expect(await confirmChannel(owner, 'enrol-token', lastCode(), ports)).toMatchObject({ ok: true, value: 'email' });
  const step = await complete(owner, { amr: ['pwd', 'otp', 'mfa'], interaction: null }, at(randomUUID()), ports);
  if (!step.ok || step.value.deviceToken === undefined) throw new Error('not signed in');
  return step.value.deviceToken;
};
const lastCode = (): string => /\d{6}/.exec(sent.findLast(({ text }) => /\d{6}/.test(text))?.text ?? '')?.[0] ?? '';
const wrong = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

beforeAll(async () => {
  rooms = await testRooms();
  recordId = await openTestRecord(rooms);
  ports = {
    ...rooms.accounts,
    notices: {
      channelsOf: async () => ['email'],
      sendCode: async (party, _channel, code) => void sent.push({ party, text: code }),
      sendNotice: async (party, kind) => void sent.push({ party, text: kind }),
    },
  };
});
beforeEach(async () => {
  await rooms.pool.query('delete from account.account; delete from account.throttle');
  rooms.clock.advance({ hours: 1 });
});
afterAll(() => rooms.close());

describe('the secret of activation', () => {
  test('is found by the INS, opens once, and is traced in the record', async () => {
    expect(await findPerson(INS.value, ports)).toEqual({ personId: PERSON, name: 'DOMINIQUE PAT-TROIS' });
    const { secret } = await handOutSecret(person, ports);
    expect(codeOf(await give('2222-2222-2222-2222'))).toBe('sign-in-refused');
    expect(codeOf(await give(secret.toLowerCase().replaceAll('-', ' ')))).toBe('ok');
    expect(codeOf(await give(secret))).toBe('sign-in-refused');
    const operations = (await rooms.entries(recordId)).map(({ operation, outcome }) => `${operation} ${outcome}`);
    expect(operations.slice(-4)).toEqual([
      'account.hand-out-secret success',
      'account.activate refused',
      'account.activate success',
      'account.activate refused',
    ]);
  });
  test('of many at the same time one activates', async () => {
    const { secret } = await handOutSecret(person, ports);
    const outcomes = await Promise.all([1, 2, 3, 4].map((n) => give(secret, `${PASSWORD} ${n}`)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });
  test('expires, is void when another is handed out, and cannot be guessed on', async () => {
    const first = await handOutSecret(person, ports);
    const second = await handOutSecret(person, ports);
    expect(codeOf(await give(first.secret))).toBe('sign-in-refused');
    for (let n = 0; n < 5; n++) await give('2222-2222-2222-2222', PASSWORD, '192.0.2.1');
    expect(codeOf(await give(second.secret, PASSWORD, '192.0.2.1'))).toBe('sign-in-throttled');
    rooms.clock.advance({ days: 61 });
    expect(codeOf(await give(second.secret))).toBe('sign-in-refused');
  });
  test('says nothing of the password to who does not hold it, and gives back an account without its former factors', async () => {
    await activated();
    const { secret } = await handOutSecret(person, ports);
    expect(codeOf(await give('2222-2222-2222-2222', 'court'))).toBe('sign-in-refused');
    expect(codeOf(await give(secret, 'court'))).toBe('password-refused');
    expect(codeOf(await give(secret, `${PASSWORD} nouvelle`))).toBe('ok');
    expect(await listFactors((await account()).accountId, ports)).toEqual([]);
    expect(codeOf(await signIn(PASSWORD, at('192.0.2.9')))).toBe('sign-in-refused');
  });
});

describe('guessing', () => {
  test('the answer is the same for nobody, for who is not activated, and for a wrong password', async () => {
    await handOutSecret(person, ports);
    const notActivated = await signIn(PASSWORD, at('192.0.2.1'));
    const nobody = await signIn(PASSWORD, at('192.0.2.1'), '299999999999999');
    await activated();
    expect([notActivated, nobody]).toEqual([await signIn('x', at('192.0.2.2')), await signIn('y', at('192.0.2.2'))]);
    // also when it is enough
    for (let n = 0; n < 5; n++) await signIn('z', at('192.0.2.3'), '299999999999999');
    expect(codeOf(await signIn('z', at('192.0.2.3'), '299999999999999'))).toBe('sign-in-throttled');
  });
  test('strangers cannot lock a known device out, nor one source an unknown device elsewhere', async () => {
    const device = await activated();
    const guesses = Array.from({ length: 30 }, () => signIn('wrong', at('192.0.2.1')));
    expect((await Promise.all(guesses)).filter((outcome) => codeOf(outcome) === 'sign-in-refused')).toHaveLength(5);
    expect(codeOf(await signIn(PASSWORD, at('192.0.2.1')))).toBe('sign-in-throttled');
    expect(codeOf(await signIn(PASSWORD, at('198.51.100.7')))).toBe('ok');
    for (let n = 0; n < 70; n++) await signIn('wrong', at(`203.0.113.${n}`));
    expect(codeOf(await signIn(PASSWORD, at('198.51.100.8')))).toBe('sign-in-throttled');
    expect(codeOf(await signIn(PASSWORD, at('192.0.2.1', device)))).toBe('ok');
    rooms.clock.advance({ hours: 1 });
    expect(codeOf(await signIn(PASSWORD, at('192.0.2.1')))).toBe('ok');
  });
  test('a device of one account is a stranger to another', async () => {
    const device = await activated();
    const mine = (await account()).accountId;
    expect(await knownDevice(mine, at('x', device), ports)).toBeDefined();
    expect(await knownDevice(randomUUID(), at('x', device), ports)).toBeUndefined();
    expect(await knownDevice(undefined, at('x', device), ports)).toBeUndefined();
  });
  test('one source tries one password on many accounts: fifty, and no more', async () => {
    let refused = 0;
    for (let n = 0; n < 60; n++)
      if (codeOf(await signIn('Printemps2026!', at('192.0.2.1'), `nobody${n}@demo.example`)) === 'sign-in-refused')
        refused++;
    expect(refused).toBe(50);
    expect(sourceOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(sourceOf('2001:db8:1:2::1')).toBe(sourceOf('2001:db8:1:2:ffff::9'));
    expect(sourceOf('2001:db8:1:3::1')).not.toBe(sourceOf('2001:db8:1:2::1'));
  });
  test('a code that was sent: five tries for each, and no more by having others sent', async () => {
    await activated();
    const step = await signIn(PASSWORD, at('192.0.2.1'));
    if (!step.ok) throw new Error('refused');
    const token = step.value.sessionToken;
    const session = await sessionOf(token);
    const guess = (code: string, source: string) => checkSecondFactor(session, { token, code }, at(source), ports);
    expect(codeOf(await sendSignInCode(session, token, 'email', ports))).toBe('ok');
    const code = lastCode();
    const tries = await Promise.all(Array.from({ length: 12 }, () => guess(wrong(code), '192.0.2.1')));
    expect(tries.filter((outcome) => codeOf(outcome) === 'sign-in-refused')).toHaveLength(5);
    // another source has tries left, the code has none
    expect(codeOf(await guess(code, '192.0.2.2'))).toBe('sign-in-refused');
    expect(codeOf(await sendSignInCode(session, token, 'sms', ports))).toBe('factor-unknown');
    await sendSignInCode(session, token, 'email', ports);
    const right = await guess(lastCode(), '192.0.2.2');
    expect(codeOf(right)).toBe('ok');
    // replayed: the code is gone, and so is the session
    expect(codeOf(await guess(lastCode(), '192.0.2.3'))).toBe('sign-in-refused');
    expect(await readSession(token, ports)).toBeUndefined();
    const sends = await Promise.all(Array.from({ length: 12 }, () => sendSignInCode(session, token, 'email', ports)));
    expect(sends.filter(({ ok }) => ok).length).toBeLessThan(8);
  });
  test('a code counts in the session that asked for it only', async () => {
    await activated();
    const [one, other] = [await signIn(PASSWORD, at('192.0.2.1')), await signIn(PASSWORD, at('192.0.2.2'))];
    if (!one.ok || !other.ok) throw new Error('refused');
    await sendSignInCode(await sessionOf(one.value.sessionToken), one.value.sessionToken, 'email', ports);
    const token = other.value.sessionToken;
    const stolen = await checkSecondFactor(await sessionOf(token), { token, code: lastCode() }, at('192.0.2.2'), ports);
    expect(codeOf(stolen)).toBe('sign-in-refused');
  });
  test('a recovery code and a step of the app count once, also at the same time', async () => {
    await ensureDemoAccounts([{ key: 'dominique', ...person }], ports);
    const { accountId } = await account();
    const [recovery = ''] = await renewRecoveryCodes(accountId, ports);
    const use = async (code: string) => {
      const step = await checkPasswordStep(
        { identifier: 'Dominique@demo.example ', password: 'demo password of dominique', interaction: null },
        at(randomUUID()),
        ports,
      );
      if (!step.ok) throw new Error(step.error.code);
      const token = step.value.sessionToken;
      return checkSecondFactor(await sessionOf(token), { token, code }, at(randomUUID()), ports);
    };
    const app = demoCode('dominique', rooms.clock.now());
    for (const code of [app, recovery.toLowerCase()]) {
      const outcomes = await Promise.all([use(code), use(code), use(code)]);
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    }
    await expect(refuseDemoAccounts(rooms.pool)).rejects.toThrow('everybody knows');
  });
});

describe('the account', () => {
  test('keeps its last second factor; changing the password asks for it and ends the other sessions', async () => {
    await activated();
    const owner = await account();
    const [factor] = await listFactors(owner.accountId, ports);
    expect(codeOf(await removeFactor(owner, factor?.factorId ?? '', ports))).toBe('factor-last');
    expect(codeOf(await removeFactor(owner, randomUUID(), ports))).toBe('factor-unknown');
    const step = await complete(owner, { amr: ['pwd', 'otp', 'mfa'], interaction: null }, at('192.0.2.5'), ports);
    const other = await signIn(PASSWORD, at('192.0.2.6'));
    if (!step.ok || !other.ok) throw new Error('refused');
    const { sessionId } = await sessionOf(step.value.sessionToken);
    const change = (present: string, next: string) =>
      changePassword(owner, { present, next, sessionId }, at('192.0.2.5'), ports);
    expect(codeOf(await change('wrong', 'encore une autre phrase'))).toBe('sign-in-refused');
    expect(codeOf(await change(PASSWORD, `${INS.value} !`))).toBe('password-refused');
    expect(codeOf(await change(PASSWORD, 'encore une autre phrase'))).toBe('ok');
    expect(await readSession(other.value.sessionToken, ports)).toBeUndefined();
    expect(await readSession(step.value.sessionToken, ports)).toBeDefined();
    expect((await rooms.entries(recordId)).at(-1)).toMatchObject({
      operation: 'account.change-password',
      outcome: 'success',
    });
    expect(sent.at(-1)).toMatchObject({ party: `person:${PERSON}`, text: 'factor-changed' });
  });
  test('of who has no record it stands in the table of security events', async () => {
    await handOutSecret({ personId: 'nobody-with-a-record', name: 'Claire' }, ports);
    const { rows } = await rooms.pool.query('select operation, outcome from account.security_event');
    expect(rows).toEqual([{ operation: 'account.hand-out-secret', outcome: 'success' }]);
  });
});

describe('passwords', () => {
  test.each([
    ['court', false],
    ['MotDePasse123!', false],
    ['p@ssw0rdp@ssw0rd', false],
    ['123456789012', false],
    ['aaaaaaaaaaaa', false],
    ['Azertyuiop2026', false],
    [`dominique1979`, false],
    [`x${'é'.repeat(200)}`, false],
    ['agrafe cheval pile correcte', true],
    ['日本語のながいことばです。', true],
    ['83917265049183', true],
  ])('%s: %s', (password, taken) => {
    const { rules, isCommon } = ports;
    expect(checkPassword(password, { rules, isCommon, known: ['Dominique', '1979-03-28'] }).ok).toBe(taken);
  });
  test('are kept as argon2id, made anew when the cost changes, and equal however they are composed', async () => {
    const cheap = createPasswords({ memoryKib: 64, passes: 1, parallelism: 1 });
    const hash = await cheap.hash('caf\u00e9 du matin');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    expect(await cheap.verify(hash, 'cafe\u0301 du matin')).toEqual({ right: true, outdated: false });
    expect(await ports.passwords.verify(hash, 'caf\u00e9 du matin')).toEqual({ right: true, outdated: true });
    expect(await cheap.verify(null, 'x')).toMatchObject({ right: false });
    await activated();
    const { accountId } = await account();
    const old = await cheap.hash(PASSWORD);
    await rooms.pool.query('update account.account set password_hash = $2 where account_id = $1', [accountId, old]);
    expect(codeOf(await signIn(PASSWORD, at('192.0.2.1')))).toBe('ok');
    expect((await account()).passwordHash).toContain(`m=${ports.rules.hash.memoryKib},`);
  });
  test('identifiers have one spelling', () => {
    expect(identifierOf(' 2 79 03 51 215 189 89 ')).toBe('279035121518989');
    expect(identifierOf('Dominique@Demo.example ')).toBe('dominique@demo.example');
  });
});
