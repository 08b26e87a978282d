// SPDX-License-Identifier: Apache-2.0
import { type ErrorCode, type Failure, failure } from '@dossier/core/errors';
import { fail, type Result } from '@dossier/core/result';
import type { RecordRef } from '../../../record/index.ts';
import type { Where } from '../search/index.ts';

/** Refusals that say that a named object is not there for the caller. */
const notThere: readonly ErrorCode[] = ['document-unknown', 'object-unknown', 'record-unknown'];

/** Refusals that a resource asked for by its id alone is not there, for whoever may not see it. */
const outOfReach: readonly ErrorCode[] = [...notThere, 'access-refused', 'record-closed'];

/** What a refusal says of a resource that only its id names: that there is none, unless it is about the request itself. */
export const refusalById = (refusal: Failure, type: string): Failure =>
  outOfReach.includes(refusal.code) ? failure('object-unknown', { type }) : refusal;

export const isNotThere = ({ code }: Failure): boolean => notThere.includes(code);

/**
 * Asks in the record of the patient, or in the one that a name of an object leads to. A name can be read in more than
 * one way (a UUID is a uniqueId as well as an entryUUID); the next is tried when nothing is there under the first.
 */
export const askIn = async <T>(
  where: Where,
  ask: (record: RecordRef) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> => {
  if (where.record) return ask(where.record);
  let answer: Result<T, Failure> = fail(failure('document-unknown'));
  for (const object of where.objects) {
    answer = await ask({ object });
    if (answer.ok || !isNotThere(answer.error)) return answer;
  }
  return answer;
};
