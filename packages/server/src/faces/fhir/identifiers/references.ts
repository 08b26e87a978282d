// SPDX-License-Identifier: Apache-2.0

/** What a literal reference of FHIR points to, as far as its text says. */
export type LocalReference =
  /** `#id`: a resource contained in the one that refers. */
  | { readonly kind: 'contained'; readonly id: string }
  /** `urn:uuid:…` or `urn:oid:…`. */
  | { readonly kind: 'urn'; readonly urn: string }
  /** `Type/id`, or the same under this server's own address. */
  | { readonly kind: 'relative'; readonly type: string; readonly id: string }
  /** `Type?identifier=system|value`. */
  | { readonly kind: 'conditional'; readonly type: string; readonly system: string | undefined; readonly value: string }
  /** An address elsewhere. It is never fetched. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'malformed' };

const RELATIVE = /^([A-Z][A-Za-z]{2,63})\/([A-Za-z0-9.-]{1,64})(\/_history\/[A-Za-z0-9.-]{1,64})?$/;
const CONDITIONAL = /^([A-Z][A-Za-z]{2,63})\?(.+)$/;

/**
 * Reads the text of `Reference.reference` or of an attachment's url.
 * @param base this server's own FHIR base address; addresses under it are relative ones.
 */
export const parseReference = (text: string, base?: string): LocalReference => {
  if (text.startsWith('#')) return text.length > 1 ? { kind: 'contained', id: text.slice(1) } : { kind: 'malformed' };
  if (/^urn:(uuid|oid):/i.test(text)) return { kind: 'urn', urn: text };
  const own = base !== undefined && text.startsWith(`${base}/`) ? text.slice(base.length + 1) : text;
  const relative = RELATIVE.exec(own);
  if (relative) return { kind: 'relative', type: relative[1] ?? '', id: relative[2] ?? '' };
  const conditional = CONDITIONAL.exec(own);
  if (conditional) return readConditional(conditional[1] ?? '', conditional[2] ?? '');
  // Whatever has a scheme or an authority leads out of the message, be it http, file, ftp or javascript.
  return /^([A-Za-z][A-Za-z0-9+.-]*:|\/\/)/.test(text) ? { kind: 'elsewhere' } : { kind: 'malformed' };
};

/** Only `identifier` can be asked; a token without `|` has no system. */
const readConditional = (type: string, query: string): LocalReference => {
  const parameters = [...new URLSearchParams(query)];
  const [name, token] = parameters[0] ?? [];
  if (parameters.length !== 1 || name !== 'identifier' || !token) return { kind: 'malformed' };
  const bar = token.lastIndexOf('|');
  const value = token.slice(bar + 1);
  if (value === '') return { kind: 'malformed' };
  return { kind: 'conditional', type, system: bar > 0 ? token.slice(0, bar) : undefined, value };
};
