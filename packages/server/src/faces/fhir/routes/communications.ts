// SPDX-License-Identifier: Apache-2.0
import { partyKey } from '@dossier/core/actors';
import type { Failure } from '@dossier/core/errors';
import { fail, type Result } from '@dossier/core/result';
import { type ReadNoticesRequest, readNotices, type ToldNotice } from '../../../record/index.ts';
import { renderCommunication } from '../rendering/index.ts';
import { communicationParameters, parseCommunicationSearch } from '../search/index.ts';
import { resource, searchset, selfLink, unknown } from './answers.ts';
import { compoundId, readCompoundId } from './compound-id.ts';
import { nextLink, pageAsked, pageLink } from './paging.ts';
import type { Answer, Exchange, Route } from './route.ts';
import { searchRoutes } from './route-kinds.ts';
import { refusalById } from './where.ts';

const path = '/Communication';

/** A notice as a resource that can be asked for again: its id leads to the record. */
const communicationOf = (notice: ToldNotice, recordId: string, { actor }: Exchange) => ({
  ...renderCommunication(notice, partyKey(actor)),
  id: compoundId(recordId, notice.noticeId),
});

const page = async (
  exchange: Exchange,
  asked: ReadNoticesRequest,
  { self, warnings }: { readonly self: string; readonly warnings: readonly Failure[] },
): Promise<Result<Answer, Failure>> => {
  const found = await readNotices(exchange.actor, asked, exchange.ports);
  if (!found.ok) return found;
  const { recordId, total, notices, next } = found.value;
  const more = next && asked.query.limit > 0;
  return searchset({
    total,
    self,
    ...(more && { next: nextLink(exchange, path, { ...asked, query: { ...asked.query, after: next } }) }),
    entries: notices.map((notice) => {
      const communication = communicationOf(notice, recordId, exchange);
      return { fullUrl: `${exchange.base}${path}/${communication.id}`, json: JSON.stringify(communication) };
    }),
    warnings,
  });
};

/** What the caller was told of a record, newest first; a patient finds what concerns their account among it. */
export const findCommunications = searchRoutes({
  resource: 'Communication',
  documentation: "The caller's own notices of a record, newest first.",
  search: communicationParameters,
  answer: async (exchange) => {
    const further = pageAsked<ReadNoticesRequest>(exchange, path);
    if (further) {
      const more = { self: pageLink(exchange, path), warnings: [] };
      return further.ok ? page(exchange, further.value, more) : further;
    }
    const parsed = parseCommunicationSearch(exchange.parameters, exchange.search);
    if (!parsed.ok) return parsed;
    const { record, limit, understood, warnings } = parsed.value;
    return page(exchange, { record, query: { limit } }, { self: selfLink(exchange.base, path, understood), warnings });
  },
});

export const readCommunication: Route = {
  method: 'GET',
  path: '/Communication/:id',
  service: { resource: 'Communication', interaction: 'read', documentation: 'One notice of the caller.' },
  answer: async (exchange) => {
    const { recordId, objectId } = readCompoundId(exchange.id);
    const query = { noticeId: objectId, limit: 1 };
    const found = await readNotices(exchange.actor, { record: { recordId }, query }, exchange.ports);
    if (!found.ok) return fail(refusalById(found.error, 'Communication'));
    const [notice] = found.value.notices;
    return notice ? resource(JSON.stringify(communicationOf(notice, recordId, exchange))) : unknown('Communication');
  },
};
