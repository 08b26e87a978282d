// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Professional, partyKey } from '@dossier/core/actors';
import { claimsFromActor } from '@dossier/server/src/platform/authentication.ts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const ISSUER = 'urn:dossier:bench';
const AUDIENCE = 'urn:dossier:bench:api';
const LIFETIME_SECONDS = 24 * 3600;

/** An issuer of bearer tokens that the server under test is told to trust. */
export interface TokenIssuer {
  /** Variables of the server that name it. */
  readonly env: Readonly<Record<string, string>>;
  tokenOf(actor: Professional): Promise<string>;
}

/** Makes an issuer with a key of its own; the server reads its public key from a file in this folder. */
export const createIssuer = async (folder: string): Promise<TokenIssuer> => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const kid = randomUUID();
  const path = join(folder, 'bench-token-keys.json');
  await writeFile(path, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'EdDSA', kid }] }));
  return {
    env: { DOSSIER_TOKEN_ISSUER: ISSUER, DOSSIER_TOKEN_AUDIENCE: AUDIENCE, DOSSIER_TOKEN_KEYS: path },
    tokenOf: (actor) =>
      new SignJWT({ ...claimsFromActor(actor) })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(partyKey(actor))
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + LIFETIME_SECONDS)
        .sign(privateKey),
  };
};
