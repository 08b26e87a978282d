// SPDX-License-Identifier: Apache-2.0
export { type PopulationProgress, populate } from './populate.ts';
