// SPDX-License-Identifier: Apache-2.0
import { codeSystemUri } from '@dossier/core/codes';
import { type Code, type Identifier, isOid } from '@dossier/core/documents';
import type { CodeableConcept, Coding, Identifier as FhirIdentifier } from '../r4/index.ts';
import { identifierTypes, uris } from './profile.ts';

/** National identifiers of professionals and of structures (PS_IdNat, Struct_IdNat). */
export const professionalIds = '1.2.250.1.71.4.2.1';
export const structureIds = '1.2.250.1.71.4.2.2';

/** An assigning authority, from FHIR to core and back: only the `urn:oid:` changes. */
export const withoutOidPrefix = (uri: string): string => (uri.startsWith('urn:oid:') ? uri.slice(8) : uri);
export const withOidPrefix = (system: string): string => (isOid(system) ? `urn:oid:${system}` : system);

export const coding = (code: Code): Coding => ({
  system: code.system === '' ? undefined : codeSystemUri(code.system),
  code: code.code,
  display: code.display,
});

export const concept = (code: Code): CodeableConcept => ({ coding: [coding(code)] });

/** An identifier with its type; types that are URIs are CXi types (ITI TF-3 §4.2.3.2.28). */
export const fhirIdentifier = (identifier: Identifier): FhirIdentifier => ({
  type:
    identifier.type === undefined
      ? undefined
      : {
          coding: [{ system: identifier.type.startsWith('urn:') ? uris : identifierTypes, code: identifier.type }],
        },
  system: identifier.system === '' ? undefined : withOidPrefix(identifier.system),
  value: identifier.value,
});
