// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import type { Failure } from '@dossier/core/errors';
import { ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import { StartError } from '../start-error.ts';
import { type CertificateFacts, readFacts, refused } from './facts.ts';
import type { Purpose } from './profile.ts';
import type { RevocationStates } from './revocation.ts';

export interface Trust {
  /**
   * Whether this certificate is one of ours, now, and for this purpose.
   *
   * @returns nothing, or `certificate-refused` with the reason
   */
  check(facts: CertificateFacts, purpose: Purpose, at: Instant): Promise<Result<void, Failure>>;
}

/** A leaf and so many authorities above it. */
const MOST_AUTHORITIES = 4;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/**
 * The authorities in a PEM file: roots, and those between.
 *
 * @param name of the variable or file, for the sentence
 * @throws StartError when there is none, or one of them is no authority
 */
export const readAuthorities = (pem: string, name: string): readonly CertificateFacts[] => {
  const found = (pem.match(CERTIFICATE) ?? []).map((text) => {
    let der: Uint8Array;
    try {
      der = new X509Certificate(text).raw;
    } catch {
      throw new StartError(`A certificate in ${name} cannot be read.`);
    }
    const facts = readFacts(der);
    if (!facts.ok || !facts.value.isAuthority || !facts.value.maySignCertificates)
      throw new StartError(`A certificate in ${name} is none of an authority that signs certificates.`);
    return facts.value;
  });
  if (found.length === 0) throw new StartError(`${name} holds no certificate (PEM).`);
  return found;
};

const isValidAt = ({ certificate }: CertificateFacts, at: Date): 'valid' | 'early' | 'late' => {
  if (at < certificate.validFromDate) return 'early';
  return at > certificate.validToDate ? 'late' : 'valid';
};

const isSignedBy = ({ certificate }: CertificateFacts, { certificate: above }: CertificateFacts): boolean =>
  certificate.checkIssued(above) && certificate.verify(above.publicKey);

/**
 * Trust in the authorities that the operator names, those between among them: what a client sends beside its own
 * certificate is not looked at (RFC 5280 §6; no name constraints, which would be critical and are refused).
 *
 * @param revocation absent: nothing is looked up
 */
export const createTrust = (authorities: readonly CertificateFacts[], revocation?: RevocationStates): Trust => {
  /** From the one that signed the leaf up to a root; undefined where there is no way. */
  const chainOf = (facts: CertificateFacts, at: Date): readonly CertificateFacts[] | undefined => {
    const climb = (below: CertificateFacts, depth: number): readonly CertificateFacts[] | undefined => {
      if (depth >= MOST_AUTHORITIES) return undefined;
      for (const above of authorities) {
        if ((above.pathLength ?? depth) < depth || isValidAt(above, at) !== 'valid' || !isSignedBy(below, above))
          continue;
        if (isSignedBy(above, above)) return [above];
        const further = climb(above, depth + 1);
        if (further) return [above, ...further];
      }
      return undefined;
    };
    return climb(facts, 0);
  };

  return {
    check: async (facts, purpose, instant) => {
      const at = new Date(instant);
      if (facts.isAuthority) return refused('it is one of an authority');
      if (facts.purpose !== purpose)
        return refused(facts.purpose ? `it is for ${facts.purpose}` : `it is not for ${purpose} alone`);
      const validity = isValidAt(facts, at);
      if (validity !== 'valid') return refused(validity === 'early' ? 'it is not valid yet' : 'it has expired');
      const chain = chainOf(facts, at);
      if (chain === undefined) return refused('no authority that is trusted here has signed it');
      const links = [facts, ...chain];
      for (const [i, above] of chain.entries()) {
        const below = links[i];
        // A root is taken out of the configuration.
        if (below === undefined || below === above) continue;
        switch (await revocation?.stateOf(below, above, at)) {
          case 'revoked':
            return refused('it has been revoked');
          case 'unknown':
            return refused('whether it has been revoked cannot be told now');
        }
      }
      return ok(undefined);
    },
  };
};
