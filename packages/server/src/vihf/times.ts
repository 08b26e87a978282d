// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import type { SamlAssertion } from './saml.ts';

export interface TimeSettings {
  /** How old an assertion may be. */
  readonly ageSeconds: number;
  /** Difference between the caller's clock and ours that is put up with. */
  readonly skewSeconds: number;
}

/**
 * Whether an assertion is of now (domain §8, V4).
 *
 * @returns for how many seconds more it would be taken; fails with `assertion-not-current`
 */
export const checkTimes = (
  { issuedAt, authenticatedAt, notBefore, notOnOrAfter }: Omit<SamlAssertion, 'attributes'>,
  { ageSeconds, skewSeconds }: TimeSettings,
  now: Instant,
): Result<number, Failure> => {
  const refuse = (why: string) => fail(failure('assertion-not-current', { why }));
  const since = (at: Instant): number => (Date.parse(now) - Date.parse(at)) / 1000;
  if (since(issuedAt) < -skewSeconds) return refuse('it was issued in the future');
  if (since(issuedAt) > ageSeconds + skewSeconds) return refuse(`it was issued more than ${ageSeconds} seconds ago`);
  if (since(authenticatedAt) < -skewSeconds) return refuse('its AuthnInstant is in the future');
  if (notBefore !== undefined && since(notBefore) < -skewSeconds) return refuse('its NotBefore is in the future');
  if (notOnOrAfter !== undefined && since(notOnOrAfter) >= skewSeconds) return refuse('its NotOnOrAfter is past');
  return ok(Math.ceil(ageSeconds + skewSeconds - since(issuedAt)));
};
