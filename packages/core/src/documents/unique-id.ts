// SPDX-License-Identifier: Apache-2.0

/** An OID: arcs without leading zeros, first arc 0, 1 or 2, at most 64 characters. */
export const isOid = (text: string): boolean => text.length <= 64 && /^[0-2](\.(0|[1-9]\d*))+$/.test(text);

/** A UUID in lower case, without `urn:uuid:`. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** The OID that stands for a UUID (ITU-T X.667): where an OID must be made and no root is at hand. */
export const oidOfUuid = (uuid: string): string => `2.25.${BigInt(`0x${uuid.replaceAll('-', '')}`)}`;

/**
 * A document's uniqueId (ITI TF-3 §4.2.3.2.26, CP-808): OID, `OID^extension`, UUID URN or another URI;
 * printable ASCII, at most 128 characters. Undefined when it is well-formed, otherwise what is wrong.
 */
export const uniqueIdFault = (text: string): string | undefined => {
  if (text.length === 0) return 'it is empty';
  if (text.length > 128) return 'it is longer than 128 characters';
  if (!/^[\x21-\x7e]+$/.test(text)) return 'it has characters other than printable ASCII without spaces';
  const [root = '', extension] = text.split('^', 2);
  if (isOid(root)) return extension === '' ? 'the extension after ^ is empty' : undefined;
  if (/^urn:uuid:/i.test(text)) return isUuid(text.slice(9)) ? undefined : 'it is not a UUID in lower case';
  if (/^[a-z][a-z0-9+.-]*:./i.test(text)) return undefined;
  return 'it is neither an OID, an OID^extension, nor a URI';
};
