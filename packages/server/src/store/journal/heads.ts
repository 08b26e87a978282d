// SPDX-License-Identifier: Apache-2.0
import { type JournalHead, type SignedHead, toHex } from '@dossier/core/journal';

/** What is stored of a head: its canonical text and its signature. Undefined when the text is not even JSON. */
export const signedHeadOf = (head: string, signature: Uint8Array): SignedHead | undefined => {
  try {
    return { head: JSON.parse(head) as JournalHead, signature: toHex(signature) };
  } catch {
    return undefined;
  }
};

/** As {@link signedHeadOf}, where the log must be readable to go on. */
export const requireHead = (head: string, signature: Uint8Array): SignedHead => {
  const signed = signedHeadOf(head, signature);
  if (!signed) throw new Error('A head of the journal cannot be read; run `dossier journal verify`.');
  return signed;
};
