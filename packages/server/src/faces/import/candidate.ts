// SPDX-License-Identifier: Apache-2.0
import type { DocumentMetadata, RelationType } from '@dossier/core/documents';
import type { Failure } from '@dossier/core/errors';
import type { DocumentPatient } from '../../content/cda/index.ts';

/** A file that can be shared, as far as the file alone tells. Its content is read again when its turn comes. */
export interface Candidate {
  readonly path: string;
  readonly metadata: DocumentMetadata;
  readonly patient: DocumentPatient;
  /** `target` is a uniqueId. */
  readonly relations: readonly { readonly type: RelationType; readonly target: string }[];
  readonly warnings: readonly Failure[];
  /** Where the document, and what it says of others, stand in the file: for errors. */
  readonly places: { readonly document: string; readonly related: string };
  /** SHA-256 of the content that was judged. */
  readonly sha256: string;
}
