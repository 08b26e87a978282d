// SPDX-License-Identifier: Apache-2.0
import type { Relation } from '@dossier/core/consent';
import type { Failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import { readConsents } from '../../../record/index.ts';
import { renderConsent } from '../rendering/index.ts';
import { consentParameters, parseConsentSearch } from '../search/index.ts';
import { resource, type SearchEntry, searchset, selfLink, unknown } from './answers.ts';
import { compoundId, readCompoundId } from './compound-id.ts';
import type { Exchange, Route } from './route.ts';
import { searchRoutes } from './route-kinds.ts';
import { refusalById } from './where.ts';

/** A decision of the patient as a resource that can be asked for again: its id leads to its record. */
export const consentOf = (relation: Relation, recordId: string, now: Instant) => ({
  ...renderConsent(relation, recordId, now),
  id: compoundId(recordId, relation.id),
});

/** Decisions whose status is in every one of `statuses`. */
export const consentEntries = (
  { recordId, relations }: { readonly recordId: string; readonly relations: readonly Relation[] },
  { base, now }: Exchange,
  statuses: readonly (readonly string[])[] = [],
): readonly SearchEntry[] =>
  relations
    .map((relation) => consentOf(relation, recordId, now))
    .filter(({ status }) => statuses.every((asked) => asked.includes(status)))
    .map((consent) => ({ fullUrl: `${base}/Consent/${consent.id}`, json: JSON.stringify(consent) }));

/** The patient's decisions (DMP TD1.6). There are few; they come on one page. */
export const findConsents = searchRoutes({
  resource: 'Consent',
  documentation: 'The decisions of a patient: authorisations, blocks, oppositions, delegations (DMP TD1.6).',
  search: consentParameters,
  answer: async (exchange) => {
    const parsed = parseConsentSearch(exchange.parameters, exchange.search);
    if (!parsed.ok) return parsed;
    const { record, statuses, countOnly, understood, warnings } = parsed.value;
    const consents = await readConsents(exchange.actor, { record }, exchange.ports);
    if (!consents.ok) return consents;
    const entries = consentEntries(consents.value, exchange, statuses);
    const self = selfLink(exchange.base, '/Consent', understood);
    return searchset({ total: entries.length, self, entries: countOnly ? [] : entries, warnings });
  },
});

/** The relation behind the id of a Consent, among those that the caller may read. */
export const readRelation = async ({
  actor,
  ports,
  id,
}: Exchange): Promise<Result<{ readonly recordId: string; readonly relation: Relation }, Failure>> => {
  const { recordId, objectId } = readCompoundId(id);
  const consents = await readConsents(actor, { record: { recordId } }, ports);
  if (!consents.ok) return fail(refusalById(consents.error, 'Consent'));
  const relation = consents.value.relations.find((one) => one.id === objectId);
  return relation ? ok({ recordId, relation }) : unknown('Consent');
};

export const readConsentResource: Route = {
  method: 'GET',
  path: '/Consent/:id',
  service: { resource: 'Consent', interaction: 'read', documentation: 'One decision.' },
  answer: async (exchange) => {
    const read = await readRelation(exchange);
    if (!read.ok) return read;
    return resource(JSON.stringify(consentOf(read.value.relation, read.value.recordId, exchange.now)));
  },
};
