// SPDX-License-Identifier: Apache-2.0
import { availabilityStatuses } from '../documents/index.ts';
import type { Allowed, Lens } from './types.ts';

const EVERYTHING: Lens = {
  statuses: availabilityStatuses,
  types: 'every',
  hiddenBy: [],
  own: [],
  ownOnly: false,
};

/**
 * The same decision without its lens. Privileged, for one use: to answer a caller with the document that they have just
 * revised with every right, even when the revision took it out of their sight.
 */
export const widened = (allowed: Allowed): Allowed => ({ ...allowed, lens: EVERYTHING });
