// SPDX-License-Identifier: Apache-2.0
export { modernSuite, type Suite } from './algorithms.ts';
export { type Enveloped, openEnveloped } from './enveloped.ts';
export { legacySuite } from './legacy.ts';
export { type ManifestEntry, openManifest } from './manifest.ts';
