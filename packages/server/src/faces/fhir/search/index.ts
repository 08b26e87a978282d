// SPDX-License-Identifier: Apache-2.0
export { type AuditEventSearch, auditEventParameters, parseAuditEventSearch } from './audit-events.ts';
export { recordById, type Where } from './common.ts';
export { communicationParameters, parseCommunicationSearch } from './communications.ts';
export { consentParameters, parseConsentSearch } from './consents.ts';
export { documentReferenceParameters, parseDocumentSearch } from './document-references.ts';
export type { ParameterType, SearchContext, SearchParameter } from './engine.ts';
export { everythingParameters, parseEverything } from './everything.ts';
export {
  type FactFilter,
  type FactSearch,
  type FactView,
  factParameters,
  lastParameters,
  meets,
  parseFactSearch,
} from './facts.ts';
export { type ListSearch, listParameters, parseListSearch } from './lists.ts';
export { parsePatchTarget } from './patch-target.ts';
export { parsePatientSearch, patientSearchParameters } from './patients.ts';
export { queryOf, type RawParameter, readQuery, writeQuery } from './query-string.ts';
export { readReference, readToken } from './values.ts';
