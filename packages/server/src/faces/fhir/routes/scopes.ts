// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { type ClinicalScope, type Need, type Permission, permits } from '@dossier/core/scopes';
import type { RawParameter } from '../search/index.ts';
import type { Service } from './route.ts';

/** The letter of SMART App Launch 2.2 (§3.0.2.1) for each interaction. */
const letters = {
  read: 'r',
  'search-type': 's',
  create: 'c',
  update: 'u',
  patch: 'u',
} as const satisfies Record<Extract<Service, { readonly interaction: string }>['interaction'], Permission>;

/** What an answer may hold beside the type of its address. */
const included = ['DocumentReference', 'List', 'Patient'] as const;

const needsOf = (service: Service, parameters: readonly RawParameter[]): readonly Need[] => {
  // ITI-65 shares documents, whatever else stands in the bundle.
  if ('system' in service) return [{ resource: 'DocumentReference', permission: 'c' }];
  if ('operation' in service) return service.needs ?? [{ resource: service.resource, permission: 'r' }];
  const own: Need = { resource: service.resource, permission: letters[service.interaction] };
  const includes = parameters.some(({ name }) => /^_(?:rev)?include/.test(name));
  // what is searched by its content tells of its content
  const content: readonly Need[] = parameters.some(({ name }) => /^_content(?:$|:)/.test(name))
    ? [{ resource: 'Binary', permission: 'r' }]
    : [];
  return [own, ...content, ...(includes ? included.map((resource): Need => ({ resource, permission: 's' })) : [])];
};

/** The failure where the scopes of a token do not allow a service; a caller without scopes has what the gates allow. */
export const outsideScopes = (
  service: Service,
  parameters: readonly RawParameter[],
  scopes: readonly ClinicalScope[] | undefined,
): Failure | undefined => {
  if (scopes === undefined) return undefined;
  const missing = needsOf(service, parameters).find((need) => !permits(scopes, need));
  return missing && failure('scope-insufficient', { scope: `${missing.resource}.${missing.permission}` });
};
