// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import { type DocumentQuery, type FoundDocument, type FoundDocuments, findDocuments } from '../../../record/index.ts';
import { documentReferenceParameters, parseDocumentSearch, type Where } from '../search/index.ts';
import { type SearchEntry, searchset, selfLink } from './answers.ts';
import { readyDocument } from './document-reference.ts';
import { nextLink, pageAsked, pageLink } from './paging.ts';
import type { Answer, Exchange } from './route.ts';
import { searchRoutes } from './route-kinds.ts';
import { askIn, isNotThere } from './where.ts';

const path = '/DocumentReference';

/** What a page token holds: the search as parsed, with where the page before ended. */
interface DocumentPage {
  readonly where: Where;
  readonly query: DocumentQuery;
}

export const documentEntry = (found: FoundDocument, base: string): SearchEntry => ({
  fullUrl: `${base}/DocumentReference/${found.entryUuid}`,
  json: readyDocument(found, base),
});

const nothing: FoundDocuments = { total: 0, documents: [] };

/** A search by identifier alone finds nothing where the object is unknown, and where it is out of reach. */
const find = async (exchange: Exchange, { where, query }: DocumentPage): Promise<Result<FoundDocuments, Failure>> => {
  const found = await askIn(where, (record) => findDocuments(exchange.actor, { record, query }, exchange.ports));
  return !found.ok && !where.record && isNotThere(found.error) ? { ok: true, value: nothing } : found;
};

const page = async (
  exchange: Exchange,
  asked: DocumentPage,
  more: { readonly self: string; readonly warnings: readonly Failure[]; readonly countOnly?: boolean },
): Promise<Result<Answer, Failure>> => {
  const found = await find(exchange, asked);
  if (!found.ok) return found;
  const { total, documents, next } = found.value;
  const goesOn = next !== undefined && !more.countOnly;
  return searchset({
    ...(total === undefined ? {} : { total }),
    self: more.self,
    ...(goesOn ? { next: nextLink(exchange, path, { ...asked, query: { ...asked.query, after: next } }) } : {}),
    entries: more.countOnly ? [] : documents.map((document) => documentEntry(document, exchange.base)),
    warnings: more.warnings,
  });
};

const answer = async (exchange: Exchange): Promise<Result<Answer, Failure>> => {
  const further = pageAsked<DocumentPage>(exchange, path);
  if (further) {
    return further.ok ? page(exchange, further.value, { self: pageLink(exchange, path), warnings: [] }) : further;
  }
  const parsed = parseDocumentSearch(exchange.parameters, exchange.search);
  if (!parsed.ok) return parsed;
  const { where, query, countOnly, understood, warnings } = parsed.value;
  return page(exchange, { where, query }, { self: selfLink(exchange.base, path, understood), warnings, countOnly });
};

/** Find Document References (ITI-67, DMP TD3.1a and TD3.1b). */
export const findDocumentReferences = searchRoutes({
  resource: 'DocumentReference',
  documentation: 'Find Document References (ITI-67). A patient, or an identifier alone.',
  search: documentReferenceParameters,
  answer,
});
