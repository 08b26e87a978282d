// SPDX-License-Identifier: Apache-2.0
import type { SharedSubmission } from '../../../record/index.ts';
import { versionTag } from '../negotiation/index.ts';
import { bytesOf, fillRendering, renderDocumentReference } from '../rendering/index.ts';

type SharedDocument = SharedSubmission['documents'][number];

/** JSON text of a document that has just been shared, with the relations that the sharer gave it, in UTF-8. */
export const sharedDocumentText = ({ entry, updatedAt }: SharedDocument, base: string): Buffer =>
  bytesOf(fillRendering(Buffer.from(renderDocumentReference(entry)), { base, ...entry, updatedAt }));

export const sharedDocumentTag = ({ entry: { version, availabilityStatus } }: SharedDocument): string =>
  versionTag(version, availabilityStatus);
