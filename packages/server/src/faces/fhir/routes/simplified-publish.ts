// SPDX-License-Identifier: Apache-2.0
import { shareDocuments } from '../../../record/index.ts';
import { readSimplifiedPublish } from '../intake/index.ts';
import { operationOutcomeText } from '../outcome/index.ts';
import { resource, written } from './answers.ts';
import { readBody } from './body.ts';
import { intakeContext } from './intake-context.ts';
import type { Route } from './route.ts';
import { resourceTypes } from './route-kinds.ts';
import { sharedDocumentTag, sharedDocumentText } from './shared-resources.ts';

/** Simplified Publish (ITI-105, PDSm flux 09): one document with its content in the attachment. */
export const simplifiedPublish: Route = {
  method: 'POST',
  path: '/DocumentReference',
  accepts: resourceTypes,
  service: {
    resource: 'DocumentReference',
    interaction: 'create',
    documentation: 'Simplified Publish (ITI-105): the content in attachment.data.',
  },
  answer: async (exchange) => {
    const body = readBody(exchange);
    if (!body.ok) return body;
    const received = readSimplifiedPublish(body.value, intakeContext(exchange));
    if (!received.ok) return received;
    const shared = await shareDocuments(exchange.actor, received.value.submission, exchange.ports);
    if (!shared.ok) return shared;
    const [document] = shared.value.documents;
    if (!document) throw new Error('A simplified publish shares one document.');
    const { entry, updatedAt, alreadyShared } = document;
    const headers = {
      location: `${exchange.base}/DocumentReference/${entry.entryUuid}`,
      etag: sharedDocumentTag(document),
      'last-modified': new Date(updatedAt).toUTCString(),
    };
    const more = { status: alreadyShared ? 200 : 201, headers };
    if (exchange.preferences.return === 'OperationOutcome') {
      const warnings = [...received.value.warnings, ...shared.value.warnings];
      return resource(operationOutcomeText(warnings, 'warning'), more);
    }
    return written(sharedDocumentText(document, exchange.base), exchange.preferences.return, more);
  },
};
