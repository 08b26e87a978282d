// SPDX-License-Identifier: Apache-2.0
export { fhirFace, refuseInFhir } from './routes/face.ts';
export type { FhirFaceOptions } from './routes/route.ts';
