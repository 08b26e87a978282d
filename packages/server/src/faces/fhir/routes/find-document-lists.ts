// SPDX-License-Identifier: Apache-2.0
import type { Folder, SubmissionSet } from '@dossier/core/documents';
import type { Failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { findFolders, findSubmissionSets, type ListQuery, type RecordRef } from '../../../record/index.ts';
import { renderFolder, renderSubmissionSet } from '../rendering/index.ts';
import { type ListSearch, listParameters, parseListSearch, type Where } from '../search/index.ts';
import { resource, type SearchEntry, searchset, selfLink, unknown } from './answers.ts';
import { nextLink, pageAsked, pageLink } from './paging.ts';
import type { Answer, Exchange, Route } from './route.ts';
import { searchRoutes } from './route-kinds.ts';
import { askIn, isNotThere } from './where.ts';

const path = '/List';

interface ListPage {
  readonly where: Where;
  readonly kind: ListSearch['kind'];
  readonly query: ListQuery;
}

interface ListEntry extends SearchEntry {
  readonly json: string;
}

export interface RenderedLists {
  readonly total: number;
  readonly entries: readonly ListEntry[];
  readonly next?: NonNullable<ListQuery['after']>;
}

const entry = (base: string, list: { readonly id?: string | undefined }): ListEntry => ({
  fullUrl: `${base}/List/${list.id ?? ''}`,
  json: JSON.stringify(list),
});

/** Which members of these sets are folders: a set names documents and folders alike. */
const foldersAmong = async (
  { actor, ports }: Exchange,
  recordId: string,
  sets: readonly SubmissionSet[],
): Promise<Result<readonly string[], Failure>> => {
  const members = [...new Set(sets.flatMap((set) => set.members))];
  if (members.length === 0) return ok([]);
  const query = { entryUuids: members, limit: members.length };
  const folders = await findFolders(actor, { record: { recordId }, query }, ports);
  return folders.ok ? ok(folders.value.lists.map(({ entryUuid }) => entryUuid)) : folders;
};

const rendered = <T extends SubmissionSet | Folder>(
  found: { readonly total: number; readonly lists: readonly T[]; readonly next?: NonNullable<ListQuery['after']> },
  toEntry: (list: T) => ListEntry,
): RenderedLists => ({
  total: found.total,
  entries: found.lists.map(toEntry),
  ...(found.next ? { next: found.next } : {}),
});

const nothing: RenderedLists = { total: 0, entries: [] };

/** A UUID can be an entryUUID or a uniqueId, and the store joins the two by AND: they are asked one after the other. */
const either = ({ entryUuids, uniqueIds, ...query }: ListQuery): readonly ListQuery[] => [
  ...(entryUuids ? [{ ...query, entryUuids }] : []),
  ...(uniqueIds ? [{ ...query, uniqueIds }] : []),
  ...(entryUuids || uniqueIds ? [] : [query]),
];

/** Finds lists of one kind and renders them. */
export const findLists = async (
  exchange: Exchange,
  kind: ListSearch['kind'],
  record: RecordRef,
  query: ListQuery,
): Promise<Result<RenderedLists, Failure>> => {
  let found: Result<RenderedLists, Failure> = ok(nothing);
  for (const one of either(query)) {
    found = await findSome(exchange, kind, record, one);
    if (!found.ok || found.value.total > 0) return found;
  }
  return found;
};

const findSome = async (
  exchange: Exchange,
  kind: ListSearch['kind'],
  record: RecordRef,
  query: ListQuery,
): Promise<Result<RenderedLists, Failure>> => {
  const { actor, ports, base } = exchange;
  if (kind === 'folder') {
    const folders = await findFolders(actor, { record, query }, ports);
    return folders.ok ? ok(rendered(folders.value, (folder) => entry(base, renderFolder(folder)))) : folders;
  }
  const sets = await findSubmissionSets(actor, { record, query }, ports);
  if (!sets.ok) return sets;
  const folders = await foldersAmong(exchange, sets.value.recordId, sets.value.lists);
  return folders.ok ? ok(rendered(sets.value, (set) => entry(base, renderSubmissionSet(set, folders.value)))) : folders;
};

const page = async (
  exchange: Exchange,
  asked: ListPage,
  more: Pick<ListSearch, 'warnings'> & {
    readonly self: string;
    readonly countOnly: boolean;
    readonly nothing: boolean;
  },
): Promise<Result<Answer, Failure>> => {
  const found = await askIn(asked.where, (record) => findLists(exchange, asked.kind, record, asked.query));
  if (!found.ok && (asked.where.record || !isNotThere(found.error))) return found;
  const { total, entries, next } = found.ok && !more.nothing ? found.value : nothing;
  return searchset({
    total,
    self: more.self,
    ...(next && !more.countOnly
      ? { next: nextLink(exchange, path, { ...asked, query: { ...asked.query, after: next } }) }
      : {}),
    entries: more.countOnly ? [] : entries,
    warnings: more.warnings,
  });
};

const answer = async (exchange: Exchange): Promise<Result<Answer, Failure>> => {
  const further = pageAsked<ListPage>(exchange, path);
  if (further) {
    const more = { self: pageLink(exchange, path), warnings: [], countOnly: false, nothing: false };
    return further.ok ? page(exchange, further.value, more) : further;
  }
  const parsed = parseListSearch(exchange.parameters, exchange.search);
  if (!parsed.ok) return parsed;
  const { where, kind, query, understood } = parsed.value;
  return page(exchange, { where, kind, query }, { ...parsed.value, self: selfLink(exchange.base, path, understood) });
};

/** Find Document Lists (ITI-66). */
export const findDocumentLists = searchRoutes({
  resource: 'List',
  documentation: 'Find Document Lists (ITI-66): submission sets or folders of a patient.',
  search: listParameters,
  answer,
});

/** One submission set or folder, by entryUUID. A list without a member in sight is not there. */
export const readList: Route = {
  method: 'GET',
  path: '/List/:id',
  service: { resource: 'List', interaction: 'read', documentation: 'A submission set or folder, by entryUUID.' },
  answer: async (exchange) => {
    const query = { entryUuids: [exchange.id], limit: 1 };
    for (const kind of ['submissionset', 'folder'] as const) {
      const found = await findLists(exchange, kind, { object: exchange.id }, query);
      if (!found.ok && !isNotThere(found.error)) return fail(found.error);
      const [list] = found.ok ? found.value.entries : [];
      if (list) return resource(list.json);
    }
    return unknown('List');
  },
};
