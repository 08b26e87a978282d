// SPDX-License-Identifier: Apache-2.0
// A card in software (SoftHSM2) that signs assertions: the key is made in the token and never leaves it.
// Needs softhsm2 and opensc of Debian; skipped, and counted as such, where they are not there.
import { execFile } from 'node:child_process';
import { hash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type DocumentSigner, signAssertion } from '@dossier/client/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cardOf, certify, pairIn, signerIn } from '../../test/certificates.ts';
import { messageTo, type SoapHouse, soapHouse } from '../../test/soap-house.ts';
import * as x509 from '../certificates/x509.ts';
import { personas } from '../demo/index.ts';

const run = promisify(execFile);
const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
const isThere = [MODULE, '/usr/bin/softhsm2-util', '/usr/bin/pkcs11-tool'].every((path) => existsSync(path));
const { actor: gp } = personas.gp;
if (gp.kind !== 'professional') throw new Error('gp is a professional');

describe.skipIf(!isThere)('a card whose key never leaves it', () => {
  let folder: string;
  let house: SoapHouse;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    house = await soapHouse();
    folder = await mkdtemp(join(tmpdir(), 'dossier-card-'));
    await mkdir(join(folder, 'tokens'));
    await writeFile(join(folder, 'softhsm2.conf'), `directories.tokendir = ${join(folder, 'tokens')}\n`);
    env = { ...process.env, SOFTHSM2_CONF: join(folder, 'softhsm2.conf') };
    const token = ['--label', 'card', '--pin', '1234', '--so-pin', '87654321'];
    await run('softhsm2-util', ['--init-token', '--free', ...token], { env });
  }, 60_000);
  afterAll(async () => {
    await house.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const tool = (...args: readonly string[]) =>
    run('pkcs11-tool', ['--module', MODULE, '--token-label', 'card', ...args], { env });

  /** A key in the token, certified as the signature of the gp's card; it signs with the right PIN only. */
  const cardWith = async (keyType: string, id: string): Promise<(pin: string) => DocumentSigner> => {
    await tool('--login', '--pin', '1234', '--label', id, '--id', id, '--keypairgen', '--key-type', keyType);
    const der = join(folder, `${id}.der`);
    await tool('--read-object', '--type', 'pubkey', '--id', id, '-o', der);
    const card = cardOf('gp', 'signature');
    if (!card) throw new Error('gp has a card');
    const at = Date.parse(house.now());
    const wanted = { ...card, notBefore: new Date(at - 60_000), notAfter: new Date(at + 86_400_000) };
    const certificate = await certify(await signerIn(house.home), new x509.PublicKey(await readFile(der)), wanted);
    const elliptic = keyType.startsWith('EC');
    return (pin) => ({
      certificate,
      algorithm: elliptic ? 'ecdsa-sha256' : 'rsa-sha256',
      sign: async (bytes) => {
        const [input, output] = [join(folder, 'in'), join(folder, randomUUID())];
        // tokens sign by a curve what was hashed before
        await writeFile(input, elliptic ? hash('sha256', bytes, 'buffer') : bytes);
        const mechanism = elliptic ? ['ECDSA', '--signature-format', 'rs'] : ['SHA256-RSA-PKCS'];
        await tool(
          '--login',
          '--pin',
          pin,
          '--sign',
          '--id',
          id,
          '-i',
          input,
          '-o',
          output,
          '--mechanism',
          ...mechanism,
        );
        return readFile(output);
      },
    });
  };

  test.each([
    ['RSA', 'RSA:2048', '10'],
    ['an elliptic curve', 'EC:prime256v1', '11'],
  ])(
    'signs an assertion that is taken, with %s',
    async (_, keyType, id) => {
      const card = await cardWith(keyType, id);
      const details = () => ({
        ...{
          id: `_${randomUUID()}`,
          at: house.now(),
          patient: personas.dominique.patient?.ins ?? { oid: '', value: '' },
        },
        software: { name: 'Logiciel', version: '1', approval: 'H-1' },
      });
      const assertion = await signAssertion(gp, details(), card('1234'));
      // on a connection with the other key of the card
      const reply = await house.send(messageTo('find', assertion), await pairIn(house.home, 'cards/gp-authentication'));
      expect([reply.status, reply.text]).toEqual([200, expect.stringContaining('<found>1</found>')]);
      expect((await house.entries(house.recordId))[0]).toMatchObject({ actor: { application: 'Logiciel 1' } });
      await expect(signAssertion(gp, details(), card('9999'))).rejects.toThrow();
    },
    60_000,
  );
});
