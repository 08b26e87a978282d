// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import type { Actor } from '@dossier/core/actors';
import type { Law } from '@dossier/core/data';
import type { Failure } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import type { CertificateFacts } from './facts.ts';
import { holderOf } from './holder.ts';
import type { CertificateProfile } from './profile.ts';

/** The client certificate of a request, judged; undefined where none was presented. */
export type JudgeRequest = (request: IncomingMessage) => Promise<Result<CertificateFacts, Failure>> | undefined;

export interface SignInOptions {
  readonly judge: JudgeRequest;
  readonly profile: CertificateProfile;
  readonly clock: { now(): Instant };
  readonly law: (at: Instant) => Law;
}

/**
 * From the client certificate of a request to its holder as an actor.
 *
 * @returns undefined where none was presented; fails with `certificate-refused`
 */
export const createSignIn =
  ({ judge, profile, clock, law }: SignInOptions) =>
  async (request: IncomingMessage): Promise<Result<Actor, Failure> | undefined> => {
    const facts = await judge(request);
    return facts?.ok ? holderOf(facts.value, profile, law(clock.now()).actorClasses) : facts;
  };
