// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sentenceOf } from '@dossier/core/errors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cardOf, importKey, issue, issueList, issueRoot, type Signer } from '../../test/certificates.ts';
import { type CertificateFacts, readFacts } from './facts.ts';
import { createRevocation, type Revocation } from './revocation.ts';
import { createTrust, readAuthorities } from './trust.ts';
import * as x509 from './x509.ts';

const at = new Date('2026-11-23T12:00:00Z');
const inDays = (count: number): Date => new Date(at.getTime() + count * 86_400_000);

interface Authority {
  readonly signer: Signer;
  readonly pem: string;
}

let folder: string;
let ours: Authority;
let theirs: Authority;
let card: string;

const authority = async (name: string): Promise<Authority> => {
  const root = await issueRoot([{ CN: [name] }], inDays(-9), inDays(99));
  const signer = { certificate: new x509.X509Certificate(root.certificate), key: await importKey(root.key) };
  return { signer, pem: root.certificate };
};

const factsOf = (pem: string): CertificateFacts => {
  const facts = readFacts(new X509Certificate(pem).raw);
  if (!facts.ok) throw new Error(facts.error.code);
  return facts.value;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-crl-'));
  ours = await authority('one');
  // The same name: only the signature tells them apart.
  theirs = await authority('one');
  const wanted = cardOf('gp', 'authentication');
  if (!wanted) throw new Error('gp has a card');
  ({ certificate: card } = await issue(ours.signer, { ...wanted, notBefore: inDays(-2), notAfter: inDays(30) }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const list = (by: Authority, revoked: readonly string[], from: number, to: number): Promise<string> =>
  issueList(by.signer, revoked, inDays(from), inDays(to));

const open = async (sources: readonly string[], stale: 'refuse' | 'accept' = 'refuse') => {
  const authorities = readAuthorities(ours.pem, 'ca.pem');
  const errors: unknown[] = [];
  const revocation = createRevocation({ sources, authorities, stale, onError: (error) => errors.push(error) });
  await revocation.refresh();
  const check = () => createTrust(authorities, revocation).check(factsOf(card), 'authentication', at.toISOString());
  return { revocation, errors, check };
};

const file = async (text: string | Buffer, name = 'list.pem'): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

const why = async (checked: ReturnType<Awaited<ReturnType<typeof open>>['check']>): Promise<string> => {
  const result = await checked;
  return result.ok
    ? 'good'
    : sentenceOf(result.error).replace(/^The client certificate is not accepted here: |\.$/g, '');
};

test('a list names what was revoked; read again, it takes effect', async () => {
  const path = await file(await list(ours, [], -2, 9));
  const { revocation, check } = await open([path]);
  expect(await why(check())).toBe('good');
  await file(await list(ours, [card], -1, 9));
  await Promise.all([revocation.refresh(), revocation.refresh()]);
  expect(await why(check())).toBe('it has been revoked');
  // An older list does not bring it back.
  await file(await list(ours, [], -2, 9));
  await revocation.refresh();
  expect(await why(check())).toBe('it has been revoked');
});

test('a list in DER is read, too', async () => {
  const pem = await list(ours, [card], -1, 9);
  const { check } = await open([await file(Buffer.from(x509.PemConverter.decodeFirst(pem)), 'list.der')]);
  expect(await why(check())).toBe('it has been revoked');
});

test.each([
  ['is not there', async () => join(folder, 'nowhere.pem')],
  ['is none', async () => file('no list', 'none.pem')],
  ['is cut', async () => file((await list(ours, [], -1, 9)).slice(0, 200), 'cut.pem')],
  ['another authority of the same name has signed', async () => file(await list(theirs, [], -1, 9), 'theirs.pem')],
] as const)('where the list %s, nobody is let in on trust', async (_what, path) => {
  const { check, errors } = await open([await path()]);
  expect(await why(check())).toBe('whether it has been revoked cannot be told now');
  expect(errors).toHaveLength(1);
});

test('what a stale list means is said by the operator', async () => {
  const path = await file(await list(ours, [], -5, -1), 'stale.pem');
  expect(await why((await open([path])).check())).toBe('whether it has been revoked cannot be told now');
  expect(await why((await open([path], 'accept')).check())).toBe('good');
  const revoking = await file(await list(ours, [card], -5, -1), 'stale-revoking.pem');
  expect(await why((await open([revoking], 'accept')).check())).toBe('it has been revoked');
});

test('a list comes over HTTP; when the address fails, the one that is there stays', async () => {
  let status = 200;
  const body = await list(ours, [card], -1, 9);
  const server = createServer((_request, response) => response.writeHead(status).end(body));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const { port } = server.address() as AddressInfo;
    const { revocation, check, errors } = await open([`http://127.0.0.1:${port}/list.crl`]);
    expect(await why(check())).toBe('it has been revoked');
    status = 500;
    await revocation.refresh();
    expect(errors).toHaveLength(1);
    expect(await why(check())).toBe('it has been revoked');
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

test('it is started and stopped', async () => {
  const { revocation }: { revocation: Revocation } = await open([await file(await list(ours, [], -1, 9), 'last.pem')]);
  revocation.start();
  revocation.start();
  revocation.stop();
  revocation.stop();
});
