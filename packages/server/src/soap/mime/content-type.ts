// SPDX-License-Identifier: Apache-2.0

/** A Content-Type as it was stated (RFC 2045 §5.1): names in lower case, quotes taken off. */
export interface ContentType {
  /** `multipart/related`; empty where there is none. */
  readonly essence: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const PARAMETER = /^\s*;\s*(?:([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*)))?/;

/**
 * Reads a Content-Type, whatever order, case and quoting its parameters have; undefined where it cannot be read. Of a
 * parameter that stands twice the first counts.
 */
export const readContentType = (text: string): ContentType | undefined => {
  const head = /^\s*([^\s;,"]*)\s*/.exec(text);
  if (head === null) return undefined;
  const parameters = new Map<string, string>();
  let rest = text.slice(head[0].length);
  while (rest.trim() !== '') {
    const found = PARAMETER.exec(rest);
    if (found === null) return undefined;
    const [whole, name, quoted, plain] = found;
    const value = quoted === undefined ? plain?.trim() : quoted.replace(/\\(.)/g, '$1');
    const key = name?.toLowerCase();
    if (key !== undefined && value !== undefined && !parameters.has(key)) parameters.set(key, value);
    rest = rest.slice(whole.length);
  }
  return { essence: (head[1] ?? '').toLowerCase(), parameters };
};

/** A Content-ID, or what a `cid:` address names, without angle brackets (RFC 2392). */
export const contentIdOf = (text: string): string => text.trim().replace(/^<(.*)>$/, '$1');

/** The Content-ID that a `cid:` address leads to; undefined where it is another address (RFC 2392 §2). */
export const contentIdOfAddress = (href: string): string | undefined => {
  if (!/^cid:/i.test(href)) return undefined;
  try {
    return decodeURIComponent(href.slice(4));
  } catch {
    return undefined;
  }
};
