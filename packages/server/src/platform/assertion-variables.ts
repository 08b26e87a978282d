// SPDX-License-Identifier: Apache-2.0
import { oneOf, type Variable, wholeNumber } from './variable.ts';

/** The signed assertions of professional software (docs/vihf.md). */
export const assertionVariables = {
  assertions: {
    name: 'DOSSIER_ASSERTIONS',
    defaultNote: '`on` in the demo, `off` in production',
    since: '0.1.0',
    purpose:
      'Whether professional software may come by signed assertions (VIHF): `on` or `off`. In production it needs DOSSIER_TLS_CLIENT_CA.',
    parse: oneOf('on', 'off'),
  },
  assertionAgeSeconds: {
    name: 'DOSSIER_ASSERTION_AGE_SECONDS',
    default: '300',
    since: '0.1.0',
    purpose: 'How old the signed assertion of professional software may be.',
    parse: wholeNumber(10, 3_600),
  },
  assertionSkewSeconds: {
    name: 'DOSSIER_ASSERTION_SKEW_SECONDS',
    default: '60',
    since: '0.1.0',
    purpose: 'Difference between the clock of professional software and ours that is put up with.',
    parse: wholeNumber(0, 600),
  },
  assertionSha1: {
    name: 'DOSSIER_ASSERTION_SHA1',
    default: 'refuse',
    since: '0.1.0',
    purpose: 'Whether assertions signed with SHA-1, by software of before 2020, are taken: `refuse` or `accept`.',
    parse: oneOf('refuse', 'accept'),
  },
  assertionConnection: {
    name: 'DOSSIER_ASSERTION_CONNECTION',
    defaultNote: '`any` in the demo, `certificate` in production',
    since: '0.1.0',
    purpose:
      'Whether a message with an assertion must come on a connection with a client certificate of its signer (`certificate`), or may come without one (`any`).',
    parse: oneOf('certificate', 'any'),
  },
  assertionStructures: {
    name: 'DOSSIER_ASSERTION_STRUCTURES',
    default: 'own',
    since: '0.1.0',
    purpose:
      'For which structures the certificate of a structure may sign: its `own`, or `any`, where one certificate serves a legal entity with several places. Then whoever holds one speaks for all professionals of the directory.',
    parse: oneOf('own', 'any'),
  },
  submissionSignature: {
    name: 'DOSSIER_SUBMISSION_SIGNATURE',
    default: 'optional',
    since: '0.1.0',
    purpose:
      'Whether the submissions of professionals and structures must hold a signature of their documents (IHE DSG): `optional` or `required`. One that is there is verified where DOSSIER_TLS_CLIENT_CA names authorities.',
    parse: oneOf('optional', 'required'),
  },
  submissionSha1: {
    name: 'DOSSIER_SUBMISSION_SHA1',
    default: 'accept',
    since: '0.1.0',
    purpose:
      'Whether signatures of submissions with SHA-1 are taken: `accept`, as the published form of the DMP knows nothing else, or `refuse`.',
    parse: oneOf('accept', 'refuse'),
  },
} as const satisfies Record<string, Variable<unknown>>;
