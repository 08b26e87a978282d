// SPDX-License-Identifier: Apache-2.0
import type { Law } from '@dossier/core/data';
import type { Code } from '@dossier/core/documents';
import { codeIn } from './context.ts';
import { bareMediaType } from './media-types.ts';

const MEDIA_TYPE_IS_ENOUGH = 'urn:ihe:iti:xds:2017:mimeTypeSufficient';

/** A CDA header lies in the first kilobytes; templates of sections come after it. */
const HEADER_BYTES = 16_384;

/**
 * The formatCode of a content for which the sender states none: by the template of a CDA document (ASS_A11), by the type
 * of an unstructured body or of the content itself (ASS_A12), or else that the media type is enough.
 */
export const deriveFormat = (content: Uint8Array, mediaType: string, law: Law): Code | undefined => {
  const type = bareMediaType(mediaType);
  const byContent = type.endsWith('xml') ? formatOfCda(content, law) : law.formatByMediaType[type];
  return codeIn(law, 'formatCode', byContent) ?? codeIn(law, 'formatCode', MEDIA_TYPE_IS_ENOUGH);
};

const formatOfCda = (content: Uint8Array, law: Law): string | undefined => {
  const text = Buffer.from(content.buffer, content.byteOffset, Math.min(content.byteLength, HEADER_BYTES)).toString();
  const root = text.indexOf('<ClinicalDocument');
  if (root === -1) return undefined;
  const headerEnd = text.search(/<(\w+:)?effectiveTime\b/);
  const header = text.slice(root, headerEnd === -1 ? undefined : headerEnd);
  const templates = [...header.matchAll(/<(?:\w+:)?templateId\b[^>]*\broot="([0-9.]{1,128})"/g)].map(
    (match) => match[1],
  );
  const byTemplate = templates.map((template) => law.formatByTemplate[template ?? '']).find(Boolean);
  if (byTemplate !== undefined) return byTemplate;
  const body = /<(?:\w+:)?nonXMLBody>\s*<(?:\w+:)?text\b[^>]*\bmediaType="([^"]{1,100})"/.exec(
    Buffer.from(content).toString('latin1'),
  );
  return body ? law.formatByMediaType[body[1] ?? ''] : undefined;
};
