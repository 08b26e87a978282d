// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '../actors/index.ts';
import type { RecordPolicy } from '../consent/index.ts';
import type { Law } from '../data/types.ts';
import type { Instant } from '../time/index.ts';
import type { Gate, Operation, Reason } from './types.ts';

/** What the gates are asked. `policy` is absent where no record exists. */
export interface Question {
  readonly actor: Actor;
  readonly operation: Operation;
  readonly recordId: string;
  readonly policy: RecordPolicy | undefined;
  readonly law: Law;
  readonly at: Instant;
}

/** A question about a record that exists: what the gates after the first are asked. */
export type RecordQuestion = Question & { readonly policy: RecordPolicy };

export const pass = (gate: Gate, code: string): Reason => ({ gate, passed: true, code });

export const refuse = (gate: Gate, code: string): Reason => ({ gate, passed: false, code });
