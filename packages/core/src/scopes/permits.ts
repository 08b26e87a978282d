// SPDX-License-Identifier: Apache-2.0
import type { ClinicalScope, Permission, Scope } from './types.ts';

/** What an operation needs of the scopes: one permission on one type; `*` is every type. */
export interface Need {
  readonly resource: string;
  readonly permission: Permission;
}

/** Whether scopes allow something. They only ever take away: what they allow, the gates must allow too. */
export const permits = (scopes: readonly ClinicalScope[], { resource, permission }: Need): boolean =>
  scopes.some(
    (scope) => (scope.resource === '*' || scope.resource === resource) && scope.permissions.includes(permission),
  );

export const isClinical = (scope: Scope): scope is ClinicalScope => scope.kind === 'clinical';

const same = (one: Scope, other: Scope): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Whether a scope asks for nothing beyond those that an application is registered for. */
export const isWithin = (scope: Scope, registered: readonly Scope[]): boolean => {
  if (!isClinical(scope)) return registered.some((one) => same(one, scope));
  const inContext = registered.filter(isClinical).filter(({ context }) => context === scope.context);
  return scope.permissions.every((permission) => permits(inContext, { resource: scope.resource, permission }));
};
