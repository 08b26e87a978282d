// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { type Failure, failure } from '@dossier/core/errors';
import type { Ports } from '../../record/index.ts';
import { attributeAt, binaryOf, childOf, childrenOf, type Element, type Markup } from '../../soap/index.ts';
import type { ContentOf } from './ebrim/read-submission.ts';
import { ns } from './ebrim/vocabulary.ts';
import { registryResponse } from './response.ts';
import { submit } from './submit.ts';

/** The contents of the message by the id of their entry, and what is wrong with them. */
const readContents = (request: Element): { readonly contentOf: ContentOf; readonly failures: readonly Failure[] } => {
  const contents = new Map<string, Buffer>();
  const failures: Failure[] = [];
  for (const document of childrenOf(request, ns.xds, 'Document')) {
    const id = attributeAt(document, 'id') ?? '';
    const path = `Document[${id.slice(0, 80)}]`;
    const bytes = binaryOf(document);
    if (bytes === undefined)
      failures.push(failure('element-invalid', { path, why: 'it is not in base64' }, { location: path }));
    else if (contents.has(id)) failures.push(failure('duplicate-in-message', { identifier: path }, { location: path }));
    else contents.set(id, bytes);
  }
  const used = new Set<string>();
  const objects = childOf(request, ns.lcm, 'SubmitObjectsRequest');
  const list = objects && childOf(objects, ns.rim, 'RegistryObjectList');
  for (const object of list ? childrenOf(list, ns.rim, 'ExtrinsicObject') : [])
    used.add(attributeAt(object, 'id') ?? '');
  for (const id of contents.keys())
    if (!used.has(id)) failures.push(failure('content-unreferenced', { content: `Document[${id.slice(0, 80)}]` }));
  const contentOf: ContentOf = ({ id, path }, _, report) => {
    const content = contents.get(id);
    return content === undefined ? report.refuse('content-missing', path, { document: path }) : { content };
  };
  return { contentOf, failures };
};

/**
 * Provide and Register Document Set-b (ITI-41, DMP TD2.1): all of the submission, or nothing. A submission that is refused
 * is an answer with the reasons, no fault.
 */
export const provideAndRegister = async (actor: Actor, request: Element, ports: Ports): Promise<Markup> => {
  const objects = childOf(request, ns.lcm, 'SubmitObjectsRequest');
  if (objects === undefined)
    return registryResponse({
      failures: [failure('element-missing', { path: 'SubmitObjectsRequest', why: 'it says what is shared' })],
    });
  const { contentOf, failures } = readContents(request);
  return submit(actor, { objects, contentOf, failures }, ports);
};
