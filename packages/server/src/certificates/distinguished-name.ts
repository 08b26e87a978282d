// SPDX-License-Identifier: Apache-2.0

/** Attribute types as software writes them (RFC 4514 §3, X.520, OpenSSL, Java), without regard to case. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ CN: '2.5.4.3', SN: '2.5.4.4', SURNAME: '2.5.4.4', SERIALNUMBER: '2.5.4.5', C: '2.5.4.6', L: '2.5.4.7' },
  ...{
    ST: '2.5.4.8',
    S: '2.5.4.8',
    STREET: '2.5.4.9',
    O: '2.5.4.10',
    OU: '2.5.4.11',
    T: '2.5.4.12',
    TITLE: '2.5.4.12',
  },
  ...{ GN: '2.5.4.42', G: '2.5.4.42', GIVENNAME: '2.5.4.42', I: '2.5.4.43', INITIALS: '2.5.4.43' },
  ...{ E: '1.2.840.113549.1.9.1', EMAILADDRESS: '1.2.840.113549.1.9.1', DC: '0.9.2342.19200300.100.1.25' },
};

const MOST_CHARACTERS = 2_000;
/** A type, and a value: in quotes, in hexadecimal, or as text in which a backslash escapes. */
const ATTRIBUTE =
  /\s*([A-Za-z][A-Za-z0-9-]*|(?:OID\.)?\d+(?:\.\d+)+)\s*=\s*("(?:[^"\\]|\\.)*"|#(?:[0-9A-Fa-f]{2})+|(?:[^,;+"\\]|\\.)*)\s*(?:[,;+]|$)/suy;

const typeOf = (written: string): string | undefined =>
  /^(?:OID\.)?\d/i.test(written) ? written.replace(/^OID\./i, '') : TYPES[written.toUpperCase()];

/** The string of a short DER value. */
const stringOf = (hex: string): string | undefined => {
  const [, length, ...rest] = Buffer.from(hex, 'hex');
  return length === rest.length && length < 128 ? Buffer.from(rest).toString('utf8') : undefined;
};

/** What a backslash stands before: a byte of UTF-8 in hexadecimal, or the character itself (RFC 4514 §2.4). */
const unescaped = (value: string): string =>
  value
    .replace(/(?:\\[0-9A-Fa-f]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('\\', ''), 'hex').toString('utf8'))
    .replace(/\\(.)/gsu, '$1');

const textOf = (written: string): string | undefined => {
  if (written.startsWith('#')) return stringOf(written.slice(1));
  if (written.startsWith('"')) return unescaped(written.slice(1, -1));
  // a blank at the end counts where it is escaped
  return unescaped(written.replace(/(?<!\\)\s+$/, ''));
};

/**
 * The attributes of a distinguished name in the order in which they are written: OID and text.
 *
 * @returns undefined where it cannot be read
 */
export const readName = (text: string): readonly (readonly [oid: string, text: string])[] | undefined => {
  if (text.length > MOST_CHARACTERS) return undefined;
  const found: (readonly [string, string])[] = [];
  ATTRIBUTE.lastIndex = 0;
  while (ATTRIBUTE.lastIndex < text.length) {
    const match = ATTRIBUTE.exec(text);
    const type = match?.[1] === undefined ? undefined : typeOf(match[1]);
    const value = match?.[2] === undefined ? undefined : textOf(match[2]);
    if (type === undefined || value === undefined) return undefined;
    found.push([type, value]);
  }
  return found;
};
