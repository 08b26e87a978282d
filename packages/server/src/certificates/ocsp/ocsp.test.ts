// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  type Answer,
  answerTo,
  cardOf,
  importKey,
  issue,
  issueRoot,
  type Signer,
  type Wanted,
} from '../../../test/certificates.ts';
import { type CertificateFacts, readFacts } from '../facts.ts';
import type { RevocationState } from '../revocation.ts';
import * as x509 from '../x509.ts';
import { askBeside } from './index.ts';

const at = new Date('2026-11-23T12:00:00Z');
const inMinutes = (count: number): Date => new Date(at.getTime() + count * 60_000);
const inDays = (count: number): Date => inMinutes(count * 1440);

const factsOf = (pem: string): CertificateFacts => {
  const facts = readFacts(new X509Certificate(pem).raw);
  if (!facts.ok) throw new Error(facts.error.code);
  return facts.value;
};

const forOcsp: Wanted = {
  subject: [{ CN: ['responder'] }],
  notBefore: inDays(-2),
  notAfter: inDays(30),
  extensions: [
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.ocspSigning]),
    new x509.Extension('1.3.6.1.5.5.7.48.1.5', false, Uint8Array.from([5, 0])),
  ],
};

let signer: Signer;
let theirs: Signer;
let root: { readonly certificate: string; readonly key: string };
let authority: CertificateFacts;
let card: CertificateFacts;
let other: CertificateFacts;
let good: Answer;

beforeAll(async () => {
  root = await issueRoot([{ CN: ['one'] }], inDays(-9), inDays(99));
  signer = { certificate: new x509.X509Certificate(root.certificate), key: await importKey(root.key) };
  const stranger = await issueRoot([{ CN: ['one'] }], inDays(-9), inDays(99));
  theirs = { certificate: new x509.X509Certificate(stranger.certificate), key: await importKey(stranger.key) };
  authority = factsOf(root.certificate);
  const wanted = cardOf('gp', 'authentication');
  if (!wanted) throw new Error('gp has a card');
  const make = async () =>
    factsOf((await issue(signer, { ...wanted, notBefore: inDays(-2), notAfter: inDays(30) })).certificate);
  card = await make();
  other = await make();
  good = { by: await issue(signer, forOcsp), revoked: new Set(), thisUpdate: at, nextUpdate: inMinutes(10) };
});

