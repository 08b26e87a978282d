// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';

/** What a caller shows of the key that its token is bound to. */
export interface Possession {
  /** Value of the header DPoP. */
  readonly proof: string | undefined;
  readonly method: string;
  /** Address of the request as callers see it, without its query. */
  readonly url: () => string;
}

/** What a token is bound to; `other` is what is not looked at here, and so refused. */
export type Binding =
  | { readonly kind: 'none' }
  | { readonly kind: 'key'; readonly thumbprint: string }
  | { readonly kind: 'other' };

export const bindingOf = (cnf: unknown): Binding => {
  if (cnf === undefined) return { kind: 'none' };
  const jkt = typeof cnf === 'object' && cnf !== null && Object.keys(cnf).length === 1 && 'jkt' in cnf && cnf.jkt;
  return typeof jkt === 'string' ? { kind: 'key', thumbprint: jkt } : { kind: 'other' };
};

/** Whether a proof is used for the first time, in whichever process; it is remembered for so many seconds. */
export type ProofStore = (proof: string, seconds: number) => Promise<boolean>;

/** A proof is made for its request: this old it may be, and this far ahead its clock may be. */
const WINDOW_SECONDS = 60;

const plainUrl = (text: unknown): string | undefined => {
  if (typeof text !== 'string' || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return `${url.origin}${url.pathname}`;
};

/** Why a caller does not hold the key of this token (RFC 9449 §4.3, §7.1); undefined when it does. */
export const checkPossession = async (
  bound: Binding,
  shown: {
    readonly scheme: string;
    readonly token: string;
    readonly nowSeconds: number;
    readonly possession: Possession | undefined;
    readonly isFirstUse: ProofStore | undefined;
  },
): Promise<string | undefined> => {
  const { scheme, token, nowSeconds, possession, isFirstUse } = shown;
  if (bound.kind === 'none') return 'it is not bound to a key, and comes as "DPoP"';
  if (bound.kind === 'other') return 'what it is bound to was not shown';
  if (scheme.toLowerCase() !== 'dpop') return 'it is bound to a key, and comes as "Bearer"';
  if (possession?.proof === undefined || isFirstUse === undefined) return 'the proof of its key is missing';
  try {
    const { payload, protectedHeader } = await jwtVerify(possession.proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: ['ES256', 'EdDSA', 'Ed25519'],
      requiredClaims: ['jti', 'htm', 'htu', 'iat', 'ath'],
      currentDate: new Date(nowSeconds * 1000),
    });
    const { jti = '', iat = 0, htm, htu, ath } = payload;
    if (protectedHeader.jwk === undefined || (await calculateJwkThumbprint(protectedHeader.jwk)) !== bound.thumbprint)
      return 'the proof is by another key';
    if (htm !== possession.method || plainUrl(htu) !== plainUrl(possession.url()))
      return 'the proof is for another request';
    if (ath !== hash('sha256', token, 'base64url')) return 'the proof is for another token';
    if (Math.abs(nowSeconds - iat) > WINDOW_SECONDS) return 'the proof is not of now';
    if (!(await isFirstUse(`${bound.thumbprint} ${jti}`, 2 * WINDOW_SECONDS + 1))) return 'the proof was used before';
    return undefined;
  } catch {
    return 'the proof of its key is not valid';
  }
};
