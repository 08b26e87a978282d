// SPDX-License-Identifier: Apache-2.0

import type { Admitted } from '../admit.ts';
import { admitTo } from '../admit.ts';
import type { DocumentRef, Ports, StoredDocument } from '../ports.ts';

/** A document of the record through the sharer's own lens: whoever may not read meets only what they brought. */
export const readInSight = async (
  { allowed, policy }: Admitted,
  document: DocumentRef,
  ports: Ports,
): Promise<StoredDocument | undefined> => {
  const record = { recordId: policy.recordId };
  const reference = await admitTo(allowed.actor, 'document.find-reference', policy, record, ports);
  return reference.ok ? ports.store.readDocument(reference.value.allowed, document) : undefined;
};
