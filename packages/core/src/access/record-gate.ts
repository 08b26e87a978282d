// SPDX-License-Identifier: Apache-2.0
import type { RecordState } from '../consent/index.ts';
import { pass, type Question, refuse } from './question.ts';
import type { Operation, Reason } from './types.ts';

/**
 * What can still be asked of a record that is not open. A closed record is out of reach of professionals at once
 * (checklist L2); its holder can reopen or destroy it and read who saw it.
 */
const answersWhile: Readonly<Record<Exclude<RecordState, 'open'>, readonly Operation[]>> = {
  notified: [
    'record.test-existence',
    'record.read-administrative',
    'record.open',
    'record.oppose',
    'record.change-ins',
    'emergency.review',
    'journal.read',
  ],
  suspended: [
    'record.test-existence',
    'record.read-administrative',
    'record.close',
    'record.reopen',
    'record.destroy',
    'record.change-ins',
    'emergency.review',
    'journal.read',
  ],
  closed: [
    'record.test-existence',
    'record.read-administrative',
    'record.reopen',
    'record.destroy',
    'record.change-ins',
    'delegation.leave',
    'emergency.review',
    'journal.read',
  ],
  destroyed: [],
};

/** What is asked of the house, not of one record. What it shows of a record, that record's gates decide again. */
const ofNoSingleRecord: readonly Operation[] = ['record.list-authorized', 'record.search-traits', 'emergency.review'];

/** First gate: does the record exist, and is it in a state that answers this? */
export const recordGate = ({ actor, operation, recordId, policy }: Question): Reason => {
  // A session for one record (SMART App Launch 2.2 §3.0.2, patient context): the others do not exist for it.
  if (policy !== undefined && actor.onlyRecord !== undefined && actor.onlyRecord !== recordId)
    return refuse('record', 'record-unknown');
  if (policy === undefined && ofNoSingleRecord.includes(operation))
    return actor.onlyRecord === undefined ? pass('record', 'no-single-record') : refuse('record', 'record-unknown');
  if (policy === undefined || policy.state === 'destroyed')
    return operation === 'record.open' ? pass('record', 'record-absent') : refuse('record', 'record-unknown');
  if (policy.state === 'open')
    return operation === 'record.open' || operation === 'record.oppose' || operation === 'record.reopen'
      ? refuse('record', 'record-open')
      : pass('record', 'record-open');
  return answersWhile[policy.state].includes(operation)
    ? pass('record', `record-${policy.state}`)
    : refuse('record', `record-${policy.state}`);
};
