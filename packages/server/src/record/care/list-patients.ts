// SPDX-License-Identifier: Apache-2.0
import { holderKeys } from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import { ok } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import type { Ports } from '../ports.ts';
import { readRecord } from '../read-record.ts';
import type { Outcome, RecordView } from '../requests.ts';
import { admitAtLarge } from './at-large.ts';
import { opens } from './opens.ts';

/** A patient in the list of a professional. */
export interface ListedPatient {
  readonly view: RecordView;
  /** When the authorisation began that stands. */
  readonly authorizedAt: Instant;
}

/** Patients in one list, at most. */
const MOST = 100;

/**
 * The patients whose records a professional may open, those first who authorised them last (DMP TD0.4). Each who is shown
 * has an entry in the journal of their own record, as after a test of its existence: a list of names is a look at each. Fails
 * with `access-refused` for who has no patients of their own.
 */
export const listPatients = async (
  actor: Actor,
  { since }: { readonly since?: Instant },
  ports: Ports,
): Outcome<readonly ListedPatient[]> => {
  const atLarge = await admitAtLarge(actor, 'record.list-authorized', ports);
  if (!atLarge.ok) return atLarge;
  const held = await ports.store.recordsHeld(atLarge.value.allowed, holderKeys(actor), {
    at: ports.clock.now(),
    ...(since !== undefined && { since }),
    limit: MOST,
  });
  const shown: ListedPatient[] = [];
  for (const { recordId, from } of held) {
    const policy = await ports.store.loadPolicy({ recordId });
    if (policy === undefined || !opens(actor, policy, ports)) continue;
    const view = await readRecord(actor, { record: { recordId } }, ports);
    if (view.ok) shown.push({ view: view.value, authorizedAt: from });
  }
  return ok(shown);
};
