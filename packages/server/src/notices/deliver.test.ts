// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { systemActor } from '@dossier/core/actors';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openTestRecord, PERSON, traits } from '../../test/people.ts';
import { type TestRooms, testRooms } from '../../test/rooms.ts';
import { INS } from '../../test/submissions.ts';
import { secretForNotice } from '../accounts/index.ts';
import { openRecord } from '../record/index.ts';
import { createPool } from '../store/postgres/index.ts';
import { mailSender } from './channels/mail.ts';
import { smsSender } from './channels/sms.ts';
import { type Delivering, deliver, type Senders } from './deliver.ts';
import { createNotices, type Notices } from './notices.ts';
import { startNotices } from './start.ts';
import { type TestMail, testMail } from './testing.ts';

const PARTY = `person:${PERSON}`;
const FROM = 'no-reply@dossier.example';

let rooms: TestRooms;
let mail: TestMail;
let gateway: Server;
let messages: { readonly id: string; readonly to: string; readonly text: string; readonly key: unknown }[] = [];
let gatewayStatus = 202;
let senders: Senders;
let notices: Notices;
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  rooms = await testRooms();
  await openTestRecord(rooms);
  mail = await testMail();
  gateway = createServer(async (request, response) => {
    const body = (await json(request)) as { readonly id: string; readonly to: string; readonly text: string };
    const authorized = request.headers.authorization === 'Bearer of-the-gateway';
    if (authorized && gatewayStatus < 300) messages.push({ ...body, key: request.headers['idempotency-key'] });
    response.writeHead(authorized ? gatewayStatus : 401).end();
  });
  await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  await mail.close();
  gateway.closeAllConnections();
  await new Promise((done) => gateway.close(done));
  await rooms.close();
});

