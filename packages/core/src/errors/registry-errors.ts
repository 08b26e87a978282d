// SPDX-License-Identifier: Apache-2.0
import { type ErrorDefinition, error } from './definition.ts';

/** What is at fault in the metadata of a submission or in a stored query (ITI TF-3 Table 4.2.4.1-2). */
export const registryErrors = {
  'reference-unresolved': error(
    422,
    'not-found',
    'UnresolvedReferenceException',
    '{path} refers to nothing in the message, and to nothing that the registry could hold.',
  ),
  'metadata-not-kept': error(
    200,
    'business-rule',
    'XDSExtraMetadataNotSaved',
    'What {path} says is not kept: {name} is not known here.',
    'debug',
  ),
  'repository-unknown': error(
    404,
    'not-found',
    'XDSUnknownRepositoryId',
    'The repository {repository} is not this one.',
  ),
  'content-elsewhere': error(
    404,
    'not-found',
    'XDSDocumentUniqueIdError',
    'Another repository holds the bytes of this document, the one that its metadata name; only they stand here.',
  ),
  'query-unknown': error(400, 'not-supported', 'XDSUnknownStoredQuery', 'There is no stored query {query} here.'),
  'query-too-large': error(
    413,
    'too-costly',
    'XDSTooManyResults',
    'More than {limit} objects answer this query; ask for less.',
  ),
  'several-patients': error(
    422,
    'business-rule',
    'XDSResultNotSinglePatient',
    'The objects asked for are of several patients; ask for those of one.',
  ),
  'parameter-count': error(400, 'value', 'XDSStoredQueryParamNumber', 'The parameters do not go together: {why}.'),
  'update-unsupported': error(
    422,
    'not-supported',
    'XDSMetadataUpdateOperationError',
    '{path} cannot be changed so: {why}.',
  ),
} as const satisfies Record<string, ErrorDefinition>;
