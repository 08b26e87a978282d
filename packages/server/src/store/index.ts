// SPDX-License-Identifier: Apache-2.0

export { createStore } from './create-store.ts';
export { countDueDuties } from './duties.ts';
export { createPeople, type QualifiedPerson } from './people.ts';
export { countUnreadDocuments, queueOutdatedReadings, type Reader, readUnread } from './readings.ts';
export { run, statement } from './statement.ts';
export { transaction } from './transaction.ts';