beforeEach(async () => {
  await rooms.pool.query('delete from notice.notice; delete from notice.contact');
  await rooms.pool.query('select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))');
  (mail.mails as unknown[]).length = 0;
  (mail.raw as unknown[]).length = 0;
  mail.refuse(undefined);
  messages = [];
  gatewayStatus = 202;
  senders = {
    email: mailSender({ url: `smtp://127.0.0.1:${mail.port}`, from: FROM, requireTls: false }),
    sms: smsSender({ url: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/`, secret: 'of-the-gateway' }),
  };
  notices = createNotices({ pool: rooms.pool, clock: rooms.ports.clock, senders });
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  notices.close();
});

const reach = (more: object = {}): Promise<void> =>
  notices.contacts.put(PARTY, { language: 'fr', email: 'd@patients.example', preferences: {}, ...more });

/** A house's worth of work on notices. */
const work = (ways: Senders = senders): void => {
  const queuePool = createPool(String(rooms.pool.options.connectionString), { max: 2 });
  const started = startNotices({
    pool: rooms.pool,
    queuePool,
    ports: rooms.ports,
    senders: ways,
    url: 'https://dossier.example',
    onSent: () => undefined,
    secretFor: (receiver) => secretForNotice(receiver, rooms.accounts),
    intervalMs: 50,
    onError: () => undefined,
  });
  running.push({ stop: () => started.stop().finally(() => queuePool.end()) });
};

const states = async (): Promise<readonly string[]> => {
  const { rows } = await rooms.pool.query<{ state: string }>(
    `select channel || ' ' || state || coalesce(' ' || why, '') as state from notice.delivery order by 1`,
  );
  return rows.map(({ state }) => state);
};
const settled = (expected: readonly string[]): Promise<void> =>
  vi.waitFor(async () => expect(await states()).toEqual(expected), { timeout: 30_000, interval: 50 });

/** Does not wait for the back-off of the queue. */
const hurry = (): Promise<unknown> =>
  rooms.pool.query(
    'select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs), run_at => now())',
  );

test('a mail has text and HTML, a stable id, and no machine answers it', async () => {
  await reach();
  await notices.notify(PARTY, 'new-device', { device: 'Firefox <b>' });
  work();
  await settled(['email sent']);
  const [sent] = mail.mails;
  expect(sent?.subject).toBe('Connexion depuis un nouvel appareil');
  expect(sent?.text).toContain('Firefox <b>');
  expect(sent?.html).toContain('Firefox &lt;b&gt;');
  expect(sent?.text).toContain('https://dossier.example');
  expect(sent?.headers.get('auto-submitted')).toBe('auto-generated');
  const { rows } = await rooms.pool.query<{ id: string }>('select notice_id as id from notice.notice');
  expect(sent?.messageId).toBe(`<${rows[0]?.id}.email@dossier.example>`);
});

test('two houses send thirty notices once each', async () => {
  await reach({ language: 'en', phone: '+33639980001', preferences: { 'new-device': ['sms', 'email'] } });
  await Promise.all(Array.from({ length: 30 }, () => notices.notify(PARTY, 'new-device', {})));
  work();
  work();
  await settled([...Array(30).fill('email sent'), ...Array(30).fill('sms sent')]);
  expect(new Set(mail.mails.map(({ messageId }) => messageId)).size).toBe(30);
  expect(mail.mails).toHaveLength(30);
  expect(mail.mails[0]?.subject).toBe('Sign-in from a new device');
  expect(new Set(messages.map(({ id }) => id)).size).toBe(30);
  expect(messages).toHaveLength(30);
  expect(messages[0]).toMatchObject({ to: '+33639980001', key: messages[0]?.id });
});

test('a server that is down gets it when it is up again', async () => {
  await reach();
  const { port } = mail;
  await mail.close();
  await notices.notify(PARTY, 'factor-changed', {});
  work();
  await settled(['email waiting unavailable']);
  mail = await testMail(port);
  await vi.waitFor(
    async () => {
      await hurry();
      expect(await states()).toEqual(['email sent']);
    },
    { timeout: 30_000, interval: 200 },
  );
  expect(mail.mails).toHaveLength(1);
});

test('refused for good is failed; refused for now is tried again', async () => {
  await reach();
  mail.refuse(550);
  await notices.notify(PARTY, 'factor-changed', {});
  work();
  await settled(['email failed refused']);
  await rooms.pool.query('delete from notice.notice');
  mail.refuse(451);
  await notices.notify(PARTY, 'factor-changed', {});
  await settled(['email waiting unavailable']);
  expect(mail.mails).toEqual([]);
});

test('who dies after sending and before marking sends again under the same id; the hold keeps others off meanwhile', async () => {
  await reach();
  await notices.notify(PARTY, 'factor-changed', {});
  const { rows } = await rooms.pool.query<{ id: string }>('select notice_id as id from notice.notice');
  const job = { noticeId: rows[0]?.id ?? '', channel: 'email' } as const;
  let mails = 0;
  const dying: Delivering = {
    pool: rooms.pool,
    senders: {
      email: {
        send: async (envelope) => {
          await senders.email?.send(envelope);
          mails += 1;
          throw new Error('killed');
        },
        close: () => undefined,
      },
    },
    url: 'https://dossier.example',
    onSent: () => undefined,
    secretFor: async () => undefined,
  };
  await expect(deliver(dying, job, { isLast: false })).rejects.toThrow('killed');
  await expect(deliver(dying, job, { isLast: false })).rejects.toThrow('somebody else');
  expect(mails).toBe(1);
  await rooms.pool.query(`update notice.delivery set held_until = now() - interval '1 second'`);
  await deliver({ ...dying, senders }, job, { isLast: false });
  await deliver({ ...dying, senders }, job, { isLast: false });
  expect(new Set(mail.mails.map(({ messageId }) => messageId)).size).toBe(1);
  expect(mail.mails).toHaveLength(2);
});

test('jobs of a process that died are free again', async () => {
  await reach();
  await notices.notify(PARTY, 'factor-changed', {});
  await rooms.pool.query(
    `update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now() - interval '3 minutes'`,
  );
  work();
  await settled(['email sent']);
});

test('wishes choose the channel; what must be told is told, what need not is not', async () => {
  await reach({
    phone: '+33639980001',
    preferences: { 'new-device': ['sms'], 'factor-changed': [], 'consent-changed': [] },
  });
  await notices.notify(PARTY, 'new-device', {});
  await notices.notify(PARTY, 'factor-changed', {});
  await notices.notify(PARTY, 'consent-changed', {});
  work();
  await settled(['email sent', 'sms sent']);
  expect(mail.mails[0]?.subject).toBe('Moyen de connexion modifié');
  expect(messages[0]?.text).toContain('nouvel appareil');
});

test('an address that was taken away meanwhile is not written to; without one nothing waits', async () => {
  await reach();
  await notices.notify(PARTY, 'new-device', {});
  await notices.contacts.remove(PARTY);
  await notices.notify(PARTY, 'new-device', {});
  work();
  await settled(['email failed no-address']);
  expect(mail.mails).toEqual([]);
});

test('names end no header and add no receiver', async () => {
  await reach();
  await notices.notify(PARTY, 'new-device', {
    device: 'x\r\n.\r\nRCPT TO:<evil@example.org>\r\nBcc: evil@example.org',
  });
  work();
  await settled(['email sent']);
  expect(mail.mails[0]?.headers.has('bcc')).toBe(false);
  expect(mail.mails).toHaveLength(1);
  for (const address of ['a@example.org, b@example.org', 'a@example.org\r\nBcc: b@example.org', '<a@example.org>', 'x'])
    await expect(reach({ email: address })).rejects.toThrow(TypeError);
  await expect(reach({ phone: '0639980001' })).rejects.toThrow(TypeError);
});

test('a code goes at once, to a proven address or to one that is to be proven, and is kept nowhere', async () => {
  await reach({ phone: '+33639980001' });
  const code = { kind: 'code', purpose: 'sign-in', code: '480123', minutes: 5 } as const;
  expect(await notices.sendNow({ party: PARTY }, code)).toEqual({ ok: true, value: 'email' });
  expect(await notices.sendNow({ party: PARTY, channel: 'sms' }, code)).toEqual({ ok: true, value: 'sms' });
  const fresh = { channel: 'email', address: 'new@patients.example', language: 'en' } as const;
  expect(await notices.sendNow(fresh, { ...code, purpose: 'address' })).toEqual({ ok: true, value: 'email' });
  expect(await notices.sendNow({ party: 'person:nobody' }, code)).toEqual({ ok: false, error: 'no-address' });
  expect(await notices.sendNow({ ...fresh, address: 'a@b\r\nBcc: c@d' }, code)).toEqual({
    ok: false,
    error: 'no-address',
  });
  expect(mail.mails.map(({ to }) => [to].flat()[0]?.text)).toEqual(['d@patients.example', 'new@patients.example']);
  expect(mail.mails[0]?.text).toContain('480123');
  expect(mail.mails[0]?.subject).not.toContain('480123');
  expect(messages[0]?.text).toMatch(/^Code 480123/);
  const { rows } = await rooms.pool.query('select from notice.notice');
  expect(rows).toEqual([]);
  const link = { kind: 'link', purpose: 'activation', url: `https://dossier.example/${randomUUID()}` } as const;
  await notices.sendNow({ party: PARTY }, link);
  expect(mail.mails.at(-1)?.text).toContain(link.url);
});

test('a gateway that refuses, and one that is away', async () => {
  await reach({ phone: '+33639980001' });
  const code = { kind: 'code', purpose: 'sign-in', code: '480123', minutes: 5 } as const;
  for (const [status, error] of [
    [400, 'refused'],
    [429, 'unavailable'],
    [500, 'unavailable'],
    [301, 'unavailable'],
  ] as const) {
    gatewayStatus = status;
    expect(await notices.sendNow({ party: PARTY, channel: 'sms' }, code)).toEqual({ ok: false, error });
  }
});

test('mail can be signed (DKIM, RFC 6376), and plain speech be refused', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const dkim = {
    domain: 'dossier.example',
    selector: 'one',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  const settings = { url: `smtp://127.0.0.1:${mail.port}`, from: FROM };
  const signing = createNotices({
    pool: rooms.pool,
    clock: rooms.ports.clock,
    senders: { email: mailSender({ ...settings, requireTls: false, dkim }) },
  });
  await reach();
  const code = { kind: 'code', purpose: 'sign-in', code: '480123', minutes: 5 } as const;
  expect((await signing.sendNow({ party: PARTY }, code)).ok).toBe(true);
  const [signature] = mail.raw[0]?.replaceAll(/\r\n\s+/g, ' ').split('\r\n') ?? [];
  expect(signature).toMatch(/^DKIM-Signature: v=1; a=rsa-sha256;.* d=dossier\.example;.* s=one;/);
  const strict = mailSender({ ...settings, requireTls: true });
  const strictly = createNotices({ pool: rooms.pool, clock: rooms.ports.clock, senders: { email: strict } });
  expect(await strictly.sendNow({ party: PARTY }, code)).toEqual({ ok: false, error: 'unavailable' });
  signing.close();
  strictly.close();
});

test('the notice that announces a record brings the secret of the account, which is kept nowhere', async () => {
  const other = { oid: INS.oid, value: '277076322082910' };
  const personId = randomUUID();
  await notices.contacts.put(`person:${personId}`, { language: 'fr', email: 'a@patients.example', preferences: {} });
  const opened = await openRecord(
    systemActor('enrolment'),
    { ins: other, traits, identityStatus: 'qualified', personId, consentRecorded: false },
    rooms.ports,
  );
  if (!opened.ok) throw new Error(opened.error.code);
  await rooms.journal.seal();
  mail.refuse(451);
  work();
  await settled(['email waiting unavailable']);
  const handOuts = async () =>
    (await rooms.entries(opened.value.recordId)).filter(({ operation }) => operation === 'account.hand-out-secret');
  expect(await handOuts()).toEqual([]); // nothing went out yet
  mail.refuse(undefined);
  await hurry();
  await settled(['email sent']);
  const [sent] = mail.mails;
  const secret = /(?:[2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}/.exec(sent?.text ?? '')?.[0] ?? '';
  expect(secret).not.toBe('');
  expect(sent?.text).toContain('https://dossier.example/account/activate');
  expect(await handOuts()).toMatchObject([{ actor: { kind: 'system', key: 'system:notices' } }]);
  const kept = await rooms.pool.query('select n::text as row from notice.notice n');
  expect(JSON.stringify([kept.rows, await rooms.entries(opened.value.recordId)])).not.toContain(secret);
  const { rows } = await rooms.pool.query<{ hash: Buffer; accountId: string }>(
    'select secret_hash as hash, account_id as "accountId" from account.activation join account.account using (account_id) where person_id = $1',
    [personId],
  );
  expect(rows[0]?.hash).toEqual(
    rooms.accounts.secrets.mac('activation', `${rows[0]?.accountId}:${secret.replaceAll('-', '')}`),
  );
});
