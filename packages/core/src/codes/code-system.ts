// SPDX-License-Identifier: Apache-2.0
import { type CodeSystem, codeSystems } from '../data/index.ts';

const OID = /^[0-2](\.(0|[1-9]\d*))+$/;
const URN_OID = 'urn:oid:';

const byName = new Map<string, CodeSystem>(
  codeSystems.flatMap((system) =>
    [system.oid, system.uri, ...(system.aliases ?? [])].map((name): [string, CodeSystem] => [name, system]),
  ),
);

/**
 * The FHIR name of a code system that the core names by OID: its URI where one is known, `urn:oid:…` for any other OID.
 * What is a URI already stays as it is.
 */
export const codeSystemUri = (oid: string): string => {
  const known = byName.get(oid);
  if (known !== undefined) return known.uri;
  return OID.test(oid) ? `${URN_OID}${oid}` : oid;
};

/**
 * The name in the core of a code system that a message names by URI, `urn:oid:…` or OID: the OID, or the URI itself
 * where no OID is known.
 */
export const codeSystemOid = (uri: string): string => {
  const name = uri.startsWith(URN_OID) ? uri.slice(URN_OID.length) : uri;
  return byName.get(name)?.oid ?? name;
};
