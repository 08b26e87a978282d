// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, createPublicKey, hash } from 'node:crypto';
import { exportJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410 §7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Signs and reads what a demo provider hands out: everything it must remember is in there, so any process may answer. */
export interface Signer {
  readonly publicJwk: Promise<JWK>;
  /** @param use keeps one kind of token from being taken for another */
  sign(use: string, claims: JWTPayload, seconds: number): Promise<string>;
  /** Undefined when it is not one of ours, of another use, or too old. */
  read(use: string, token: string): Promise<JWTPayload | undefined>;
}

const ALGORITHM = 'EdDSA';

export const signerFrom = (secret: Uint8Array, issuer: string): Signer => {
  const seed = hash('sha256', Buffer.concat([secret, Buffer.from(issuer.replace(/^.*\//, ''))]), 'buffer');
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const kid = hash('sha256', publicKey.export({ format: 'der', type: 'spki' }), 'base64url').slice(0, 16);
  return {
    publicJwk: exportJWK(publicKey).then((jwk) => ({ ...jwk, alg: ALGORITHM, use: 'sig', kid })),
    sign: (use, claims, seconds) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHM, typ: use, kid })
        .setIssuer(issuer)
        .setIssuedAt()
        .setExpirationTime(`${seconds}s`)
        .sign(privateKey),
    read: (use, token) =>
      jwtVerify(token, publicKey, { issuer, typ: use, algorithms: [ALGORITHM] }).then(
        ({ payload }) => payload,
        () => undefined,
      ),
  };
};
