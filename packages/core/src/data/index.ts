// SPDX-License-Identifier: Apache-2.0
import { type CodeSystem, internationalCodeSystems } from './code-systems.ts';
import { frenchCodeSystems } from './fr/code-systems.ts';

export type { CodeSystem } from './code-systems.ts';
export { frenchProfile } from './fr/index.ts';
export { lawAt } from './law-at.ts';
export { loadTypeByProfession } from './load-type-by-profession.ts';
export type * from './types.ts';

/** Every code system that has one name in XDS and another in FHIR. */
export const codeSystems: readonly CodeSystem[] = [...internationalCodeSystems, ...frenchCodeSystems];
