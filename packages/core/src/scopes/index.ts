// SPDX-License-Identifier: Apache-2.0
export { parseScope, parseScopes, writeScope } from './parse.ts';
export { isClinical, isWithin, type Need, permits } from './permits.ts';
export type { ClinicalScope, Permission, Scope, ScopeContext, ScopeFault } from './types.ts';
