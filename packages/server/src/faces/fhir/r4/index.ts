// SPDX-License-Identifier: Apache-2.0

export type * from './clinical.ts';
export type * from './datatypes.ts';
export type * from './resources.ts';
