// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { type Ports, type RetrievedDocument, retrieveDocument } from '../../record/index.ts';
import {
  childrenOf,
  type Element,
  element,
  type Markup,
  type SoapExchange,
  textAt,
  textElement,
} from '../../soap/index.ts';
import { ns } from './ebrim/vocabulary.ts';
import { registryResponse } from './response.ts';

interface Asked {
  readonly repository: string;
  readonly uniqueId: string;
  readonly home?: string;
}

/** Documents of one request, at most. */
const MOST = 100;

const readRequests = (request: Element): Result<readonly Asked[], Failure> => {
  const requests = childrenOf(request, ns.xds, 'DocumentRequest').map((one) => {
    const home = textAt(one, ns.xds, 'HomeCommunityId');
    return {
      repository: textAt(one, ns.xds, 'RepositoryUniqueId') ?? '',
      uniqueId: textAt(one, ns.xds, 'DocumentUniqueId') ?? '',
      ...(home !== undefined && { home }),
    };
  });
  if (requests.length === 0)
    return fail(failure('element-missing', { path: 'DocumentRequest', why: 'it names the document' }));
  if (requests.length > MOST)
    return fail(failure('too-many-entries', { count: requests.length, what: 'documents', limit: MOST }));
  return ok(requests);
};

const retrieveOne = async (actor: Actor, { repository, uniqueId }: Asked, ports: Ports) => {
  const at = { location: uniqueId };
  if (repository !== ports.repositoryUniqueId)
    return fail(failure('repository-unknown', { repository: repository.slice(0, 80) || '(none)' }, at));
  const retrieved = await retrieveDocument(actor, { document: { uniqueId } }, ports);
  return retrieved.ok ? retrieved : fail({ ...retrieved.error, ...at });
};

const writeDocument = async (
  { repository, uniqueId, home }: Asked,
  { content, bytes }: RetrievedDocument,
  attach: SoapExchange['attach'],
): Promise<Markup> => {
  const { mimeType: contentType, sizeBytes } = content;
  const document = await attach({ contentType, sizeBytes, bytes });
  return element('xds:DocumentResponse', {}, [
    ...(home === undefined ? [] : [textElement('xds:HomeCommunityId', home)]),
    textElement('xds:RepositoryUniqueId', repository),
    textElement('xds:DocumentUniqueId', uniqueId),
    textElement('xds:mimeType', contentType),
    element('xds:Document', {}, [document]),
  ]);
};

/**
 * Retrieve Document Set (ITI-43, DMP TD3.2). Each document is an access of its own. One that is unknown, out of sight or
 * out of reach is the same `XDSDocumentUniqueIdError`, with its uniqueId as location.
 */
export const retrieve = async ({ actor, body, attach }: SoapExchange, ports: Ports): Promise<Markup> => {
  const failures: Failure[] = [];
  const documents: Markup[] = [];
  const requests = readRequests(body);
  if (!requests.ok) failures.push(requests.error);
  for (const asked of requests.ok ? requests.value : []) {
    const retrieved = await retrieveOne(actor, asked, ports);
    if (retrieved.ok) documents.push(await writeDocument(asked, retrieved.value, attach));
    else failures.push(retrieved.error);
  }
  const response = registryResponse({ failures, partly: documents.length > 0 });
  return element('xds:RetrieveDocumentSetResponse', { 'xmlns:xds': ns.xds }, [response, ...documents]);
};
