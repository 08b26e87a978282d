// SPDX-License-Identifier: Apache-2.0
import type { SearchParameter } from '../search/index.ts';
import type { Route } from './route.ts';

export const formType = 'application/x-www-form-urlencoded';
export const resourceTypes = ['application/fhir+json', 'application/json', 'application/fhir+xml', 'application/xml'];
export const jsonPatchTypes = ['application/json-patch+json'];

/** A form of search parameters is never larger than this. */
const formBytes = 64 * 1024;

/** The two addresses of a search: GET `[base]/Type?…` and POST `[base]/Type/_search` (FHIR R4 §3.1.1.1). */
export const searchRoutes = <C>({
  resource,
  documentation,
  search,
  answer,
}: {
  readonly resource: string;
  readonly documentation: string;
  readonly search: readonly SearchParameter<C>[];
  readonly answer: Route['answer'];
}): readonly Route[] => {
  const service = { resource, interaction: 'search-type', documentation } as const;
  return [
    { method: 'GET', path: `/${resource}`, service, search, answer },
    {
      method: 'POST',
      path: `/${resource}/_search`,
      service,
      search,
      answer,
      accepts: [formType],
      bodyBytes: formBytes,
    },
  ];
};
