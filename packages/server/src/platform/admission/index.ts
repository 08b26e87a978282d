// SPDX-License-Identifier: Apache-2.0
export { type AdmissionLimits, admitRequests } from './admit.ts';
export type { Full, Places } from './places.ts';
