// SPDX-License-Identifier: Apache-2.0
import { ok } from '@dossier/core/result';
import { readDocument } from '../../../record/index.ts';
import { matchesWeakly, readEntityTags } from '../negotiation/index.ts';
import { resource } from './answers.ts';
import { documentHeaders, documentTag, documentText } from './document-reference.ts';
import type { Route } from './route.ts';

/** One document's metadata, by entryUUID (of any version) or logical id; the latest version answers. */
export const readDocumentReference: Route = {
  method: 'GET',
  path: '/DocumentReference/:id',
  service: {
    resource: 'DocumentReference',
    interaction: 'read',
    documentation: 'By entryUUID or logical id; If-None-Match is honoured.',
  },
  answer: async ({ actor, ports, base, id, header }) => {
    const document = await readDocument(actor, { id }, ports);
    if (!document.ok) return document;
    const headers = documentHeaders(document.value);
    const known = readEntityTags(header('if-none-match'));
    if (matchesWeakly(known, documentTag(document.value))) return ok({ status: 304, headers });
    return resource(documentText(document.value, base), { headers });
  },
};
