// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { ok, type Result } from '@dossier/core/result';
import {
  type DocumentQuery,
  type FoundDocument,
  type FoundDocuments,
  findDocuments,
  searchInside,
} from '../../../record/index.ts';
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

/** What a page token holds of a search inside: the words too, and how many were shown before. */
interface InsidePage extends DocumentPage {
  readonly content: string;
  readonly offset: number;
}

/** Of the documents that hold the words, the best fitting are looked at, no more than these. */
const MOST_INSIDE = 200;

/** The documents that hold the words, and meet the other criteria; the best fitting first. */
const insidePage = async (
  exchange: Exchange,
  asked: InsidePage,
  more: { readonly self: string; readonly warnings: readonly Failure[]; readonly countOnly?: boolean },
): Promise<Result<Answer, Failure>> => {
  const { actor, ports, base } = exchange;
  const { where, query, content, offset } = asked;
  const inside = await askIn(where, (record) =>
    searchInside(actor, { record, text: content, offset: 0, limit: MOST_INSIDE }, ports),
  );
  if (!inside.ok) return inside;
  const { hits, recordId, unread, total } = inside.value;
  const warnings = [...more.warnings, ...(unread > 0 ? [failure('documents-unread', { count: unread })] : [])];
  const uuids = hits.map(({ entryUuid }) => entryUuid);
  const criteria = [...query.criteria, { field: 'identifier', anyOf: uuids } as const];
  const found =
    uuids.length === 0
      ? ok(nothing)
      : await findDocuments(
          actor,
          { record: { recordId }, query: { criteria, order: query.order, limit: MOST_INSIDE } },
          ports,
        );
  if (!found.ok) return found;
  const byUuid = new Map(found.value.documents.map((document) => [document.entryUuid, document]));
  const best = hits[0]?.score ?? 1;
  const entries = hits.flatMap(({ entryUuid, score }): readonly SearchEntry[] => {
    const document = byUuid.get(entryUuid);
    return document === undefined
      ? []
      : [{ ...documentEntry(document, base), score: Number((score / best).toFixed(3)) }];
  });
  const { limit } = query;
  const goesOn = offset + limit < entries.length && !more.countOnly;
  return searchset({
    ...(total <= MOST_INSIDE && { total: entries.length }),
    self: more.self,
    ...(goesOn && { next: nextLink(exchange, path, { ...asked, offset: offset + limit }) }),
    entries: more.countOnly ? [] : entries.slice(offset, offset + limit),
    warnings,
  });
};

const isInside = (asked: DocumentPage | InsidePage): asked is InsidePage => 'content' in asked;

const answer = async (exchange: Exchange): Promise<Result<Answer, Failure>> => {
  const further = pageAsked<DocumentPage | InsidePage>(exchange, path);
  if (further) {
    if (!further.ok) return further;
    const more = { self: pageLink(exchange, path), warnings: [] };
    return isInside(further.value) ? insidePage(exchange, further.value, more) : page(exchange, further.value, more);
  }
  const parsed = parseDocumentSearch(exchange.parameters, exchange.search);
  if (!parsed.ok) return parsed;
  const { where, query, content, countOnly, understood, warnings } = parsed.value;
  const more = { self: selfLink(exchange.base, path, understood), warnings, countOnly };
  return content === undefined
    ? page(exchange, { where, query }, more)
    : insidePage(exchange, { where, query, content, offset: 0 }, more);
};

/** Find Document References (ITI-67, DMP TD3.1a and TD3.1b). */
export const findDocumentReferences = searchRoutes({
  resource: 'DocumentReference',
  documentation: 'Find Document References (ITI-67). A patient, or an identifier alone.',
  search: documentReferenceParameters,
  answer,
});