let server: Server;
let address: string;
let listener: RequestListener;
let asked: { readonly type: string | undefined; readonly bytes: Buffer }[] = [];
beforeAll(async () => {
  server = createServer((request, response) => listener(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ocsp`;
});
afterEach(() => {
  asked = [];
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

/** What the responder answers to a request. */
const serve = (reply: (request: Buffer) => Uint8Array | number): void => {
  listener = async (request, response) => {
    const bytes = Buffer.concat(await request.toArray());
    asked.push({ type: request.headers['content-type'], bytes });
    const body = reply(bytes);
    if (typeof body === 'number') response.writeHead(body).end();
    else response.writeHead(200, { 'content-type': 'application/ocsp-response' }).end(body);
  };
};

const open = (silence: 'refuse' | 'accept' = 'refuse', listed?: RevocationState, source = address) => {
  const errors: string[] = [];
  const states = askBeside({
    ...{ source, silence, onError: (error: unknown) => errors.push((error as Error).message) },
    ...(listed && { lists: { stateOf: () => listed } }),
  });
  return { errors, ask: (now = at, of = card) => states.stateOf(of, authority, now) };
};

test('the responder says what is good and what was revoked, by a delegate or the authority itself', async () => {
  serve((request) => answerTo(request, good));
  const { ask, errors } = open();
  expect(await ask()).toBe('good');
  expect(asked).toMatchObject([{ type: 'application/ocsp-request' }]);
  serve((request) => answerTo(request, { ...good, by: root, revoked: new Set([card.serialNumber]) }));
  const again = open();
  expect(await again.ask()).toBe('revoked');
  expect(await again.ask(at, other)).toBe('good');
  expect([...errors, ...again.errors]).toEqual([]);
});

test('an answer is asked for once by many, again after a minute, and serves until its next update', async () => {
  serve((request) => answerTo(request, good));
  const { ask, errors } = open();
  expect(await Promise.all([ask(), ask(), ask()])).toEqual(['good', 'good', 'good']);
  expect(await ask(inMinutes(0.5))).toBe('good');
  expect(asked).toHaveLength(1);
  serve(() => 500);
  expect(await ask(inMinutes(2))).toBe('good');
  expect(asked).toHaveLength(2);
  expect(await ask(inMinutes(11))).toBe('unknown');
  expect(errors).toEqual(['it answers 500', 'it answers 500']);
  serve((request) =>
    answerTo(request, {
      ...good,
      ...{ revoked: new Set([card.serialNumber]), thisUpdate: inMinutes(12), nextUpdate: inMinutes(22) },
    }),
  );
  expect(await ask(inMinutes(12))).toBe('revoked');
  // An older answer, made for somebody else or kept back, does not bring it back.
  serve((request) => answerTo(request, { ...good, thisUpdate: inMinutes(11), nextUpdate: inMinutes(30) }));
  expect(await ask(inMinutes(14))).toBe('revoked');
});

const changed = (bytes: Uint8Array, from: number): Uint8Array =>
  bytes.map((byte, index) => (index === bytes.length + from ? byte ^ 1 : byte));

const signedBy = async (by: Signer, change: Partial<Wanted> = {}): Promise<Answer> => ({
  ...good,
  by: await issue(by, { ...forOcsp, ...change }),
});

const [usage, nocheck] = forOcsp.extensions;

test.each<[string, string, () => Promise<(request: Buffer) => Uint8Array | number>]>([
  ['an error of HTTP', 'it answers 503', async () => () => 503],
  ['no answer', 'it cannot be read', async () => () => Buffer.from('no answer')],
  ['an empty answer', 'it cannot be read', async () => () => Buffer.alloc(0)],
  ['a flood', 'it is larger than 65536 bytes', async () => () => Buffer.alloc(70_000)],
  [
    'that it does not understand',
    'the responder has status 1',
    async () => () => answerTo(Buffer.from('nothing'), good),
  ],
  [
    'what another authority of the same name lets answer',
    'nobody whom the authority lets answer has signed it',
    async () => {
      const answer = await signedBy(theirs);
      return (request) => answerTo(request, answer);
    },
  ],
  [
    'what a card of the authority signed',
    'nobody whom the authority lets answer has signed it',
    async () => {
      const { extensions = [] } = cardOf('gp', 'authentication') ?? {};
      const answer = await signedBy(signer, { extensions: [...extensions, ...(nocheck ? [nocheck] : [])] });
      return (request) => answerTo(request, answer);
    },
  ],
  [
    'a delegate that could itself be revoked',
    'nobody whom the authority lets answer has signed it',
    async () => {
      const answer = await signedBy(signer, { extensions: usage ? [usage] : [] });
      return (request) => answerTo(request, answer);
    },
  ],
  [
    'a delegate whose time is over',
    'nobody whom the authority lets answer has signed it',
    async () => {
      const answer = await signedBy(signer, { notAfter: inDays(-1) });
      return (request) => answerTo(request, answer);
    },
  ],
  [
    'an answer with another key than its certificate has',
    'its signature is not valid',
    async () => {
      const by = { certificate: good.by.certificate, key: root.key };
      return (request) => answerTo(request, { ...good, by });
    },
  ],
  [
    'an answer that was changed on its way',
    'it cannot be read',
    async () => (request) => changed(answerTo(request, good), -40).subarray(0, -4),
  ],
  [
    'an answer of tomorrow',
    'it is not of now',
    async () => (request) => answerTo(request, { ...good, thisUpdate: inDays(1), nextUpdate: inDays(2) }),
  ],
  [
    'an answer of yesterday',
    'it is past its next update',
    async () => (request) => answerTo(request, { ...good, thisUpdate: inDays(-2), nextUpdate: inDays(-1) }),
  ],
])('where the responder gives %s, it counts as silent', async (_what, why, reply) => {
  serve(await reply());
  const hard = open();
  expect(await hard.ask()).toBe('unknown');
  expect(hard.errors).toEqual([why]);
  const soft = open('accept');
  expect(await soft.ask()).toBe('good');
});

test('an answer to another question, or about another certificate, does not count', async () => {
  let kept: Uint8Array | undefined;
  serve((request) => {
    kept ??= answerTo(request, good);
    return kept;
  });
  expect(await open().ask()).toBe('good');
  const replayed = open();
  expect(await replayed.ask()).toBe('unknown');
  expect(replayed.errors).toEqual(['it answers another question']);
  const about = asked[0]?.bytes ?? Buffer.alloc(0);
  const serial = Buffer.from(card.serialNumber, 'hex');
  const turned = Buffer.from(other.serialNumber, 'hex');
  serve((request) => {
    const place = request.indexOf(serial);
    const twisted = Buffer.from(request);
    turned.copy(twisted, place);
    return answerTo(twisted, good);
  });
  expect(about.includes(serial)).toBe(true);
  const wrong = open();
  expect(await wrong.ask()).toBe('unknown');
  expect(wrong.errors).toEqual(['it is about another certificate']);
});

test('what the lists say counts beside it', async () => {
  serve((request) => answerTo(request, good));
  expect(await open('refuse', 'revoked').ask()).toBe('revoked');
  expect(asked).toHaveLength(0);
  // No list is to be had, and the responder knows.
  expect(await open('refuse', 'unknown').ask()).toBe('good');
  serve(() => 500);
  expect(await open('refuse', 'good').ask()).toBe('unknown');
  expect(await open('accept', 'good').ask()).toBe('good');
  expect(await open('accept', 'unknown').ask()).toBe('unknown');
});

test('each certificate names its own responder, or none', async () => {
  serve((request) => answerTo(request, good));
  const wanted = cardOf('gp', 'authentication');
  if (!wanted) throw new Error('gp has a card');
  const extensions = [...wanted.extensions, new x509.AuthorityInfoAccessExtension({ ocsp: [address] })];
  const issued = await issue(signer, { ...wanted, extensions, notBefore: inDays(-2), notAfter: inDays(30) });
  expect(await open('refuse', undefined, 'certificate').ask(at, factsOf(issued.certificate))).toBe('good');
  expect(asked).toHaveLength(1);
  expect(await open('accept', undefined, 'certificate').ask()).toBe('unknown');
  expect(await open('refuse', 'good', 'certificate').ask()).toBe('good');
  expect(asked).toHaveLength(1);
});
