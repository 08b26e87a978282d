// SPDX-License-Identifier: Apache-2.0
export { dossiersOf } from './accounts.ts';
export { forgetExpired } from './artifacts.ts';
export type { ChoicePorts } from './choices.ts';
export { type ClientMetadata, putClient } from './clients.ts';
export { authorizationFace } from './face.ts';
export { loadOrCreateSigningKeys, rotateSigningKeys, type SigningKeys } from './keys.ts';
export { type MutualTls, mutualTls } from './mutual-tls.ts';
export { createProofs } from './proofs.ts';
export { type AuthorizationServer, createAuthorizationServer } from './provider.ts';
export { createRevocations } from './revocations.ts';
export type { SignInWay } from './sign-in-way.ts';
export { answerForStructuredTokens, tellLaunchContext } from './structured-tokens.ts';
