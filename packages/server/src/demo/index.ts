// SPDX-License-Identifier: Apache-2.0
export { type AssertionOptions, demoAssertion } from './assertion.ts';
export { makeDemoAuthority, ocspResponder } from './authority/index.ts';
export { mailFolder, mailPage, startCatcher } from './catcher/index.ts';
export { seedContacts } from './contacts.ts';
export { demoDirectory } from './directory.ts';
export { demoFederation } from './identity-provider/index.ts';
export { offerPersonas, requestToken } from './persona-grant.ts';
export { demoAgent, demoPersons, type PersonaKey, personas } from './personas.ts';
export { type PopulationProgress, populate } from './population/index.ts';
export { offerStructures } from './structure-clients.ts';
export { DemoTokenError, demoActor, demoTokenKeys, demoTokenTrust, issueToken, type TokenOptions } from './token.ts';
