// SPDX-License-Identifier: Apache-2.0
import { fail, ok, type Result } from '../result/index.ts';
import {
  type Permission,
  permissions,
  type Scope,
  type ScopeContext,
  type ScopeFault,
  scopeContexts,
} from './types.ts';

const plain: Readonly<Record<string, Scope>> = {
  launch: { kind: 'launch' },
  'launch/patient': { kind: 'launch', needs: 'patient' },
  openid: { kind: 'identity', claim: 'openid' },
  fhirUser: { kind: 'identity', claim: 'fhirUser' },
  profile: { kind: 'identity', claim: 'profile' },
  offline_access: { kind: 'access', lasting: 'offline_access' },
  online_access: { kind: 'access', lasting: 'online_access' },
};

/** The suffixes of SMART 1 in the letters of SMART 2 (SMART App Launch 2.2, §3.0.2.3). */
const firstVersion: Readonly<Record<string, readonly Permission[]>> = {
  read: ['r', 's'],
  write: ['c', 'u', 'd'],
  '*': permissions,
};

const RESOURCE = /^(\*|[A-Z][A-Za-z]{1,63})$/;
const IN_ORDER = /^(?=.)c?r?u?d?s?$/;

const permissionsOf = (text: string): readonly Permission[] | undefined => {
  const old = Object.hasOwn(firstVersion, text) ? firstVersion[text] : undefined;
  if (old !== undefined) return old;
  return IN_ORDER.test(text) ? permissions.filter((letter) => text.includes(letter)) : undefined;
};

/**
 * One scope of SMART App Launch 2.2 (§3.0.2): clinical, launch, identity or access. A filter (`?category=…`) is refused:
 * a server that does not apply it would give more than was consented to.
 */
export const parseScope = (text: string): Result<Scope, ScopeFault> => {
  const refused = (why: ScopeFault['why']) => fail({ scope: text, why });
  const known = Object.hasOwn(plain, text) ? plain[text] : undefined;
  if (known !== undefined) return ok(known);
  const slash = text.indexOf('/');
  if (slash < 0) return refused('unknown');
  const context = scopeContexts.find((name) => name === text.slice(0, slash)) satisfies ScopeContext | undefined;
  if (context === undefined) return refused('context');
  const [named = '', filter] = text.slice(slash + 1).split(/\?(.*)/s, 2);
  const dot = named.lastIndexOf('.');
  const resource = named.slice(0, Math.max(dot, 0));
  if (!RESOURCE.test(resource)) return refused('resource');
  const allowed = permissionsOf(named.slice(dot + 1));
  if (allowed === undefined) return refused('permissions');
  if (filter !== undefined) return refused('filter');
  return ok({ kind: 'clinical', context, resource, permissions: allowed });
};

/** The scopes of a request or a token, separated by spaces; the first that is at fault refuses all. */
export const parseScopes = (text: string): Result<readonly Scope[], ScopeFault> => {
  const scopes: Scope[] = [];
  for (const one of text.split(' ').filter((part) => part !== '')) {
    const scope = parseScope(one);
    if (!scope.ok) return scope;
    scopes.push(scope.value);
  }
  return ok(scopes);
};

/** A scope in the words of SMART 2. */
export const writeScope = (scope: Scope): string => {
  switch (scope.kind) {
    case 'clinical':
      return `${scope.context}/${scope.resource}.${scope.permissions.join('')}`;
    case 'launch':
      return scope.needs === undefined ? 'launch' : `launch/${scope.needs}`;
    case 'identity':
      return scope.claim;
    case 'access':
      return scope.lasting;
  }
};
