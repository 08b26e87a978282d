// SPDX-License-Identifier: Apache-2.0
import { mayShare } from '@dossier/core/access';
import { type DocumentEntry, factsOf } from '@dossier/core/documents';
import type { Admitted } from '../admit.ts';

/** Whether the caller may share this: what the document itself says of its authors counts, not who sends it. */
export const mayShareDocument = ({ allowed, policy, law }: Admitted, entry: DocumentEntry) =>
  mayShare(allowed, factsOf({ ...entry, submittedBy: [] }, policy.personId, law.partySystems), law);
