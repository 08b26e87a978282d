// SPDX-License-Identifier: Apache-2.0
import type { Result } from '@dossier/core/result';
import type { Composed } from '../texts/compose.ts';

/** One message to one address. */
export interface Envelope {
  readonly to: string;
  /** The same at every attempt: a receiver who gets it twice can tell. */
  readonly id: string;
  readonly composed: Composed;
}

/** `unavailable` may go away by itself; `refused` was said of this message for good. */
export type SendFailure = 'unavailable' | 'refused';

export interface Sender {
  send(envelope: Envelope): Promise<Result<void, SendFailure>>;
  close(): void;
}
