// SPDX-License-Identifier: Apache-2.0
import type { Store } from '../record/ports.ts';
import type { StoreContext } from './context.ts';
import { takeDuties } from './duties.ts';
import { findEntries, proveEntry } from './journal-reads.ts';
import { findFoldersInSight, findSets } from './lists.ts';
import { findDocuments, findShared, loadPerson, loadPolicy, readContent, readDocument } from './reads.ts';
import { createRecord, destroyRecord, write } from './records.ts';
import { loneShares } from './share-alone.ts';

/**
 * The record's store over PostgreSQL. The caller owns pool and journal and closes them; the pool needs two connections
 * at least, since a duty holds one while it is performed on another.
 */
export const createStore = (context: StoreContext): Store => ({
  loadPolicy: (ref) => loadPolicy(context, ref),
  readPerson: (allowed) => loadPerson(context, allowed),
  findDocuments: (allowed, query) => findDocuments(context, allowed, query),
  readDocument: (allowed, ref) => readDocument(context, allowed, ref),
  findByUniqueId: (allowed, uniqueId) => findShared(context, allowed, uniqueId),
  findSubmissionSets: (allowed, query) => findSets(context, allowed, query),
  findFolders: (allowed, query) => findFoldersInSight(context, allowed, query),
  readContent: (allowed, logicalId, range) => readContent(context, allowed, logicalId, range),
  readJournal: (allowed, query) => findEntries(context, allowed, query),
  proveJournalEntry: (allowed, entryId) => proveEntry(context, allowed, entryId),
  createRecord: (record, duties, entry) => createRecord(context, record, duties, entry),
  write: (allowed, work) => write(context, allowed, work),
  shareAlone: loneShares(context),
  destroyRecord: (allowed, entry) => destroyRecord(context, allowed, entry),
  journal: (entry) => context.journal.append(entry),
  takeDuties: (dueBefore, limit, perform) => takeDuties(context, dueBefore, limit, perform),
});
