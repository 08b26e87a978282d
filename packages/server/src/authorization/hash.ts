// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

/** What is kept of an id that its bearer holds. */
export const hashOf = (id: string): Buffer => createHash('sha256').update(id).digest();
