// SPDX-License-Identifier: Apache-2.0
import { type Actor, partyKey } from '@dossier/core/actors';
import { ok } from '@dossier/core/result';
import { admit } from './admit.ts';
import { allowedTrace } from './journal-entries.ts';
import type { NoticePage, NoticeQuery, Ports, RecordRef } from './ports.ts';
import type { Outcome } from './requests.ts';

export interface ReadNoticesRequest {
  readonly record: RecordRef;
  readonly query: Pick<NoticeQuery, 'noticeId' | 'limit' | 'after'>;
}

/**
 * What the actor was told of a record: their own notices and nobody else's, under the gates of the journal, of which they
 * are drawn. A patient finds those about their account among them.
 */
export const readNotices = async (
  actor: Actor,
  { record, query }: ReadNoticesRequest,
  ports: Ports,
): Outcome<NoticePage & { readonly recordId: string }> => {
  const admitted = await admit(actor, 'journal.read', record, ports);
  if (!admitted.ok) return admitted;
  const { allowed } = admitted.value;
  const ofAccount = actor.kind === 'patient';
  const page = await ports.notices(allowed, { ...query, receiver: partyKey(actor), ofAccount });
  await ports.store.journal(allowedTrace(allowed, ports, { detail: { of: 'notices' } }));
  return ok({ ...page, recordId: allowed.recordId });
};
