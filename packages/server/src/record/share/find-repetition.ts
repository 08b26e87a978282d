// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import type { Admitted } from '../admit.ts';
import type { Ports, StoredDocument } from '../ports.ts';
import { readInSight } from './read-in-sight.ts';

/** What an identifier that is in use already means for a submission. */
export type Repetition =
  /** The same document, which the caller can see: as it stands in the record now. */
  | { readonly stored: StoredDocument }
  /** The identifier is not to be had; said after everything else was found right. */
  | { readonly taken: Failure };

/**
 * Looks for a document shared before under the same uniqueId. Of one that the caller cannot see nothing is told but that
 * the identifier is in use, which is also what is told of one in another record: an identifier that was guessed does not
 * show whose it is, nor that something is hidden.
 */
export const findRepetition = async (
  admitted: Admitted,
  { uniqueId, path, sha256 }: { readonly uniqueId: string; readonly path: string; readonly sha256: Uint8Array },
  ports: Ports,
): Promise<Repetition | undefined> => {
  const earlier = await ports.store.findByUniqueId(admitted.allowed, uniqueId);
  if (earlier === undefined) return undefined;
  const at = { location: path };
  const seen = await readInSight(admitted, { uniqueId }, ports);
  if (seen === undefined || seen.facts.availabilityStatus === 'deleted')
    return { taken: failure('duplicate-identifier', { identifier: uniqueId }, at) };
  if (!Buffer.from(earlier.sha256).equals(sha256))
    return { taken: failure('duplicate-different-content', { identifier: uniqueId }, at) };
  return { stored: seen };
};
