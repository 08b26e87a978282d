// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import { ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import { findDocuments, type ListQuery, type PagePosition, readRecord } from '../../../record/index.ts';
import { renderPatient } from '../rendering/index.ts';
import { everythingParameters, parseEverything, recordById } from '../search/index.ts';
import { type SearchEntry, searchset, selfLink } from './answers.ts';
import { operationParameters } from './body.ts';
import { consentEntries } from './consents.ts';
import { findLists } from './find-document-lists.ts';
import { documentEntry } from './find-document-references.ts';
import { nextLink, pageAsked, pageLink } from './paging.ts';
import type { Answer, Exchange, Route } from './route.ts';
import { resourceTypes } from './route-kinds.ts';

/** Where the walk through a record stands: the stages follow each other, each may take several pages. */
type Stage =
  | { readonly at: 'patient' }
  | { readonly at: 'documents'; readonly after?: PagePosition }
  | { readonly at: 'submissionset' | 'folder'; readonly after?: NonNullable<ListQuery['after']> };

interface Walk {
  readonly since?: Instant;
  readonly limit: number;
  readonly stage: Stage;
}

interface Step {
  readonly entries: readonly SearchEntry[];
  readonly next?: Stage;
}

type Outcome = Promise<Result<Step, Failure>>;

/** The patient, and the decisions of the patient where the caller may read them. */
const patient = async (exchange: Exchange): Outcome => {
  const { actor, ports, base, id } = exchange;
  const view = await readRecord(actor, { record: recordById(id), withConsents: true }, ports);
  if (!view.ok) return view;
  const { recordId, relations = [] } = view.value;
  const entry = { fullUrl: `${base}/Patient/${id}`, json: JSON.stringify(renderPatient(view.value)) };
  return ok({ entries: [entry, ...consentEntries({ recordId, relations }, exchange)], next: { at: 'documents' } });
};

const documents = async (exchange: Exchange, { since, limit }: Walk, after: PagePosition | undefined): Outcome => {
  const query = {
    criteria: since === undefined ? [] : [{ field: 'updated', from: since } as const],
    order: { by: 'submitted', descending: true } as const,
    limit,
    counts: 'none',
    ...(after ? { after } : {}),
  } as const;
  const found = await findDocuments(exchange.actor, { record: recordById(exchange.id), query }, exchange.ports);
  if (!found.ok) return found;
  const { next } = found.value;
  return ok({
    entries: found.value.documents.map((document) => documentEntry(document, exchange.base)),
    next: next ? { at: 'documents', after: next } : { at: 'submissionset' },
  });
};

const lists = async (
  exchange: Exchange,
  { since, limit }: Walk,
  { at, after }: Extract<Stage, { readonly at: 'folder' | 'submissionset' }>,
): Outcome => {
  const query = { limit, ...(since === undefined ? {} : { from: since }), ...(after ? { after } : {}) };
  const found = await findLists(exchange, at, recordById(exchange.id), query);
  if (!found.ok) return found;
  const { entries, next } = found.value;
  if (next) return ok({ entries, next: { at, after: next } });
  return ok(at === 'submissionset' ? { entries, next: { at: 'folder' } } : { entries });
};

const step = (exchange: Exchange, walk: Walk): Outcome => {
  const { stage } = walk;
  if (stage.at === 'patient') return patient(exchange);
  return stage.at === 'documents' ? documents(exchange, walk, stage.after) : lists(exchange, walk, stage);
};

const page = async (
  exchange: Exchange,
  walk: Walk,
  more: { readonly self: string; readonly warnings: readonly Failure[] },
): Promise<Result<Answer, Failure>> => {
  const entries: SearchEntry[] = [];
  let stage: Stage | undefined = walk.stage;
  while (stage !== undefined && entries.length < walk.limit) {
    const taken: Result<Step, Failure> = await step(exchange, { ...walk, stage, limit: walk.limit - entries.length });
    if (!taken.ok) return taken;
    entries.push(...taken.value.entries);
    stage = taken.value.next;
  }
  const next = stage === undefined ? {} : { next: nextLink(exchange, pathOf(exchange), { ...walk, stage }) };
  return searchset({ ...more, ...next, entries });
};

const pathOf = ({ id }: Exchange): string => `/Patient/${encodeURIComponent(id)}/$everything`;

const answer = async (exchange: Exchange): Promise<Result<Answer, Failure>> => {
  const path = pathOf(exchange);
  const further = pageAsked<Walk>(exchange, path);
  if (further) {
    return further.ok ? page(exchange, further.value, { self: pageLink(exchange, path), warnings: [] }) : further;
  }
  const parameters = operationParameters(exchange);
  if (!parameters.ok) return parameters;
  const parsed = parseEverything(parameters.value, exchange.search);
  if (!parsed.ok) return parsed;
  const { since, limit, understood, warnings } = parsed.value;
  const walk: Walk = { limit, stage: { at: 'patient' }, ...(since === undefined ? {} : { since }) };
  return page(exchange, walk, { self: selfLink(exchange.base, path, understood), warnings });
};

const route = {
  path: '/Patient/:id/$everything',
  service: {
    resource: 'Patient',
    operation: 'everything',
    definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything',
    // A record whole is every type of it.
    needs: [{ resource: '*', permission: 'r' }],
    documentation: 'The Patient, and the Consents, DocumentReferences and Lists in sight, in pages.',
    parameters: everythingParameters,
  },
  answer,
} as const;

/** All of a record that the caller may see. */
export const everything: readonly Route[] = [
  { ...route, method: 'GET' },
  { ...route, method: 'POST', accepts: resourceTypes },
];
