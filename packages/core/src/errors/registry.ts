// SPDX-License-Identifier: Apache-2.0
import { assertionErrors } from './assertion-errors.ts';
import { type ErrorDefinition, error } from './definition.ts';
import { messageErrors } from './message-errors.ts';
import { registryErrors } from './registry-errors.ts';
import { soapErrors } from './soap-errors.ts';

/** The one registry of errors; `docs/errors.md` is generated from it. */
export const errors = {
  // who is asking
  'token-missing': error(401, 'login', 'XDSRepositoryError', 'This address needs a bearer token.'),
  'token-invalid': error(401, 'login', 'XDSRepositoryError', 'The bearer token is not valid here: {why}.'),
  'token-expired': error(401, 'expired', 'XDSRepositoryError', 'The bearer token has expired.'),
  'certificate-refused': error(
    401,
    'login',
    'XDSRepositoryError',
    'The client certificate is not accepted here: {why}.',
  ),
  'federated-claim-refused': error(
    403,
    'security',
    'XDSRepositoryError',
    'The other provider states {claim} in a way that is not accepted: {why}.',
    'warn',
  ),
  ...assertionErrors,
  // the directory (domain §3.6)
  'professional-not-active': error(
    403,
    'forbidden',
    'DMPAccessDeniedByRightsService',
    'The professional is not in the directory, or no longer.',
    'warn',
  ),
  'structure-not-active': error(
    403,
    'forbidden',
    'DMPAccessDeniedByRightsService',
    'The structure is not in the directory, or not active.',
    'warn',
  ),
  'professional-structure-not-linked': error(
    403,
    'forbidden',
    'DMPAccessDeniedByRightsService',
    'The directory does not link the professional and the structure.',
    'warn',
  ),
  'profession-not-held': error(
    403,
    'forbidden',
    'DMPAccessDeniedByRightsService',
    'The directory does not know the professional under this profession and speciality.',
    'warn',
  ),
  'sign-in-refused': error(401, 'login', 'XDSRepositoryError', 'This is not right, or no longer valid.'),
  'sign-in-throttled': error(
    429,
    'throttled',
    'XDSRepositoryError',
    'Too many attempts; try again later, or with a device or a passkey that is known.',
    'warn',
  ),
  'sign-in-needed': error(401, 'login', 'XDSRepositoryError', 'Sign in first.'),
  'password-refused': error(422, 'value', 'XDSRepositoryError', 'This password cannot be used: {why}.'),
  'email-taken': error(409, 'duplicate', 'XDSRepositoryError', 'This address cannot be used to sign in.'),
  'factor-unknown': error(404, 'not-found', 'XDSRepositoryError', 'There is no such factor.'),
  'factor-last': error(
    409,
    'business-rule',
    'XDSRepositoryError',
    'The last second factor cannot be removed; add another one first.',
  ),
  'token-revoked': error(401, 'login', 'XDSRepositoryError', 'The token has been revoked.'),
  'scope-insufficient': error(403, 'forbidden', 'XDSRepositoryError', 'The token was not granted {scope}.'),
  // gates
  'access-refused': error(403, 'forbidden', 'XDSRepositoryError', 'You may not do this on this record.'),
  'reason-required': error(403, 'forbidden', 'XDSRepositoryError', 'Break-glass access needs a reason.'),
  'reason-spent': error(
    403,
    'forbidden',
    'XDSRepositoryError',
    'The break-glass access that this reason opened has ended; state anew why the access cannot wait.',
  ),
  'invitation-unknown': error(404, 'not-found', 'XDSRepositoryError', 'There is no such invitation, or no longer.'),
  'record-unknown': error(404, 'not-found', 'XDSUnknownPatientId', 'No record is open for this patient identifier.'),
  'record-closed': error(409, 'business-rule', 'XDSUnknownPatientId', 'The record of this patient is closed.'),
  'document-unknown': error(404, 'not-found', 'XDSDocumentUniqueIdError', 'No such document.'),
  'object-unknown': error(404, 'not-found', 'XDSRegistryError', 'No such {type}.'),
  // identity
  'ins-invalid': error(422, 'value', 'XDSUnknownPatientId', 'The INS {value} is not valid: {why}.'),
  'ins-oid-refused': error(
    422,
    'value',
    'XDSUnknownPatientId',
    'The identifier system {oid} is not an INS system accepted here.',
  ),
  'identity-not-qualified': error(
    422,
    'business-rule',
    'XDSUnknownPatientId',
    'Only a qualified identity may feed a record; this one is {status}.',
  ),
  'traits-invalid': error(422, 'value', 'XDSRegistryMetadataError', 'The identity traits are not complete: {why}.'),
  'patient-mismatch': error(
    422,
    'business-rule',
    'XDSPatientIdDoesNotMatch',
    'All parts of a submission must concern the same patient: {why}.',
  ),
  // the message, and searching
  ...messageErrors,
  ...soapErrors,
  ...registryErrors,
  // the life of a record
  'record-exists': error(409, 'duplicate', 'XDSRegistryError', 'A record exists already for this patient identifier.'),
  'record-state-refused': error(409, 'business-rule', 'XDSRegistryError', 'A record that is {state} cannot be {verb}.'),
  'consent-invalid': error(422, 'business-rule', 'XDSRegistryError', 'This decision cannot be recorded: {why}.'),
  // the house
  busy: error(
    503,
    'throttled',
    'XDSRegistryBusy',
    'Too many requests at this moment; try again in a few seconds.',
    'warn',
  ),
  unexpected: error(
    500,
    'exception',
    'XDSRegistryError',
    'Something went wrong on our side; the request left nothing behind.',
    'error',
  ),
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof errors;
