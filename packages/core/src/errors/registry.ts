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

const define = <const T extends Record<string, ErrorDefinition>>(definitions: T): T => definitions;

/** The one registry of errors; `docs/errors.md` is generated from it. */
export const errors = define({
  // who is asking
  'token-missing': {
    text: 'This address needs a bearer token.',
    httpStatus: 401,
    issue: 'login',
    xds: 'XDSRepositoryError',
    log: 'info',
  },
  'token-invalid': {
    text: 'The bearer token is not valid here: {why}.',
    httpStatus: 401,
    issue: 'login',
    xds: 'XDSRepositoryError',
    log: 'info',
  },
  'token-expired': {
    text: 'The bearer token has expired.',
    httpStatus: 401,
    issue: 'expired',
    xds: 'XDSRepositoryError',
    log: 'info',
  },
  // gates
  'access-refused': {
    text: 'You may not do this on this record.',
    httpStatus: 403,
    issue: 'forbidden',
    xds: 'XDSRepositoryError',
    log: 'info',
  },
  'reason-required': {
    text: 'Break-glass access needs a reason.',
    httpStatus: 403,
    issue: 'forbidden',
    xds: 'XDSRepositoryError',
    log: 'info',
  },
  'record-unknown': {
    text: 'No record is open for this patient identifier.',
    httpStatus: 404,
    issue: 'not-found',
    xds: 'XDSUnknownPatientId',
    log: 'info',
  },
  'record-closed': {
    text: 'The record of this patient is closed.',
    httpStatus: 409,
    issue: 'business-rule',
    xds: 'XDSUnknownPatientId',
    log: 'info',
  },
  'document-unknown': {
    text: 'No such document.',
    httpStatus: 404,
    issue: 'not-found',
    xds: 'XDSDocumentUniqueIdError',
    log: 'info',
  },
  'object-unknown': {
    text: 'No such {type}.',
    httpStatus: 404,
    issue: 'not-found',
    xds: 'XDSRegistryError',
    log: 'info',
  },
  // identity
  'ins-invalid': {
    text: 'The INS {value} is not valid: {why}.',
    httpStatus: 422,
    issue: 'value',
    xds: 'XDSUnknownPatientId',
    log: 'info',
  },
  'ins-oid-refused': {
    text: 'The identifier system {oid} is not an INS system accepted here.',
    httpStatus: 422,
    issue: 'value',
    xds: 'XDSUnknownPatientId',
    log: 'info',
  },
  'identity-not-qualified': {
    text: 'Only a qualified identity may feed a record; this one is {status}.',
    httpStatus: 422,
    issue: 'business-rule',
    xds: 'XDSUnknownPatientId',
    log: 'info',
  },
  'traits-invalid': {
    text: 'The identity traits are not complete: {why}.',
    httpStatus: 422,
    issue: 'value',
    xds: 'XDSRegistryMetadataError',
    log: 'info',
  },
  'patient-mismatch': {
    text: 'All parts of a submission must concern the same patient: {why}.',
    httpStatus: 422,
    issue: 'business-rule',
    xds: 'XDSPatientIdDoesNotMatch',
    log: 'info',
  },
  // the message
  'body-malformed': {
    text: 'The body is not well-formed {format}: {why}.',
    httpStatus: 400,
    issue: 'structure',
    xds: 'XDSRepositoryError',
    log: 'info',
  },
  'body-too-large': {
    text: 'The body is larger than the {limitBytes} bytes accepted here.',
    httpStatus: 413,
    issue: 'too-long',
    xds: 'XDSRepositoryOutOfResources',
    log: 'info',
  },
  'document-too-large': {
    text: 'The content of {document} is larger than the {limitBytes} bytes that a document may have here.',
    httpStatus: 413,
    issue: 'too-long',
    xds: 'XDSRepositoryOutOfResources',
    log: 'info',
  },
  'too-many-entries': {
    text: 'The message has {count} {what}; at most {limit} are accepted.',
    httpStatus: 413,
    issue: 'too-costly',
    xds: 'XDSRepositoryOutOfResources',
    log: 'info',
  },
  'nesting-too-deep': {
    text: 'The message is nested deeper than {limit} levels.',
    httpStatus: 400,
    issue: 'too-costly',
    xds: 'XDSRepositoryError',
    log: 'info',
  },
  'doctype-refused': {
    text: 'XML with a DOCTYPE or entity declarations is not accepted.',
    httpStatus: 400,
    issue: 'security',
    xds: 'XDSRepositoryError',
    log: 'warn',
  },
  'media-type-unsupported': {
    text: 'The content type {mediaType} is not accepted here; use {accepted}.',
    httpStatus: 415,
    issue: 'not-supported',
    xds: 'XDSRepositoryError',
    log: 'info',
  },
  'not-acceptable': {
    text: 'None of the types in Accept can be served; available: {available}.',
    httpStatus: 406,
    issue: 'not-supported',
    xds: 'XDSRepositoryError',
    log: 'info',
  },
  'method-not-allowed': {
    text: 'This address does not take {method}.',
    httpStatus: 405,
    issue: 'not-supported',
    xds: 'XDSRepositoryError',
    log: 'info',
  },
  'address-unknown': {
    text: 'There is nothing at this address.',
    httpStatus: 404,
    issue: 'not-found',
    xds: 'XDSRepositoryError',
    log: 'debug',
  },
  'address-malformed': {
    text: 'The address cannot be read: {why}.',
    httpStatus: 400,
    issue: 'invalid',
    xds: 'XDSRepositoryError',
    log: 'info',
  },
  'request-malformed': {
    text: 'The request is not well-formed HTTP: {why}.',
    httpStatus: 400,
    issue: 'structure',
    xds: 'XDSRepositoryError',
    log: 'info',
  },
  'request-cut': {
    text: 'The connection ended before the whole request was there.',
    httpStatus: 400,
    issue: 'transient',
    xds: 'XDSRepositoryError',
    log: 'info',
  },
  'request-slow': {
    text: 'The request took longer to arrive than is waited for here.',
    httpStatus: 408,
    issue: 'timeout',
    xds: 'XDSRepositoryError',
    log: 'info',
  },
  'headers-too-large': {
    text: 'The address and headers of the request are larger than the {limitBytes} bytes accepted here.',
    httpStatus: 431,
    issue: 'too-long',
    xds: 'XDSRepositoryOutOfResources',
    log: 'info',
  },
  'precondition-failed': {
    text: 'The resource has another version than the one named.',
    httpStatus: 412,
    issue: 'conflict',
    xds: 'XDSMetadataVersionError',
    log: 'info',
  },
  'range-not-satisfiable': {
    text: 'The range lies outside the {sizeBytes} bytes of the document.',
    httpStatus: 416,
    issue: 'invalid',
    xds: 'XDSRepositoryError',
    log: 'info',
  },
  'element-missing': {
    text: '{path} is required: {why}.',
    httpStatus: 422,
    issue: 'required',
    xds: 'XDSRegistryMetadataError',
    log: 'info',
  },
  'element-invalid': {
    text: '{path} is not valid: {why}.',
    httpStatus: 422,
    issue: 'value',
    xds: 'XDSRegistryMetadataError',
    log: 'info',
  },
  'element-unsupported': {
    text: '{path} is not supported: {why}.',
    httpStatus: 422,
    issue: 'not-supported',
    xds: 'XDSRegistryMetadataError',
    log: 'info',
  },
  'code-unknown': {
    text: '{path}: the code {code} of {system} is not in {valueSet}.',
    httpStatus: 422,
    issue: 'code-invalid',
    xds: 'XDSRegistryMetadataError',
    log: 'info',
  },
  'type-class-mismatch': {
    text: 'Documents of type {type} belong to class {expected}, not to {given}.',
    httpStatus: 422,
    issue: 'business-rule',
    xds: 'XDSRegistryMetadataError',
    log: 'info',
  },
  'hash-mismatch': {
    text: 'The content of {document} does not have the hash that its metadata states.',
    httpStatus: 422,
    issue: 'business-rule',
    xds: 'XDSRepositoryMetadataError',
    log: 'warn',
  },
  'size-mismatch': {
    text: 'The content of {document} has {actual} bytes; its metadata states {stated}.',
    httpStatus: 422,
    issue: 'business-rule',
    xds: 'XDSRepositoryMetadataError',
    log: 'warn',
  },
  'content-missing': {
    text: 'The content of {document} is not in the message.',
    httpStatus: 422,
    issue: 'required',
    xds: 'XDSMissingDocument',
    log: 'info',
  },
  'content-unreferenced': {
    text: 'The content {content} is not referred to by any document.',
    httpStatus: 422,
    issue: 'invalid',
    xds: 'XDSMissingDocumentMetadata',
    log: 'info',
  },
  'external-url-refused': {
    text: '{path}: addresses outside the message are never fetched.',
    httpStatus: 422,
    issue: 'security',
    xds: 'XDSRepositoryMetadataError',
    log: 'warn',
  },
  'duplicate-in-message': {
    text: 'The identifier {identifier} stands twice in the message.',
    httpStatus: 422,
    issue: 'duplicate',
    xds: 'XDSRegistryDuplicateUniqueIdInMessage',
    log: 'info',
  },
  'duplicate-different-content': {
    text: 'A document with the identifier {identifier} was shared before with other content.',
    httpStatus: 409,
    issue: 'duplicate',
    xds: 'XDSNonIdenticalHash',
    log: 'warn',
  },
  'duplicate-identifier': {
    text: 'The identifier {identifier} is already in use.',
    httpStatus: 409,
    issue: 'duplicate',
    xds: 'XDSDuplicateUniqueIdInRegistry',
    log: 'warn',
  },
  'target-unknown': {
    text: 'The document to which {path} refers is not known.',
    httpStatus: 422,
    issue: 'not-found',
    xds: 'UnresolvedReferenceException',
    log: 'info',
  },
  'target-not-approved': {
    text: 'The document to which {path} refers is no longer current.',
    httpStatus: 409,
    issue: 'conflict',
    xds: 'XDSRegistryDeprecatedDocumentError',
    log: 'info',
  },
  'transition-refused': {
    text: 'A document that is {from} cannot become {to}.',
    httpStatus: 422,
    issue: 'business-rule',
    xds: 'XDSMetadataUpdateError',
    log: 'info',
  },
  'patch-not-allowed': {
    text: 'Only status, securityLabel and isArchived can be patched; {path} cannot.',
    httpStatus: 405,
    issue: 'not-supported',
    xds: 'XDSMetadataUpdateOperationError',
    log: 'info',
  },
  'patch-invalid': {
    text: 'The patch cannot be applied: {why}.',
    httpStatus: 422,
    issue: 'invalid',
    xds: 'XDSMetadataUpdateError',
    log: 'info',
  },
  'author-not-patient': {
    text: "A document in the patient's own name is shared by the patient, or by who acts for them.",
    httpStatus: 422,
    issue: 'business-rule',
    xds: 'XDSRegistryMetadataError',
    log: 'info',
  },
  'already-shared': {
    text: 'The document {identifier} had been shared before; nothing was added, and what stands in the record is as it is there.',
    httpStatus: 200,
    issue: 'duplicate',
    xds: 'XDSRegistryError',
    log: 'debug',
  },
  'author-not-imputable': {
    text: 'A document shared by an organisation must be authored by that organisation.',
    httpStatus: 422,
    issue: 'business-rule',
    xds: 'XDSRegistryMetadataError',
    log: 'info',
  },
  'type-not-fed': {
    text: 'The feed {feed} may not share documents of type {type}.',
    httpStatus: 422,
    issue: 'business-rule',
    xds: 'XDSRegistryMetadataError',
    log: 'info',
  },
  'cda-finding': {
    text: '{sentence}',
    httpStatus: 422,
    issue: 'business-rule',
    xds: 'XDSRepositoryMetadataError',
    log: 'info',
  },
  'related-document-absent': {
    text: 'The document names another one ({targets}) that is not in the record; it is shared without this relation.',
    httpStatus: 422,
    issue: 'not-found',
    xds: 'UnresolvedReferenceException',
    log: 'info',
  },
  'file-unreadable': {
    text: 'The file cannot be read: {why}.',
    httpStatus: 422,
    issue: 'processing',
    xds: 'XDSRepositoryError',
    log: 'warn',
  },
  'traits-differ': {
    text: 'The patient of the document has another {traits} than the record under the same INS; whose document it is must be checked.',
    httpStatus: 422,
    issue: 'business-rule',
    xds: 'XDSPatientIdDoesNotMatch',
    log: 'warn',
  },
  // searching
  'parameter-unknown': {
    text: 'The search parameter {name} is not known here.',
    httpStatus: 400,
    issue: 'not-supported',
    xds: 'XDSStoredQueryParamNumber',
    log: 'info',
  },
  'parameter-invalid': {
    text: 'The search parameter {name} is not valid: {why}.',
    httpStatus: 400,
    issue: 'value',
    xds: 'XDSStoredQueryParamNumber',
    log: 'info',
  },
  'parameter-missing': {
    text: 'The search parameter {name} is required.',
    httpStatus: 400,
    issue: 'required',
    xds: 'XDSStoredQueryMissingParam',
    log: 'info',
  },
  'page-token-invalid': {
    text: 'This page address is not valid, or no longer.',
    httpStatus: 400,
    issue: 'invalid',
    xds: 'XDSRegistryError',
    log: 'info',
  },
  // the life of a record
  'record-exists': {
    text: 'A record exists already for this patient identifier.',
    httpStatus: 409,
    issue: 'duplicate',
    xds: 'XDSRegistryError',
    log: 'info',
  },
  'record-state-refused': {
    text: 'A record that is {state} cannot be {verb}.',
    httpStatus: 409,
    issue: 'business-rule',
    xds: 'XDSRegistryError',
    log: 'info',
  },
  'consent-invalid': {
    text: 'This decision cannot be recorded: {why}.',
    httpStatus: 422,
    issue: 'business-rule',
    xds: 'XDSRegistryError',
    log: 'info',
  },
  // the house
  busy: {
    text: 'Too many requests at this moment; try again in a few seconds.',
    httpStatus: 503,
    issue: 'throttled',
    xds: 'XDSRegistryBusy',
    log: 'warn',
  },
  unexpected: {
    text: 'Something went wrong on our side; the request left nothing behind.',
    httpStatus: 500,
    issue: 'exception',
    xds: 'XDSRegistryError',
    log: 'error',
  },
});

export type ErrorCode = keyof typeof errors;
