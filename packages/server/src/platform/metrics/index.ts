// SPDX-License-Identifier: Apache-2.0
export { countAccesses } from './count-accesses.ts';
export { type HouseWork, measureAudit, measureNotices, measureWork } from './measure-work.ts';
export { createRegistry, measureAdmission, measurePool, measureRequests } from './registry.ts';
