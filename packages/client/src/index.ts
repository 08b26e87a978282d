// SPDX-License-Identifier: Apache-2.0
export { verifyConsistencyProof, verifyInclusionProof } from '@dossier/core/journal';
export type { DocumentAuthor, DocumentToShare, SubmissionDetails } from './bundle.ts';
export { connect, type Dossier, type RetrievedContent, type Revision } from './dossier.ts';
export { DossierError, type Fault } from './errors.ts';
export type { ConnectionOptions } from './http.ts';
export type { RecordClient, SharedDocument } from './record.ts';
export type * from './resources.ts';
export type { SearchCriteria } from './search.ts';
