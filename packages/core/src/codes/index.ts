// SPDX-License-Identifier: Apache-2.0
export { codeSystemOid, codeSystemUri } from './code-system.ts';
export { findConcept, labelOf } from './concept.ts';
