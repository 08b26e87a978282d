// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import type { Actor } from '@dossier/core/actors';
import type { Law } from '@dossier/core/data';
import type { Failure } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import { type CertificateFacts, readFacts } from './facts.ts';
import { holderOf } from './holder.ts';
import type { Connections, Presented } from './presented.ts';
import type { CertificateProfile } from './profile.ts';
import type { Trust } from './trust.ts';

export interface SignInOptions {
  readonly connections: Connections;
  readonly trust: Trust;
  readonly profile: CertificateProfile;
  readonly clock: { now(): Instant };
  readonly law: (at: Instant) => Law;
}

/** Certificates whose contents are remembered, so that a caller who comes again costs a look-up. */
const REMEMBERED = 1_000;
/** What was checked is checked again after so long: a revocation takes effect within a minute. */
const CHECKED_MS = 10_000;

interface Known {
  readonly facts: Result<CertificateFacts, Failure>;
  checkedAtMs: number;
  actor: Result<Actor, Failure>;
}

/**
 * From the client certificate of a request to its holder as an actor: chain, validity, purpose, revocation, subject.
 *
 * @returns undefined where none was presented; fails with `certificate-refused`
 */
export const createSignIn = ({ connections, trust, profile, clock, law }: SignInOptions) => {
  const known = new Map<string, Known>();

  const actorOf = (facts: Result<CertificateFacts, Failure>, now: Instant): Result<Actor, Failure> => {
    if (!facts.ok) return facts;
    const checked = trust.check(facts.value, 'authentication', now);
    return checked.ok ? holderOf(facts.value, profile, law(now).actorClasses) : checked;
  };

  const remember = ({ der, thumbprint }: Presented, now: Instant): Known => {
    const facts = readFacts(der);
    const entry = { facts, checkedAtMs: Date.parse(now), actor: actorOf(facts, now) };
    known.set(thumbprint, entry);
    if (known.size > REMEMBERED) {
      const [oldest] = known.keys();
      if (oldest !== undefined) known.delete(oldest);
    }
    return entry;
  };

  return (request: IncomingMessage): Result<Actor, Failure> | undefined => {
    const presented = connections.clientCertificateOf(request);
    if (presented === undefined) return undefined;
    const now = clock.now();
    const entry = known.get(presented.thumbprint) ?? remember(presented, now);
    const nowMs = Date.parse(now);
    if (Math.abs(nowMs - entry.checkedAtMs) > CHECKED_MS) {
      entry.checkedAtMs = nowMs;
      entry.actor = actorOf(entry.facts, now);
    }
    return entry.actor;
  };
};
