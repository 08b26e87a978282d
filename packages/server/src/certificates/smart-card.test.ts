// SPDX-License-Identifier: Apache-2.0
// A card in software (SoftHSM2): the key is made in the token and never leaves it. Needs softhsm2, opensc and
// libengine-pkcs11-openssl of Debian; skipped, and counted as such, where they are not there.
import { execFile, spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { cardOf, certify, signerIn } from '../../test/certificates.ts';
import { testHouse } from '../../test/harness.ts';
import { demoAuthorityFiles } from './settings.ts';
import * as x509 from './x509.ts';

const run = promisify(execFile);
const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
const isThere =
  [MODULE, '/usr/bin/softhsm2-util', '/usr/bin/pkcs11-tool', '/usr/bin/openssl'].every((path) => existsSync(path)) &&
  globSync('/usr/lib/*/engines-3/pkcs11.so').length > 0;

/** Speaks HTTP over a TLS connection whose client key is in the token. */
const askWithCard = (env: NodeJS.ProcessEnv, args: readonly string[], message: string): Promise<string> =>
  new Promise((done, failed) => {
    const child = spawn('/usr/bin/openssl', ['s_client', '-quiet', ...args], { env });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    let problems = '';
    child.stderr.on('data', (chunk: Buffer) => {
      problems += chunk.toString();
    });
    child.on('error', failed);
    child.on('close', () => (text === '' ? failed(new Error(problems)) : done(text)));
    child.stdin.write(message);
  });

describe.skipIf(!isThere)('a card whose key never leaves it', () => {
  test('signs its holder in over TLS, with the right PIN only', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dossier-card-'));
    const house = await testHouse({ tls: true });
    try {
      await mkdir(join(folder, 'tokens'));
      await writeFile(join(folder, 'softhsm2.conf'), `directories.tokendir = ${join(folder, 'tokens')}\n`);
      const env = { ...process.env, SOFTHSM2_CONF: join(folder, 'softhsm2.conf'), PKCS11_MODULE_PATH: MODULE };
      const token = ['--label', 'card', '--pin', '1234'];
      await run('softhsm2-util', ['--init-token', '--free', '--so-pin', '87654321', ...token], { env });
      const tool = ['--module', MODULE, '--token-label', 'card'];
      const inside = ['--login', '--pin', '1234', '--label', 'authentication', '--id', '20'];
      await run('pkcs11-tool', [...tool, ...inside, '--keypairgen', '--key-type', 'EC:prime256v1'], { env });
      const publicKey = join(folder, 'public.der');
      await run('pkcs11-tool', [...tool, '--read-object', '--type', 'pubkey', '--id', '20', '-o', publicKey], { env });
      const { stdout: pem } = await run('/usr/bin/openssl', ['pkey', '-pubin', '-inform', 'DER', '-in', publicKey], {
        env,
      });

      const card = cardOf('gp', 'authentication');
      if (!card) throw new Error('gp has a card');
      const at = Date.parse(house.clock.now());
      const notBefore = new Date(at - 60_000);
      const wanted = { ...card, notBefore, notAfter: new Date(at + 86_400_000) };
      const certificate = join(folder, 'card.pem');
      await writeFile(certificate, await certify(await signerIn(house.home), new x509.PublicKey(pem), wanted));

      const { host } = new URL(house.house.tlsUrl ?? '');
      const get = (pin: string): Promise<string> =>
        askWithCard(
          env,
          [
            ...['-connect', host, '-CAfile', demoAuthorityFiles(house.home).ca, '-verify_return_error'],
            ...['-cert', certificate, '-engine', 'pkcs11', '-keyform', 'engine'],
            ...['-key', `pkcs11:token=card;object=authentication;type=private;pin-value=${pin}`],
          ],
          `GET /fhir/Patient?identifier=urn:oid:1.2.250.1.213.1.4.10%7C279035121518989 HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
        );
      expect(await get('1234')).toMatch(/^HTTP\/1\.1 200 /);
      await expect(get('9999')).rejects.toThrow();
    } finally {
      await house.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
