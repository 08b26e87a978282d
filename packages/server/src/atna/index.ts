// SPDX-License-Identifier: Apache-2.0
export { countUnsent, startForwarding } from './forward.ts';
export type { AuditRepository } from './repository.ts';
