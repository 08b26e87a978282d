// SPDX-License-Identifier: Apache-2.0
export type { Revision } from '@dossier/core/documents';
export {
  type ConsistencyProof,
  type InclusionProof,
  type JournalCrypto,
  type SignedHead,
  verifyConsistencyProof,
  verifyInclusionProof,
} from '@dossier/core/journal';
export {
  buildCda,
  type CdaCode,
  type CdaOrganization,
  type CdaPatientIdentity,
  type CdaProfessional,
  type CdaToBuild,
} from './cda/index.ts';
export type { RecordChanges } from './changes.ts';
export type { RetrievedContent } from './content.ts';
export type { Decision, DecisionOnParty, DefaultConfidentiality, GeneralDecision } from './decisions.ts';
export { connect, type Dossier } from './dossier.ts';
export { AnswerError, type AnswerProblem, DossierError, type Fault } from './errors.ts';
export type { ConnectionOptions, RequestOptions } from './http.ts';
export type { JournalClient } from './journal.ts';
export type { DocumentAuthor, DocumentToShare, SubmissionDetails } from './provide-bundle.ts';
export type { RecordClient, SharedDocument } from './record.ts';
export type * from './resources.ts';
export type { RetryOptions } from './retry.ts';
export type { AccessCriteria, DocumentCriteria, SearchCriteria, SearchCriterion, SearchValue } from './search.ts';
export type { RecordStatus } from './status.ts';
