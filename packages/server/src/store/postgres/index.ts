// SPDX-License-Identifier: Apache-2.0
export { packageFolder } from './binaries.ts';
export {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  hasEmbedded,
  removeEmbedded,
  runningUrl,
  runningUrls,
  startEmbedded,
} from './embedded.ts';
export { createLanes, LANES, type Lanes } from './lanes.ts';
export { migrate, pendingMigrations } from './migrate.ts';
export { createPool, type PoolOptions } from './pool.ts';
export { identify } from './process-identity.ts';
