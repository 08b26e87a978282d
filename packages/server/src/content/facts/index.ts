// SPDX-License-Identifier: Apache-2.0
export { codeSystemName } from './code-systems.ts';
export type { NarrativeSection } from './narrative.ts';
export { type ClinicalDocument, readClinicalDocument } from './read-clinical.ts';
export type { Concept, Dosage, Fact, FactAuthor, Period, Product, Quantity, Range, Value } from './types.ts';
