// SPDX-License-Identifier: Apache-2.0

export { consentKinds, isConsentKind } from './consent-kinds.ts';
export { partyOfIdentifier, partyReference } from './parties.ts';
export {
  associationTypes,
  extensions,
  listTypes,
  ownSystems,
  profiles,
  provideBundleProfiles,
  uris,
} from './profile.ts';
export { type LocalReference, parseReference } from './references.ts';
export {
  coding,
  concept,
  fhirIdentifier,
  professionalIds,
  structureIds,
  withOidPrefix,
  withoutOidPrefix,
} from './systems.ts';
export { uniqueIdFromFhir, uniqueIdToFhir } from './unique-id.ts';
