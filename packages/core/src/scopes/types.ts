// SPDX-License-Identifier: Apache-2.0

/** Whose data: of the patient in context, whatever the user may see, or whatever the backend service may see. */
export type ScopeContext = (typeof scopeContexts)[number];

export const scopeContexts = ['patient', 'user', 'system'] as const;

/** Create, read, update, delete, search: in this order (SMART App Launch 2.2, §3.0.2.1). */
export type Permission = (typeof permissions)[number];

export const permissions = ['c', 'r', 'u', 'd', 's'] as const;

/** `patient/DocumentReference.rs` */
export interface ClinicalScope {
  readonly kind: 'clinical';
  readonly context: ScopeContext;
  /** A FHIR type, or `*` for every type. */
  readonly resource: string;
  readonly permissions: readonly Permission[];
}

/** One scope of a request, as a tree. */
export type Scope =
  | ClinicalScope
  | { readonly kind: 'launch'; readonly needs?: 'patient' }
  | { readonly kind: 'identity'; readonly claim: 'openid' | 'fhirUser' | 'profile' }
  | { readonly kind: 'access'; readonly lasting: 'offline_access' | 'online_access' };

/** What is wrong with a scope, for `invalid_scope`. */
export interface ScopeFault {
  readonly scope: string;
  readonly why: 'unknown' | 'permissions' | 'resource' | 'filter' | 'context';
}
