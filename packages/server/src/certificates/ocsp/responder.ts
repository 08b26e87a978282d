// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { download } from '../download.ts';
import type { CertificateFacts } from '../facts.ts';
import * as x509 from '../x509.ts';
import { encodeQuestion, type OcspStatus, readAnswer } from './messages.ts';

/** What is known of a certificate: `silent` where the responder gives no answer that counts, `none` where there is none. */
export type Told = OcspStatus['state'] | 'silent' | 'none';

export interface ResponderOptions {
  /** Whom to ask: the address that each certificate names (`certificate`), or this address about all of them. */
  readonly source: string;
  readonly onError: (error: unknown, source: string) => void;
}

const ASK_MS = 5_000;
/** Answers have 1 to 4 KB. */
const MOST_BYTES = 64 * 1024;
/** What was told is asked again after so long; until its next update it serves where there is no newer answer. */
const FRESH_MS = 60_000;
const REMEMBERED = 1_000;

interface Known {
  readonly state: OcspStatus['state'];
  readonly thisUpdate: Date;
  readonly askedAtMs: number;
  readonly untilMs: number;
}

/** The address in a certificate (RFC 5280 §4.2.2.1). It is looked at once an authority that is trusted has signed it. */
const addressIn = ({ certificate }: CertificateFacts): string | undefined => {
  const parsed = new x509.X509Certificate(Buffer.from(certificate.raw));
  const named = parsed.getExtension(x509.AuthorityInfoAccessExtension)?.ocsp ?? [];
  return named.find(({ type, value }) => type === 'url' && /^https?:\/\//.test(value))?.value;
};

/** Asks OCSP responders, one question at a time for each certificate, and remembers what they told. */
export const createResponder = ({ source, onError }: ResponderOptions) => {
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<Known | undefined>>();

  const ask = async (address: string, below: CertificateFacts, above: CertificateFacts, at: Date): Promise<Known> => {
    const question = { below, above, nonce: randomBytes(32) };
    const answer = await download(address, {
      timeoutMs: ASK_MS,
      mostBytes: MOST_BYTES,
      post: { type: 'application/ocsp-request', body: encodeQuestion(question) },
    });
    const { state, thisUpdate, nextUpdate } = readAnswer(answer, question, at);
    const askedAtMs = at.getTime();
    return { state, thisUpdate, askedAtMs, untilMs: nextUpdate?.getTime() ?? askedAtMs + FRESH_MS };
  };

  const keep = (key: string, told: Known): Known => {
    const before = known.get(key);
    // An older answer would bring back what was revoked since.
    if (before !== undefined && before.thisUpdate > told.thisUpdate) return before;
    known.delete(key);
    known.set(key, told);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
    return told;
  };

  return async (below: CertificateFacts, above: CertificateFacts, at: Date): Promise<Told> => {
    const key = `${above.certificate.fingerprint256} ${below.certificate.fingerprint256}`;
    const atMs = at.getTime();
    const before = known.get(key);
    if (before !== undefined && Math.abs(atMs - before.askedAtMs) < FRESH_MS && atMs <= before.untilMs)
      return before.state;
    const address = source === 'certificate' ? addressIn(below) : source;
    if (address === undefined) return 'none';
    const asked =
      asking.get(key) ??
      ask(address, below, above, at)
        .then((told) => keep(key, told))
        .catch((error: unknown) => {
          onError(error, address);
          return undefined;
        })
        .finally(() => asking.delete(key));
    asking.set(key, asked);
    const told = (await asked) ?? before;
    return told !== undefined && atMs <= told.untilMs ? told.state : 'silent';
  };
};

export type Responder = ReturnType<typeof createResponder>;
