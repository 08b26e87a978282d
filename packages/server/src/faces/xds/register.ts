// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import type { Ports } from '../../record/index.ts';
import type { Element, Markup } from '../../soap/index.ts';
import type { ContentOf } from './ebrim/read-submission.ts';
import { submit } from './submit.ts';

const elsewhere: ContentOf = ({ path }, { stated, repositoryUniqueId }, report) => {
  const needed = { hash: stated.hash, size: stated.sizeBytes, repositoryUniqueId };
  for (const [name, value] of Object.entries(needed))
    if (value === undefined) report.missing(`${path}/Slot[${name}]`, 'a repository states it of what it holds');
  const { hash, sizeBytes } = stated;
  if (hash === undefined || sizeBytes === undefined || repositoryUniqueId === undefined) return undefined;
  return { content: new Uint8Array(), elsewhere: { hash, sizeBytes, repositoryUniqueId } };
};

/**
 * Register Document Set-b (ITI-42): metadata of documents whose bytes another repository holds. They are found here as
 * all others, under the same rights, and retrieved there.
 */
export const register = (actor: Actor, objects: Element, ports: Ports): Promise<Markup> =>
  submit(actor, { objects, contentOf: elsewhere, failures: [] }, ports);
