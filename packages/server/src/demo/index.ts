// SPDX-License-Identifier: Apache-2.0
export { offerPersonas, requestToken } from './persona-grant.ts';
export { demoPersons, type PersonaKey, personas } from './personas.ts';
export { type PopulationProgress, populate } from './population/index.ts';
export { DemoTokenError, demoTokenKeys, demoTokenTrust, issueToken, type TokenOptions } from './token.ts';
