// SPDX-License-Identifier: Apache-2.0
export { forgetExpired } from './artifacts.ts';
export type { ChoicePorts } from './choices.ts';
export { type ClientMetadata, putClient } from './clients.ts';
export type { DeviceSignIn } from './device-sign-in.ts';
export { authorizationFace } from './face.ts';
export { openSigningKeys, rotateSigningKeys } from './keys.ts';
export { type MutualTls, mutualTls } from './mutual-tls.ts';
export type { PatientPorts } from './patients.ts';
export { createProofs } from './proofs.ts';
export { type AuthorizationServer, createAuthorizationServer } from './provider.ts';
export { createRevocations } from './revocations.ts';
export { endAll, type SessionPorts } from './session-pages.ts';
export { endEverything, openGrants, openSessions } from './sessions.ts';
export type { SignInWay } from './sign-in-way.ts';
export { answerForStructuredTokens, tellLaunchContext } from './structured-tokens.ts';
export { accessTrace } from './trace.ts';
