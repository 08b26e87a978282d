// SPDX-License-Identifier: Apache-2.0
import { isUuid } from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { type DocumentRef, readDocument, reviseDocument, type StoredDocument } from '../../../record/index.ts';
import { readPatch } from '../intake/index.ts';
import { compareIfMatch } from '../negotiation/index.ts';
import { parsePatchTarget } from '../search/index.ts';
import { written } from './answers.ts';
import { readBody } from './body.ts';
import { documentHeaders, documentTag, documentText } from './document-reference.ts';
import type { Answer, Exchange, Refusal, Route } from './route.ts';
import { jsonPatchTypes } from './route-kinds.ts';
import { isNotThere } from './where.ts';

const refOf = (name: string): DocumentRef => (isUuid(name) ? { id: name } : { uniqueId: name });

/** The document under the first of its possible names that leads to one. */
const readNamed = async (exchange: Exchange, names: readonly string[]): Promise<Result<StoredDocument, Failure>> => {
  let document: Result<StoredDocument, Failure> = fail(failure('document-unknown'));
  for (const name of names) {
    document = await readDocument(exchange.actor, refOf(name), exchange.ports);
    if (document.ok || !isNotThere(document.error)) return document;
  }
  return document;
};

const revised = async (
  exchange: Exchange,
  patch: unknown,
  document: StoredDocument,
): Promise<Result<StoredDocument, Failure>> => {
  const { actor, ports, now } = exchange;
  const asked = compareIfMatch(exchange.header('if-match'), documentTag(document));
  if (asked === 'other') return fail(failure('precondition-failed'));
  const { availabilityStatus } = document.facts;
  const { logicalId, confidentialityCodes } = document.entry;
  const revisions = readPatch(patch, { availabilityStatus, confidentialityCodes }, ports.law(now));
  if (!revisions.ok) return revisions;
  if (revisions.value.length === 0) return ok(document);
  const ifSeen = asked === 'any' ? {} : { ifSeen: { version: document.version, status: availabilityStatus } };
  return reviseDocument(actor, { document: { id: logicalId }, revisions: revisions.value, ...ifSeen }, ports);
};

const answer = async (exchange: Exchange, names: readonly string[]): Promise<Result<Answer, Refusal>> => {
  const patch = readBody(exchange);
  if (!patch.ok) return patch;
  const document = await readNamed(exchange, names);
  if (!document.ok) return document;
  const now = await revised(exchange, patch.value, document.value);
  if (!now.ok) return now;
  return written(documentText(now.value, exchange.base), exchange.preferences.return, {
    status: 200,
    headers: documentHeaders(now.value),
  });
};

const service = {
  resource: 'DocumentReference',
  interaction: 'patch',
  documentation: 'JSON Patch of status, securityLabel and isArchived (PDSm flux 03); If-Match is honoured.',
} as const;

/** Revises a document's metadata by JSON Patch (PDSm flux 03, DMP TD3.3a–d). */
export const reviseDocumentReference: Route = {
  method: 'PATCH',
  path: '/DocumentReference/:id',
  accepts: jsonPatchTypes,
  service,
  answer: (exchange) => answer(exchange, [exchange.id]),
};

/** The same by `identifier` (conditional patch, FHIR R4 §3.1.0.7.2), as PDSm asks. */
export const reviseByIdentifier: Route = {
  method: 'PATCH',
  path: '/DocumentReference',
  accepts: jsonPatchTypes,
  service: { ...service, conditional: true },
  answer: async (exchange) => {
    const names = parsePatchTarget(exchange.parameters, exchange.search);
    return names.ok ? answer(exchange, names.value) : names;
  },
};
