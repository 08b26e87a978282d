// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { download } from './download.ts';
import { type CertificateFacts, hexSerial } from './facts.ts';
import * as x509 from './x509.ts';

export type RevocationState = 'good' | 'revoked' | 'unknown';

/** Whether what an authority signed was revoked. */
export interface RevocationStates {
  stateOf(below: CertificateFacts, authority: CertificateFacts, at: Date): RevocationState | Promise<RevocationState>;
}

export interface Revocation extends RevocationStates {
  /** Looks for newer lists; a list that cannot be had or does not hold leaves the one that is there. */
  refresh(): Promise<void>;
  /** Refreshes again and again, until it is stopped. */
  start(): void;
  stop(): void;
}

export interface RevocationOptions {
  /** Files (PEM or DER) and http(s) addresses of revocation lists. */
  readonly sources: readonly string[];
  readonly authorities: readonly CertificateFacts[];
  /** What becomes of a list after its next update was due. */
  readonly stale: 'refuse' | 'accept';
  readonly onError: (error: unknown, source: string) => void;
}

interface RevocationList {
  readonly revoked: ReadonlySet<string>;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
}

const REFRESH_MS = 60_000;
const FETCH_MS = 10_000;
const MOST_BYTES = 32 * 1024 * 1024;
/** Deltas and lists of a part of the certificates say so in critical extensions (RFC 5280 §5.2): not taken. */
const KNOWN_CRITICAL: ReadonlySet<string> = new Set(['2.5.29.20', '2.5.29.35']);

class ListError extends Error {}

const isAddress = (source: string): boolean => /^https?:\/\//.test(source);

const parse = (bytes: Buffer): x509.X509Crl => {
  const crl = new x509.X509Crl(
    bytes.includes('-----BEGIN') ? x509.PemConverter.decodeFirst(bytes.toString('latin1')) : bytes,
  );
  if (crl.extensions.some(({ critical, type }) => critical && !KNOWN_CRITICAL.has(type)))
    throw new ListError('a critical extension of it is not known here');
  return crl;
};

/** Revocation lists (CRL, RFC 5280 §5) of the authorities, in memory. */
export const createRevocation = ({ sources, authorities, stale, onError }: RevocationOptions): Revocation => {
  const lists = new Map<CertificateFacts, RevocationList>();
  const issuers = authorities
    .filter(({ maySignLists }) => maySignLists)
    .map((facts) => ({ facts, parsed: new x509.X509Certificate(facts.certificate.raw) }));
  let timer: NodeJS.Timeout | undefined;
  let on: Promise<void> | undefined;

  const take = async (bytes: Buffer): Promise<void> => {
    const crl = parse(bytes);
    for (const { facts, parsed } of issuers) {
      if (crl.issuer !== parsed.subject || !(await crl.verify({ publicKey: parsed }))) continue;
      const known = lists.get(facts);
      // An older list would bring back what was revoked since.
      if (known !== undefined && known.thisUpdate > crl.thisUpdate) return;
      const revoked = new Set(crl.entries.map(({ serialNumber }) => hexSerial(serialNumber)));
      lists.set(facts, { revoked, thisUpdate: crl.thisUpdate, nextUpdate: crl.nextUpdate });
      return;
    }
    throw new ListError('no authority that is trusted here has signed it');
  };

  const refreshAll = async (): Promise<void> => {
    await Promise.all(
      sources.map(async (source) => {
        try {
          await take(
            await (isAddress(source)
              ? download(source, { timeoutMs: FETCH_MS, mostBytes: MOST_BYTES })
              : readFile(source)),
          );
        } catch (error) {
          onError(error, source);
        }
      }),
    );
  };
  const refresh = (): Promise<void> => {
    on ??= refreshAll().finally(() => {
      on = undefined;
    });
    return on;
  };

  return {
    stateOf: ({ serialNumber }, authority, at) => {
      const list = lists.get(authority);
      if (list === undefined) return 'unknown';
      if (list.revoked.has(serialNumber)) return 'revoked';
      if (list.thisUpdate > at) return 'unknown';
      const isStale = list.nextUpdate !== undefined && list.nextUpdate < at;
      return isStale && stale === 'refuse' ? 'unknown' : 'good';
    },
    refresh,
    start: () => {
      timer ??= setInterval(() => void refresh(), REFRESH_MS).unref();
    },
    stop: () => {
      clearInterval(timer);
      timer = undefined;
    },
  };
};
