// SPDX-License-Identifier: Apache-2.0
export { acceptInvitation, leaveDelegation } from './care/accept-invitation.ts';
export { type BrokenGlass, breakGlass } from './care/break-glass.ts';
export { type DossierOf, dossiersOf, readDossiers } from './care/dossiers-of.ts';
export { type InviteRequest, inviteCarer, readInvitations, withdrawInvitation } from './care/invite-carer.ts';
export { type ListedPatient, listPatients } from './care/list-patients.ts';
export { findPatients, modeOn, type PatientAsked } from './care/patient-of-session.ts';
export {
  judgeEmergencyAccess,
  listEmergencyAccesses,
  type ReviewedAccess,
  readEmergencyAccess,
  readEmergencyFigures,
} from './care/review-access.ts';
export { foldNames, searchTraits, type TraitsMatch } from './care/search-traits.ts';
export { type ChangeInsRequest, changeIns } from './change-ins.ts';
export { changeConsent, declareAuthorization, readConsents } from './consents.ts';
export { explainAccess, previewAccess } from './explain-access.ts';
export { type FindDocumentsRequest, findDocuments } from './find-documents.ts';
export { type FindListsRequest, findFolders, findSubmissionSets } from './find-lists.ts';
export { closeRecord, opposeRecord, type RecordStep, reopenRecord, requestDestruction } from './life-of-record.ts';
export { type OpenedRecord, openRecord } from './open-record.ts';
export { performDuties } from './perform-duty.ts';
export type * from './ports.ts';
export { WriteConflictError } from './ports.ts';
export { queryRegistry, type RegistryReader } from './query-registry.ts';
export { readDocument } from './read-document.ts';
export { type FactsOfRecord, type ReadFactsRequest, readFacts } from './read-facts.ts';
export { proveJournalEntry, type ReadJournalRequest, readJournal } from './read-journal.ts';
export { type ReadNoticesRequest, readNotices } from './read-notices.ts';
export { readRecord } from './read-record.ts';
export type * from './requests.ts';
export { type RangeRequest, retrieveDocument, wholeOf } from './retrieve-document.ts';
export { type ReviseDocumentRequest, reviseDocument } from './revise-document.ts';
export { type FoundInside, type InsideHit, type SearchInsideRequest, searchInside } from './search-inside.ts';
export { shareDocuments } from './share-documents.ts';
