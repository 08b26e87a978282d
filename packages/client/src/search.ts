// SPDX-License-Identifier: Apache-2.0
import { json, type Send } from './http.ts';
import type { Bundle } from './resources.ts';

/** Parameters of a search as FHIR names them; a list is joined by OR. */
export type SearchCriteria = Readonly<Record<string, string | number | readonly string[]>>;

const escaped = (value: string): string => value.replace(/[\\,$]/g, (character) => `\\${character}`);

export const queryOf = (criteria: SearchCriteria): string =>
  new URLSearchParams(
    Object.entries(criteria).map(([name, value]): [string, string] => [
      name,
      typeof value === 'object' ? value.map(escaped).join(',') : String(value),
    ]),
  ).toString();

/** All matches of a search, page after page; a page is fetched when it is needed. */
export const searchAll = async function* <R extends { readonly resourceType: string }>(
  send: Send,
  resourceType: R['resourceType'],
  criteria: SearchCriteria,
): AsyncGenerator<R> {
  let address: string | undefined = `${resourceType}?${queryOf(criteria)}`;
  while (address !== undefined) {
    const page: Bundle<R> = await json<Bundle<R>>(send(address));
    for (const { resource } of page.entry ?? []) if (resource?.resourceType === resourceType) yield resource;
    address = page.link?.find(({ relation }) => relation === 'next')?.url;
  }
};
