// SPDX-License-Identifier: Apache-2.0
import type { DocumentEntry } from '@dossier/core/documents';
import { versionTag } from '../negotiation/index.ts';
import { bytesOf, fillRendering, renderDocumentReference } from '../rendering/index.ts';

/** JSON text of a document that has just been shared, with the relations that the sharer gave it, in UTF-8. */
export const sharedDocumentText = (entry: DocumentEntry, base: string): Buffer =>
  bytesOf(fillRendering(Buffer.from(renderDocumentReference(entry)), { base, ...entry, updatedAt: entry.submittedAt }));

export const sharedDocumentTag = ({ version, availabilityStatus }: DocumentEntry): string =>
  versionTag(version, availabilityStatus);
