// SPDX-License-Identifier: Apache-2.0
import { isOid } from '@dossier/core/documents';
import type { Identifier as FhirIdentifier } from '../r4/index.ts';
import { uris } from './profile.ts';
import { withOidPrefix, withoutOidPrefix } from './systems.ts';

/**
 * A core uniqueId (OID, `OID^ext` or URI) as FHIR writes it (ITI TF-2 Appendix Z.9.1.1): a URI under
 * `urn:ietf:rfc:3986`, or `ext` under `urn:oid:OID`.
 */
export const uniqueIdToFhir = (uniqueId: string): FhirIdentifier => {
  const caret = uniqueId.indexOf('^');
  const root = uniqueId.slice(0, Math.max(caret, 0));
  return isOid(root)
    ? { system: `urn:oid:${root}`, value: uniqueId.slice(caret + 1) }
    : { system: uris, value: withOidPrefix(uniqueId) };
};

/**
 * The core uniqueId of a FHIR identifier; undefined when its system is neither an OID nor that of URIs. A UUID is
 * put in lower case, as XDS compares it.
 */
export const uniqueIdFromFhir = (system: string | undefined, value: string): string | undefined => {
  if (system === undefined || system === uris)
    return /^urn:uuid:/i.test(value) ? value.toLowerCase() : withoutOidPrefix(value);
  const oid = withoutOidPrefix(system);
  return isOid(oid) ? `${oid}^${value}` : undefined;
};
