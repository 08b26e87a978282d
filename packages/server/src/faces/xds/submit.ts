// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import type { Failure } from '@dossier/core/errors';
import { type Ports, shareDocuments } from '../../record/index.ts';
import type { Element, Markup } from '../../soap/index.ts';
import { type ContentOf, readSubmission } from './ebrim/read-submission.ts';
import { registryResponse } from './response.ts';

/** Shares the objects of a message whose contents are known, unless something is wrong already. */
export const submit = async (
  actor: Actor,
  {
    objects,
    contentOf,
    failures,
  }: { readonly objects: Element; readonly contentOf: ContentOf; readonly failures: readonly Failure[] },
  ports: Ports,
): Promise<Markup> => {
  const { identity } = ports.law(ports.clock.now());
  const rules = { patientSystems: identity.systems.map(({ oid }) => oid) };
  const read = readSubmission(objects, contentOf, rules);
  if (!read.ok || failures.length > 0)
    return registryResponse({ failures: [...(read.ok ? [] : read.error), ...failures] });
  const shared = await shareDocuments(actor, read.value.submission, ports);
  if (!shared.ok) return registryResponse({ failures: [shared.error] });
  return registryResponse({ failures: [], warnings: [...read.value.warnings, ...shared.value.warnings] });
};
