// SPDX-License-Identifier: Apache-2.0
import type { Conversation } from '../workloads/index.ts';
import type { Connection } from './connection.ts';

/** Bytes of one request's body and of its answer's. */
export interface ExchangeSize {
  readonly sent: number;
  readonly answered: number;
}

/** Holds a conversation over a connection; rejects with what it throws. */
export const converse = async (
  conversation: Conversation,
  connection: Connection,
  onExchange?: (size: ExchangeSize) => void,
): Promise<void> => {
  for (let step = conversation.next(); !step.done; ) {
    const answer = await connection.ask(step.value);
    onExchange?.({ sent: step.value.body?.length ?? 0, answered: answer.body.length });
    step = conversation.next(answer);
  }
};
