// SPDX-License-Identifier: Apache-2.0
export { checkMetadata, classFor, type MetadataFault } from './check.ts';
export { withCode, withoutCode } from './confidentiality.ts';
export { factsOf, type PartySystems } from './facts.ts';
export { after, type LifeEvent, statusAfter, statusesBefore } from './life-cycle.ts';
export { revisionsOfCodes } from './revisions.ts';
export { isDeceptive } from './text.ts';
export type * from './types.ts';
export { availabilityStatuses } from './types.ts';
export { isOid, isUuid, oidOfUuid, uniqueIdFault } from './unique-id.ts';
