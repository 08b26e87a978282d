// SPDX-License-Identifier: Apache-2.0
import type { RequestOptions, Send } from './http.ts';
import type { DocumentReference } from './resources.ts';
import { searchAll } from './search.ts';

/** What happened to the documents of a record since a moment, as far as this caller may see them. */
export interface RecordChanges {
  /** Shared since then, or with other metadata now: as they stand. */
  readonly current: readonly DocumentReference[];
  /** Replaced or deleted since then. */
  readonly ended: readonly DocumentReference[];
  /** What to ask from the next time. */
  readonly until: string;
}

/** A change can become visible after one that has a later time: the last minute is asked for again. */
const OVERLAP_MS = 60_000;

/**
 * All changes since a moment (an instant of FHIR), in one walk through the pages of one search. Those of the last minute before
 * it come again, so that none is missed: known by uniqueId and version. What has been hidden from the caller since is not told of.
 */
export const changesSince = async (
  send: Send,
  patient: Readonly<Record<string, string>>,
  since: string,
  options?: RequestOptions,
): Promise<RecordChanges> => {
  const from = Date.parse(since);
  if (Number.isNaN(from)) throw new TypeError(`${since} is no instant.`);
  const criteria = {
    ...patient,
    status: ['current', 'superseded', 'entered-in-error'],
    _lastUpdated: `ge${new Date(from - OVERLAP_MS).toISOString()}`,
    _count: 200,
  };
  const current: DocumentReference[] = [];
  const ended: DocumentReference[] = [];
  let until = new Date(from).toISOString();
  for await (const document of searchAll<DocumentReference>(send, 'DocumentReference', criteria, options)) {
    const at = new Date(document.meta?.lastUpdated ?? since).toISOString();
    if (at > until) until = at;
    (document.status === 'current' ? current : ended).push(document);
  }
  return { current, ended, until };
};
