// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { isUuid } from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { isClinical, parseScopes } from '@dossier/core/scopes';
import type { JWTPayload } from 'jose';

const invalid = (why: string) => fail(failure('token-invalid', { why }));

/**
 * The actor of a token, with what the token was granted (`scope`) and for whose record (`patient`). Scopes of the patient
 * in context count for nothing where no patient is.
 */
export const restrictedBy = (actor: Actor, { scope, patient }: JWTPayload): Result<Actor, Failure> => {
  if (scope !== undefined && typeof scope !== 'string') return invalid('the claim scope is not a string');
  if (patient !== undefined && (typeof patient !== 'string' || !isUuid(patient)))
    return invalid('the claim patient is not valid');
  const parsed = parseScopes(scope ?? '');
  if (!parsed.ok) return invalid('the claim scope is not valid');
  const scopes = parsed.value
    .filter(isClinical)
    .filter(({ context }) => context !== 'patient' || patient !== undefined);
  return ok({ ...actor, scopes, ...(patient !== undefined && { onlyRecord: patient }) });
};
