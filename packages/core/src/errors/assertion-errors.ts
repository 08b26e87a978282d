// SPDX-License-Identifier: Apache-2.0
import { type ErrorDefinition, error } from './definition.ts';

/** What a signed assertion, or the signature of a submission, can be refused for (domain §3.6). */
export const assertionErrors = {
  'assertion-invalid': error(
    401,
    'login',
    'DMPAccessDeniedByRightsService',
    'The assertion cannot be taken: {field}: {why}.',
  ),
  'assertion-signature-refused': error(
    401,
    'security',
    'DMPInvalidCertificate',
    'The signature of the assertion is not accepted here: {why}.',
    'warn',
  ),
  'signature-certificate-refused': error(
    401,
    'security',
    'DMPInvalidCertificate',
    'Not a valid signature certificate: {why}.',
    'warn',
  ),
  'assertion-not-current': error(
    401,
    'expired',
    'DMPAccessDeniedByRightsService',
    'The assertion is not of now: {why}.',
  ),
  'assertion-used': error(
    401,
    'duplicate',
    'DMPAccessDeniedByRightsService',
    'The assertion was used before; each message takes one of its own.',
    'warn',
  ),
  'assertion-specialty-missing': error(
    403,
    'forbidden',
    'DMPAccessDeniedByRightsService',
    'The assertion states no speciality, which the profession {profession} must.',
  ),
  'assertion-of-another-patient': error(
    403,
    'business-rule',
    'XDSPatientIdDoesNotMatch',
    'The assertion is for another patient than the request.',
    'warn',
  ),
  'submission-signature-refused': error(
    422,
    'security',
    'XDSRepositoryError',
    'The signature of the submission is not accepted here: {why}.',
    'warn',
  ),
  'submission-signature-missing': error(
    422,
    'required',
    'XDSRepositoryError',
    'A submission must hold a signature of its documents here.',
  ),
} as const satisfies Record<string, ErrorDefinition>;
