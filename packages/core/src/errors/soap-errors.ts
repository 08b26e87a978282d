// SPDX-License-Identifier: Apache-2.0
import { type ErrorDefinition, error } from './definition.ts';

/** What is at fault in the envelope of a SOAP message (W3C SOAP 1.2 Part 1 §5.4, WS-Addressing 1.0 SOAP Binding §6). */
export const soapErrors = {
  'soap-version': error(500, 'structure', 'XDSRepositoryError', 'Only SOAP 1.2 is spoken here.'),
  'soap-not-understood': error(
    500,
    'not-supported',
    'XDSRepositoryError',
    'The header block {name} of {namespace} must be understood, and is not known here.',
  ),
  'soap-action-unknown': error(
    400,
    'not-supported',
    'XDSRepositoryError',
    'This address has no operation for the action {action}.',
  ),
  'soap-body-mismatch': error(
    400,
    'structure',
    'XDSRepositoryError',
    'The action {action} takes {expected} in the body, not {element}.',
  ),
  'part-unknown': error(400, 'not-found', 'XDSRepositoryError', 'No part of the message is {part}.'),
} as const satisfies Record<string, ErrorDefinition>;
