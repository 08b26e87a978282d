// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import type { Pool } from 'pg';
import type { Identity } from '../authorization/signed-in.ts';
import type { Provider } from './configuration.ts';
import { pivotFromFranceConnect } from './france-connect.ts';
import { type BornOn, findPerson } from './persons.ts';
import { identityFromProSanteConnect, type ProfessionRules } from './pro-sante-connect.ts';
import type { Told } from './relying-party.ts';

/** What reading another provider's claims takes. */
export interface IdentityOptions {
  readonly pool: Pool;
  readonly bornOn: BornOn;
  readonly clock: { now(): Instant };
  readonly rules: (at: Instant) => ProfessionRules;
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}

/**
 * Whom the provider's claims name. Fails with `federated-claim-refused`, also where the level of assurance is not one that
 * was asked for, and with `unknown` where a person cannot be linked to a record.
 */
export const identityOf = async (
  provider: Provider,
  { subject, acr, claims }: Told,
  { pool, bornOn, clock, rules }: IdentityOptions,
): Promise<Result<Identity, Failure | 'unknown'>> => {
  if (!provider.acrValues.includes(acr))
    return fail(failure('federated-claim-refused', { claim: 'acr', why: 'it is not the level that was asked for' }));
  const now = clock.now();
  if (provider.profile === 'pro-sante-connect') return identityFromProSanteConnect(claims, rules(now), now);
  const pivot = pivotFromFranceConnect(claims);
  if (!pivot.ok) return pivot;
  const found = await findPerson({ pool, bornOn }, { provider: provider.id, subject, pivot: pivot.value, at: now });
  return found ? ok({ kind: 'person', ...found }) : fail('unknown');
};
