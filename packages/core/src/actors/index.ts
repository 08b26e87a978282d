// SPDX-License-Identifier: Apache-2.0
export { actorOrganization, ownKeys, partyKey, systemActor } from './keys.ts';
export type {
  AccessMode,
  Actor,
  Authentication,
  Delegate,
  Feed,
  Organization,
  OrganizationCaller,
  PartyKey,
  Patient,
  Professional,
  Staff,
  Support,
  System,
} from './types.ts';
export { accessModes, actorKinds, authentications } from './types.ts';
