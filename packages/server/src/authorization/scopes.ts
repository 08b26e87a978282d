// SPDX-License-Identifier: Apache-2.0
import { isWithin, parseScopes, type Scope, type ScopeFault } from '@dossier/core/scopes';
import { type Client, errors } from 'oidc-provider';

const reasons: Readonly<Record<ScopeFault['why'], string>> = {
  unknown: 'it is not known here',
  context: 'it is not known here',
  resource: 'it names no FHIR type',
  permissions: 'its permissions are not letters of cruds in this order',
  filter: 'filters are not applied here',
};

/** What each application may ask for where its registration says nothing: to read. */
const BY_DEFAULT = 'openid fhirUser profile offline_access launch launch/patient patient/*.rs user/*.rs';

const registered = (client: Client | undefined): string => {
  const said = (client as { readonly dossier_scope?: unknown } | undefined)?.dossier_scope;
  return typeof said === 'string' ? said : BY_DEFAULT;
};

/**
 * Those of the scopes that this application may be granted, as it wrote them; the others are left out (RFC 6749 §3.3).
 *
 * @throws errors.InvalidScope for one that is no scope of SMART App Launch 2.2, or has a filter
 */
export const grantable = (asked: string, client: Client | undefined): readonly string[] => {
  const own = parseScopes(registered(client));
  if (!own.ok) throw new Error('The registration of an application has a scope that is not valid.');
  return [...new Set(asked.split(' ').filter((part) => part !== ''))].filter((written) => {
    const scopes = parseScopes(written);
    if (!scopes.ok) throw new errors.InvalidScope(reasons[scopes.error.why], written);
    return scopes.value.every((scope) => isWithin(scope, own.value));
  });
};

/** Scopes that were granted, as syntax. */
export const parsed = (written: readonly string[]): readonly Scope[] => {
  const scopes = parseScopes(written.join(' '));
  return scopes.ok ? scopes.value : [];
};
