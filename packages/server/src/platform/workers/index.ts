// SPDX-License-Identifier: Apache-2.0
export { readAssignment } from './assignment.ts';
export { LEADER_CONNECTIONS, NOTICE_CONNECTIONS } from './connections.ts';
export { type Led, lead } from './lead.ts';
export { shareMetrics, tellListening, tellRefused, untilTold } from './serve.ts';
