// SPDX-License-Identifier: Apache-2.0
export { folded, labelOf, namesOf } from './labels.ts';
export { type Contradiction, type FactLine, type IsBroad, reconcile } from './reconcile.ts';
export { isObservation, type Series, type SeriesPoint, seriesOf } from './series.ts';
export type * from './types.ts';
