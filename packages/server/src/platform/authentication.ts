// SPDX-License-Identifier: Apache-2.0
export { createAuthenticator } from './authentication/authenticator.ts';
export { claimsFromActor } from './authentication/claims.ts';
