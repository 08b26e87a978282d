// SPDX-License-Identifier: Apache-2.0
export { demoPersons, type PersonaKey, personas } from './personas.ts';
export { type PopulationProgress, populate } from './population/index.ts';
export { DemoTokenError, demoTokenKeys, issueToken, type TokenOptions } from './token.ts';
