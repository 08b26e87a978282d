// SPDX-License-Identifier: Apache-2.0
import type { DocumentRelation } from '@dossier/core/documents';
import { associationTypes, extensions } from '../identifiers/index.ts';
import type { DocumentReferenceRelatesTo } from '../r4/index.ts';

/** FHIR has no code for XFRM_RPLC (MHD ConceptMap: narrower than replaces); the extension keeps it. */
export const relatesTo = ({ type, target }: DocumentRelation): DocumentReferenceRelatesTo => ({
  extension:
    type === 'transforms-and-replaces'
      ? [{ url: extensions.associationType, valueUri: associationTypes[type] }]
      : undefined,
  code: type === 'transforms-and-replaces' ? 'replaces' : type,
  target: { reference: `DocumentReference/${target}` },
});
