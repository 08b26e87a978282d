// SPDX-License-Identifier: Apache-2.0
import { type AccountOperation, type JournalOutcome, journalActorOf, NO_RECORD } from '@dossier/core/journal';
import { type Agent, actorOf, type ConsolePorts } from './ports.ts';

/** Traces what happened to the access of an agent; it concerns no record. Durable when it returns. */
export const trace = (
  agent: Agent,
  operation: AccountOperation,
  outcome: JournalOutcome,
  { journal, clock, uuid }: ConsolePorts,
  reasons: readonly string[] = [],
): Promise<void> =>
  journal({
    entryId: uuid(),
    recordId: NO_RECORD,
    at: clock.now(),
    actor: journalActorOf(actorOf(agent)),
    operation,
    outcome,
    reasons,
    documents: [],
    law: [],
    secret: false,
    detail: { of: 'console' },
  });
