// SPDX-License-Identifier: Apache-2.0
import { actingBy, decide, type Question } from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import type { RecordPolicy } from '@dossier/core/consent';
import type { Ports } from '../ports.ts';

/** Whether the caller may open this record now, to look for documents in it. */
export const opens = (actor: Actor, policy: RecordPolicy, ports: Ports): boolean => {
  const at = ports.clock.now();
  const { recordId } = policy;
  const question: Omit<Question, 'policy'> = { actor, operation: 'document.find', recordId, law: ports.law(at), at };
  return decide({ ...question, actor: actingBy(question, policy), policy }).verdict === 'allowed';
};
