// SPDX-License-Identifier: Apache-2.0
import { fail, ok, type Result } from '../result/index.ts';
import type { AvailabilityStatus } from './types.ts';

/** What can happen to a document that is in the record. */
export type LifeEvent = 'replace' | 'archive' | 'unarchive' | 'delete';

/**
 * The life of a document (ITI TF-3 §4.2.3.2.2; French statuses DMP TD3.3c/d). Deleted is the end; a replaced
 * version can only be deleted.
 */
const life: Readonly<Record<AvailabilityStatus, Readonly<Partial<Record<LifeEvent, AvailabilityStatus>>>>> = {
  approved: { replace: 'deprecated', archive: 'archived', delete: 'deleted' },
  archived: { unarchive: 'approved', delete: 'deleted' },
  deprecated: { delete: 'deleted' },
  deleted: {},
};

/** The status that an event leads to. */
export const statusAfter: Readonly<Record<LifeEvent, AvailabilityStatus>> = {
  replace: 'deprecated',
  archive: 'archived',
  unarchive: 'approved',
  delete: 'deleted',
};

/** The status after an event, or the two statuses between which there is no way. */
export const after = (
  status: AvailabilityStatus,
  event: LifeEvent,
): Result<AvailabilityStatus, { readonly from: AvailabilityStatus; readonly to: AvailabilityStatus }> => {
  const next = life[status][event];
  return next === undefined ? fail({ from: status, to: statusAfter[event] }) : ok(next);
};

/** The statuses in which an event can happen. */
export const statusesBefore = (event: LifeEvent): readonly AvailabilityStatus[] =>
  (Object.keys(life) as AvailabilityStatus[]).filter((status) => life[status][event] !== undefined);
