// SPDX-License-Identifier: Apache-2.0
export { buildCda } from './build-cda.ts';
export type * from './types.ts';
