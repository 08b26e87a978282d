// SPDX-License-Identifier: Apache-2.0
import { partyKey } from '@dossier/core/actors';
import type { Failure } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import { openPage, type PageBinding, sealPage } from '../paging/index.ts';
import type { Exchange } from './route.ts';

/** The parameter that stands alone in the address of a next page. */
const pageParameter = '_page';

const bindingOf = ({ actor, now }: Exchange, search: string): PageBinding => ({ search, party: partyKey(actor), now });

/** The address of the next page: an opaque token, so that no identifier of a patient stands in it. */
export const nextLink = (exchange: Exchange, path: string, state: unknown): string =>
  `${exchange.base}${path}?${pageParameter}=${sealPage(exchange.pageTokenKey, bindingOf(exchange, path), state)}`;

/** Where a search goes on, when the address is that of a next page; fails with `page-token-invalid`. */
export const pageAsked = <T>(exchange: Exchange, path: string): Result<T, Failure> | undefined => {
  const token = exchange.parameters.find(({ name }) => name === pageParameter)?.value;
  return token === undefined ? undefined : openPage<T>(exchange.pageTokenKey, bindingOf(exchange, path), token);
};

/** The address of the page itself. */
export const pageLink = (exchange: Exchange, path: string): string => {
  const token = exchange.parameters.find(({ name }) => name === pageParameter)?.value ?? '';
  return `${exchange.base}${path}?${pageParameter}=${encodeURIComponent(token)}`;
};
