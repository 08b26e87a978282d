// SPDX-License-Identifier: Apache-2.0

/** FHIR R4 issue types used by Dossier (http://hl7.org/fhir/R4/valueset-issue-type.html). */
export type IssueType =
  | 'invalid'
  | 'structure'
  | 'required'
  | 'value'
  | 'invariant'
  | 'security'
  | 'login'
  | 'forbidden'
  | 'expired'
  | 'processing'
  | 'not-supported'
  | 'duplicate'
  | 'not-found'
  | 'deleted'
  | 'too-long'
  | 'code-invalid'
  | 'business-rule'
  | 'conflict'
  | 'too-costly'
  | 'exception'
  | 'timeout'
  | 'throttled'
  | 'transient';

/** One kind of failure, for every face. */
export interface ErrorDefinition {
  /** Public sentence; `{name}` is filled from the failure's parameters. Never tells what a lens hides. */
  readonly text: string;
  readonly httpStatus: number;
  readonly issue: IssueType;
  /** ebXML registry error code (ITI TF-3 Table 4.2.4.1-2), for the SOAP faces. */
  readonly xds: string;
  readonly log: 'debug' | 'info' | 'warn' | 'error';
}

const error = (
  httpStatus: number,
  issue: IssueType,
  xds: string,
  text: string,
  log: ErrorDefinition['log'] = 'info',
): ErrorDefinition => ({ text, httpStatus, issue, xds, log });

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
  // the directory (domain §3.6)
  'professional-not-active': error(
    403,
    'forbidden',
    'XDSRepositoryError',
    'The professional is not in the directory, or no longer.',
    'warn',
  ),
  'structure-not-active': error(
    403,
    'forbidden',
    'XDSRepositoryError',
    'The structure is not in the directory, or not active.',
    'warn',
  ),
  'professional-structure-not-linked': error(
    403,
    'forbidden',
    'XDSRepositoryError',
    'The directory does not link the professional and the structure.',
    'warn',
  ),
  'profession-not-held': error(
    403,
    'forbidden',
    'XDSRepositoryError',
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
  // the message
  'body-malformed': error(400, 'structure', 'XDSRepositoryError', 'The body is not well-formed {format}: {why}.'),
  'body-too-large': error(
    413,
    'too-long',
    'XDSRepositoryOutOfResources',
    'The body is larger than the {limitBytes} bytes accepted here.',
  ),
  'document-too-large': error(
    413,
    'too-long',
    'XDSRepositoryOutOfResources',
    'The content of {document} is larger than the {limitBytes} bytes that a document may have here.',
  ),
  'too-many-entries': error(
    413,
    'too-costly',
    'XDSRepositoryOutOfResources',
    'The message has {count} {what}; at most {limit} are accepted.',
  ),
  'nesting-too-deep': error(
    400,
    'too-costly',
    'XDSRepositoryError',
    'The message is nested deeper than {limit} levels.',
  ),
  'doctype-refused': error(
    400,
    'security',
    'XDSRepositoryError',
    'XML with a DOCTYPE or entity declarations is not accepted.',
    'warn',
  ),
  'media-type-unsupported': error(
    415,
    'not-supported',
    'XDSRepositoryError',
    'The content type {mediaType} is not accepted here; use {accepted}.',
  ),
  'not-acceptable': error(
    406,
    'not-supported',
    'XDSRepositoryError',
    'None of the types in Accept can be served; available: {available}.',
  ),
  'method-not-allowed': error(405, 'not-supported', 'XDSRepositoryError', 'This address does not take {method}.'),
  'address-unknown': error(404, 'not-found', 'XDSRepositoryError', 'There is nothing at this address.', 'debug'),
  'address-malformed': error(400, 'invalid', 'XDSRepositoryError', 'The address cannot be read: {why}.'),
  'request-malformed': error(400, 'structure', 'XDSRepositoryError', 'The request is not well-formed HTTP: {why}.'),
  'request-cut': error(
    400,
    'transient',
    'XDSRepositoryError',
    'The connection ended before the whole request was there.',
  ),
  'request-slow': error(
    408,
    'timeout',
    'XDSRepositoryError',
    'The request took longer to arrive than is waited for here.',
  ),
  'headers-too-large': error(
    431,
    'too-long',
    'XDSRepositoryOutOfResources',
    'The address and headers of the request are larger than the {limitBytes} bytes accepted here.',
  ),
  'precondition-failed': error(
    412,
    'conflict',
    'XDSMetadataVersionError',
    'The resource has another version than the one named.',
  ),
  'range-not-satisfiable': error(
    416,
    'invalid',
    'XDSRepositoryError',
    'The range lies outside the {sizeBytes} bytes of the document.',
  ),
  'element-missing': error(422, 'required', 'XDSRegistryMetadataError', '{path} is required: {why}.'),
  'element-invalid': error(422, 'value', 'XDSRegistryMetadataError', '{path} is not valid: {why}.'),
  'element-unsupported': error(422, 'not-supported', 'XDSRegistryMetadataError', '{path} is not supported: {why}.'),
  'code-unknown': error(
    422,
    'code-invalid',
    'XDSRegistryMetadataError',
    '{path}: the code {code} of {system} is not in {valueSet}.',
  ),
  'type-class-mismatch': error(
    422,
    'business-rule',
    'XDSRegistryMetadataError',
    'Documents of type {type} belong to class {expected}, not to {given}.',
  ),
  'hash-mismatch': error(
    422,
    'business-rule',
    'XDSRepositoryMetadataError',
    'The content of {document} does not have the hash that its metadata states.',
    'warn',
  ),
  'size-mismatch': error(
    422,
    'business-rule',
    'XDSRepositoryMetadataError',
    'The content of {document} has {actual} bytes; its metadata states {stated}.',
    'warn',
  ),
  'content-missing': error(422, 'required', 'XDSMissingDocument', 'The content of {document} is not in the message.'),
  'content-unreferenced': error(
    422,
    'invalid',
    'XDSMissingDocumentMetadata',
    'The content {content} is not referred to by any document.',
  ),
  'external-url-refused': error(
    422,
    'security',
    'XDSRepositoryMetadataError',
    '{path}: addresses outside the message are never fetched.',
    'warn',
  ),
  'duplicate-in-message': error(
    422,
    'duplicate',
    'XDSRegistryDuplicateUniqueIdInMessage',
    'The identifier {identifier} stands twice in the message.',
  ),
  'duplicate-different-content': error(
    409,
    'duplicate',
    'XDSNonIdenticalHash',
    'A document with the identifier {identifier} was shared before with other content.',
    'warn',
  ),
  'duplicate-identifier': error(
    409,
    'duplicate',
    'XDSDuplicateUniqueIdInRegistry',
    'The identifier {identifier} is already in use.',
    'warn',
  ),
  'target-unknown': error(
    422,
    'not-found',
    'UnresolvedReferenceException',
    'The document to which {path} refers is not known.',
  ),
  'target-not-approved': error(
    409,
    'conflict',
    'XDSRegistryDeprecatedDocumentError',
    'The document to which {path} refers is no longer current.',
  ),
  'transition-refused': error(
    422,
    'business-rule',
    'XDSMetadataUpdateError',
    'A document that is {from} cannot become {to}.',
  ),
  'patch-not-allowed': error(
    405,
    'not-supported',
    'XDSMetadataUpdateOperationError',
    'Only status, securityLabel and isArchived can be patched; {path} cannot.',
  ),
  'patch-invalid': error(422, 'invalid', 'XDSMetadataUpdateError', 'The patch cannot be applied: {why}.'),
  'author-not-patient': error(
    422,
    'business-rule',
    'XDSRegistryMetadataError',
    "A document in the patient's own name is shared by the patient, or by who acts for them.",
  ),
  'already-shared': error(
    200,
    'duplicate',
    'XDSRegistryError',
    'The document {identifier} had been shared before; nothing was added, and what stands in the record is as it is there.',
    'debug',
  ),
  'author-not-imputable': error(
    422,
    'business-rule',
    'XDSRegistryMetadataError',
    'A document shared by an organisation must be authored by that organisation.',
  ),
  'type-not-fed': error(
    422,
    'business-rule',
    'XDSRegistryMetadataError',
    'The feed {feed} may not share documents of type {type}.',
  ),
  'cda-finding': error(422, 'business-rule', 'XDSRepositoryMetadataError', '{sentence}'),
  'related-document-absent': error(
    422,
    'not-found',
    'UnresolvedReferenceException',
    'The document names another one ({targets}) that is not in the record; it is shared without this relation.',
  ),
  'file-unreadable': error(422, 'processing', 'XDSRepositoryError', 'The file cannot be read: {why}.', 'warn'),
  'traits-differ': error(
    422,
    'business-rule',
    'XDSPatientIdDoesNotMatch',
    'The patient of the document has another {traits} than the record under the same INS; whose document it is must be checked.',
    'warn',
  ),
  // searching
  'parameter-unknown': error(
    400,
    'not-supported',
    'XDSStoredQueryParamNumber',
    'The search parameter {name} is not known here.',
  ),
  'parameter-invalid': error(
    400,
    'value',
    'XDSStoredQueryParamNumber',
    'The search parameter {name} is not valid: {why}.',
  ),
  'parameter-missing': error(400, 'required', 'XDSStoredQueryMissingParam', 'The search parameter {name} is required.'),
  'page-token-invalid': error(400, 'invalid', 'XDSRegistryError', 'This page address is not valid, or no longer.'),
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
