// SPDX-License-Identifier: Apache-2.0
export { namesHolder, planChange, type RelationPlan, type WantedChange } from './plan-change.ts';
export type * from './types.ts';
