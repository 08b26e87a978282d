// SPDX-License-Identifier: Apache-2.0
export { codeIn } from './code-in.ts';
export { codeSystemOid, codeSystemUri } from './code-system.ts';
export { findConcept, labelOf } from './concept.ts';
