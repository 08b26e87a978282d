// SPDX-License-Identifier: Apache-2.0

/** The two forms in which a FHIR resource is served (FHIR R4 §3.1.0.1.11). */
export type ResourceFormat = 'json' | 'xml';

export const mediaTypeOf: Readonly<Record<ResourceFormat, string>> = {
  json: 'application/fhir+json',
  xml: 'application/fhir+xml',
};

/** What a message for a 406 or a 415 names. */
export const resourceMediaTypes = Object.values(mediaTypeOf).join(', ');

const formatByName: ReadonlyMap<string, ResourceFormat> = new Map([
  ['json', 'json'],
  ['application/json', 'json'],
  ['application/fhir+json', 'json'],
  ['text/json', 'json'],
  ['xml', 'xml'],
  ['application/xml', 'xml'],
  ['application/fhir+xml', 'xml'],
  ['text/xml', 'xml'],
]);

interface MediaRange {
  /** `type/subtype`, in lower case; either part may be `*`. */
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** 0 to 1. */
  readonly quality: number;
}

/** `type/subtype` of a Content-Type header, in lower case, without its parameters. */
export const essence = (contentType: string): string => contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';

const readRange = (text: string): MediaRange => {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters: Record<string, string> = {};
  for (const pair of rest) {
    const [name = '', value = ''] = pair.split('=', 2);
    parameters[name.trim().toLowerCase()] = value.trim().replace(/^"(.*)"$/, '$1');
  }
  const quality = parameters.q === undefined ? 1 : Number(parameters.q);
  return { type: type.toLowerCase(), parameters, quality: quality >= 0 && quality <= 1 ? quality : 0 };
};

/** The ranges of an Accept header, most wanted first; the order of the header decides between equals (RFC 9110 §12.5.1). */
export const readAccept = (accept: string | undefined): readonly MediaRange[] =>
  (accept ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(readRange)
    .toSorted((a, b) => b.quality - a.quality);

const servable = (range: MediaRange): boolean =>
  range.quality > 0 && (range.parameters.fhirversion ?? '4.0').startsWith('4.0');

const formatOf = (range: MediaRange): ResourceFormat | undefined =>
  range.type === '*/*' || range.type === 'application/*' ? 'json' : formatByName.get(range.type);

/**
 * In which form a resource goes out: `_format` overrides Accept (FHIR R4 §3.1.0.1.11), nothing said means JSON.
 * Undefined when the caller takes neither (406).
 */
export const resourceFormat = (accept: string | undefined, formatParameter?: string): ResourceFormat | undefined => {
  if (formatParameter !== undefined && formatParameter !== '') {
    // A `+` that was not escaped in the address has become a space.
    return formatByName.get(essence(formatParameter).replace(' ', '+'));
  }
  const ranges = readAccept(accept);
  if (ranges.length === 0) return 'json';
  for (const range of ranges) {
    const format = servable(range) ? formatOf(range) : undefined;
    if (format) return format;
  }
  return undefined;
};

/** In which form a resource in a body comes in; undefined for a type that is not FHIR (415). */
export const bodyFormat = (contentType: string): ResourceFormat | undefined => formatByName.get(essence(contentType));

/** How the content of a document goes out: as it is, or wrapped in a Binary resource (FHIR R4 §2.41.2). */
export const contentForm = (accept: string | undefined, contentType: string): 'raw' | ResourceFormat | undefined => {
  const ranges = readAccept(accept);
  if (ranges.length === 0) return 'raw';
  const own = essence(contentType);
  for (const range of ranges.filter(servable)) {
    if (range.type === '*/*' || range.type === own || range.type === `${own.split('/', 1)[0]}/*`) return 'raw';
    if (range.type === mediaTypeOf.json) return 'json';
    if (range.type === mediaTypeOf.xml) return 'xml';
  }
  return undefined;
};
