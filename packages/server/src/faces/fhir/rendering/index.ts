// SPDX-License-Identifier: Apache-2.0

export { renderAuditEvent } from './audit-event.ts';
export { renderCommunication } from './communication.ts';
export { renderConsent } from './consent.ts';
export { renderDocumentReference, visibilityFirst } from './document-reference.ts';
export { renderFolder, renderSubmissionSet } from './lists.ts';
export { bytesOf, type Filling, fhirStatus, fillRendering, type ReadyText } from './marks.ts';
export { renderPatient } from './patient.ts';
