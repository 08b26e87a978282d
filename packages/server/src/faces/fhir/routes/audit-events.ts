// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import type { JournalEntry } from '@dossier/core/journal';
import { fail, type Result } from '@dossier/core/result';
import { proveJournalEntry, type ReadJournalRequest, type RecordRef, readJournal } from '../../../record/index.ts';
import { renderAuditEvent } from '../rendering/index.ts';
import { type AuditEventSearch, auditEventParameters, parseAuditEventSearch } from '../search/index.ts';
import { resource, type SearchEntry, searchset, selfLink, unknown } from './answers.ts';
import { compoundId, readCompoundId } from './compound-id.ts';
import { nextLink, pageAsked, pageLink } from './paging.ts';
import type { Answer, Exchange, Route } from './route.ts';
import { searchRoutes } from './route-kinds.ts';
import { refusalById } from './where.ts';

const path = '/AuditEvent';

interface JournalPageAsked {
  readonly record: RecordRef;
  readonly query: ReadJournalRequest['query'];
}

/** An entry as a resource that can be asked for again: its id leads to its record. */
const auditEventOf = (entry: JournalEntry) => ({
  ...renderAuditEvent(entry),
  id: compoundId(entry.recordId, entry.entryId),
});

const entryOf = (entry: JournalEntry, base: string): SearchEntry => {
  const event = auditEventOf(entry);
  return { fullUrl: `${base}${path}/${event.id}`, json: JSON.stringify(event) };
};

const page = async (
  exchange: Exchange,
  asked: JournalPageAsked,
  more: Pick<AuditEventSearch, 'warnings' | 'countOnly'> & { readonly self: string },
): Promise<Result<Answer, Failure>> => {
  const { actor, ports, base } = exchange;
  const found = await readJournal(actor, asked, ports);
  if (!found.ok) return found;
  const { total, entries, next } = found.value;
  return searchset({
    total,
    self: more.self,
    ...(next && !more.countOnly
      ? { next: nextLink(exchange, path, { ...asked, query: { ...asked.query, after: next, total } }) }
      : {}),
    entries: more.countOnly ? [] : entries.map((entry) => entryOf(entry, base)),
    warnings: more.warnings,
  });
};

/** The journal of a record (R.1111-43 CSP): all of it for the patient, for others what the rules let them read. */
export const findAuditEvents = searchRoutes({
  resource: 'AuditEvent',
  documentation: 'The journal of a record, newest first: every access and every decision.',
  search: auditEventParameters,
  answer: async (exchange) => {
    const further = pageAsked<JournalPageAsked>(exchange, path);
    if (further) {
      const more = { self: pageLink(exchange, path), warnings: [], countOnly: false };
      return further.ok ? page(exchange, further.value, more) : further;
    }
    const parsed = parseAuditEventSearch(exchange.parameters, exchange.search);
    if (!parsed.ok) return parsed;
    const { record, query, understood } = parsed.value;
    return page(exchange, { record, query }, { ...parsed.value, self: selfLink(exchange.base, path, understood) });
  },
});

export const readAuditEvent: Route = {
  method: 'GET',
  path: '/AuditEvent/:id',
  service: { resource: 'AuditEvent', interaction: 'read', documentation: 'One entry of the journal.' },
  answer: async ({ actor, ports, id }) => {
    const { recordId, objectId } = readCompoundId(id);
    const found = await readJournal(actor, { record: { recordId }, query: { entryId: objectId, limit: 1 } }, ports);
    if (!found.ok) return fail(refusalById(found.error, 'AuditEvent'));
    const [entry] = found.value.entries;
    return entry ? resource(JSON.stringify(auditEventOf(entry))) : unknown('AuditEvent');
  },
};

/** The proof that an entry stands in the signed log; it can be checked with the public key alone (RFC 9162). */
export const proveAuditEvent: Route = {
  method: 'GET',
  path: '/AuditEvent/:id/$proof',
  service: {
    resource: 'AuditEvent',
    operation: 'proof',
    definition: 'urn:dossier:operation:proof',
    documentation: 'The inclusion proof of an entry of the journal.',
    parameters: [],
  },
  answer: async ({ actor, ports, id }) => {
    const { recordId, objectId } = readCompoundId(id);
    const proof = await proveJournalEntry(actor, { record: { recordId }, entryId: objectId }, ports);
    if (!proof.ok) return fail(refusalById(proof.error, 'proof'));
    const parameter = [
      // byte for byte what was hashed
      { name: 'entry', valueString: proof.value.entry },
      { name: 'logRoot', valueString: proof.value.head.head.logRoot },
      { name: 'sealedAt', valueInstant: proof.value.head.head.sealedAt },
      // all that the verifier takes
      { name: 'proof', valueString: JSON.stringify(proof.value) },
    ];
    return resource(JSON.stringify({ resourceType: 'Parameters', parameter }));
  },
};
