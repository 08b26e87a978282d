// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import { ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import { type CertificateFacts, readFacts } from './facts.ts';
import type { Presented } from './presented.ts';
import type { Purpose } from './profile.ts';
import type { Trust } from './trust.ts';

/**
 * Whether a certificate is good for one purpose: chain, validity, purpose, revocation.
 *
 * @returns what it says; fails with `certificate-refused`
 */
export type Judge = (presented: Presented) => Promise<Result<CertificateFacts, Failure>>;

/** Certificates whose contents are remembered, so that a caller who comes again costs a look-up. */
const REMEMBERED = 1_000;
/** What was checked is checked again after so long: a revocation takes effect within a minute. */
const CHECKED_MS = 10_000;

interface Known {
  readonly facts: Result<CertificateFacts, Failure>;
  checkedAtMs: number;
  verdict: Promise<Result<CertificateFacts, Failure>>;
}

export const createJudge = (trust: Trust, purpose: Purpose, clock: { now(): Instant }): Judge => {
  const known = new Map<string, Known>();

  const verdictOn = async (
    facts: Result<CertificateFacts, Failure>,
    now: Instant,
  ): Promise<Result<CertificateFacts, Failure>> => {
    if (!facts.ok) return facts;
    const checked = await trust.check(facts.value, purpose, now);
    return checked.ok ? ok(facts.value) : checked;
  };

  const remember = ({ der, thumbprint }: Presented, now: Instant): Known => {
    const facts = readFacts(der);
    const entry = { facts, checkedAtMs: Date.parse(now), verdict: verdictOn(facts, now) };
    known.set(thumbprint, entry);
    if (known.size > REMEMBERED) {
      const [oldest] = known.keys();
      if (oldest !== undefined) known.delete(oldest);
    }
    return entry;
  };

  return (presented) => {
    const now = clock.now();
    const entry = known.get(presented.thumbprint) ?? remember(presented, now);
    const nowMs = Date.parse(now);
    if (Math.abs(nowMs - entry.checkedAtMs) > CHECKED_MS) {
      entry.checkedAtMs = nowMs;
      entry.verdict = verdictOn(entry.facts, now);
    }
    return entry.verdict;
  };
};
