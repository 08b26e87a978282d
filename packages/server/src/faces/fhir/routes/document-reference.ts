// SPDX-License-Identifier: Apache-2.0
import type { FoundDocument } from '../../../record/index.ts';
import { versionTag } from '../negotiation/index.ts';
import { bytesOf, fillRendering, type ReadyText } from '../rendering/index.ts';

export const documentTag = ({ version, availabilityStatus }: FoundDocument): string =>
  versionTag(version, availabilityStatus);

/** The headers of a single DocumentReference (FHIR R4 §3.1.0.2). */
export const documentHeaders = (document: FoundDocument): Readonly<Record<string, string>> => ({
  etag: documentTag(document),
  'last-modified': new Date(document.updatedAt).toUTCString(),
});

/** JSON text of a DocumentReference as it goes out. */
export const readyDocument = (document: FoundDocument, base: string): ReadyText =>
  fillRendering(document.rendering, { base, ...document });

/** The same in UTF-8. */
export const documentText = (document: FoundDocument, base: string): Buffer => bytesOf(readyDocument(document, base));
