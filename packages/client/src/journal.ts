// SPDX-License-Identifier: Apache-2.0
import type { ConsistencyProof, InclusionProof, SignedHead } from '@dossier/core/journal';
import { fromBase64 } from './base64.ts';
import { AnswerError } from './errors.ts';
import { json, type RequestOptions, type Send } from './http.ts';

/**
 * What proofs are checked with. All of it is public; keep the key, and the head that you saw last, on your side: a
 * server that rewrote its journal could show another key as well.
 */
export interface JournalClient {
  /** The Ed25519 public key that signs the heads of the log: 32 raw bytes, as `verifyInclusionProof` takes them. */
  key(options?: RequestOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** The newest signed head. Refused with `object-unknown` while nothing is sealed. */
  head(options?: RequestOptions): Promise<SignedHead>;
  /**
   * Proof that the log of an earlier head (`head.batches` of it) is the beginning of the newest one; check it with
   * `verifyConsistencyProof`.
   */
  consistency(fromBatches: number, options?: RequestOptions): Promise<ConsistencyProof>;
}

/** The addresses stand beside the FHIR base: `/fhir`, `/journal`. */
const BESIDE = '../journal/';

export const journalClient = (send: Send): JournalClient => {
  const ask = <T>(path: string, options: RequestOptions = {}): Promise<T> =>
    json(send(`${BESIDE}${path}`, { headers: { accept: 'application/json' }, anonymous: true, ...options }));
  return {
    key: async (options = {}) => {
      const request = { headers: { accept: 'application/x-pem-file' }, anonymous: true, ...options } as const;
      return rawKey(await (await send(`${BESIDE}key`, request)).text());
    },
    head: (options) => ask('head', options),
    consistency: (fromBatches, options) => ask(`consistency?from=${fromBatches}`, options),
  };
};

/** What comes before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410 §4). */
const ED25519_PREFIX = '302a300506032b6570032100';

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** What `read` makes of an answer; where it cannot, the answer must not be used. */
const usable = <T>(what: string, read: () => T): T => {
  try {
    return read();
  } catch {
    throw new AnswerError('form', `The answer is not ${what}.`);
  }
};

const rawKey = (pem: string): Uint8Array<ArrayBuffer> => {
  const [, body = ''] = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----/.exec(pem) ?? [];
  const der = usable('an Ed25519 public key in PEM', () => fromBase64(body.replace(/\s/g, '')));
  if (der.length !== 44 || hex(der.subarray(0, 12)) !== ED25519_PREFIX)
    throw new AnswerError('form', 'The answer is not an Ed25519 public key in PEM.');
  return der.slice(12);
};

/** `AuditEvent/[id]/$proof`. */
export const proofOf = async (
  send: Send,
  auditEventId: string,
  options: RequestOptions = {},
): Promise<InclusionProof> => {
  const { parameter } = await json<{
    readonly parameter?: readonly { readonly name: string; readonly valueString?: string }[];
  }>(send(`AuditEvent/${encodeURIComponent(auditEventId)}/$proof`, options));
  const proof = parameter?.find(({ name }) => name === 'proof')?.valueString;
  if (proof === undefined) throw new AnswerError('form', 'The answer holds no proof.');
  return usable('a proof', () => JSON.parse(proof) as InclusionProof);
};
