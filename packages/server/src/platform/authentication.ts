// SPDX-License-Identifier: Apache-2.0
export { type Authenticator, createAuthenticator } from './authentication/authenticator.ts';
export { actorFromClaims, claimsFromActor } from './authentication/claims.ts';
export type { Possession } from './authentication/possession.ts';
