// SPDX-License-Identifier: Apache-2.0
import type { Store } from '../record/ports.ts';
import { careStore } from './care/store.ts';
import type { StoreContext, StoreOptions } from './context.ts';
import { takeDuties } from './duties.ts';
import { findEntries, proveEntry } from './journal-reads.ts';
import { findFoldersInSight, findSets } from './lists.ts';
import { openContent } from './open-content.ts';
import { createPolicyMemory } from './policies.ts';
import { readFacts, readTexts, readWords, wordsMemory } from './readings.ts';
import { findDocuments, findShared, listFacts, loadPerson, loadPolicy, readDocument, readDocuments } from './reads.ts';
import { createRecord, destroyRecord, write } from './records.ts';
import { loneShares } from './share-alone.ts';

/**
 * The record's store over PostgreSQL. The caller owns pool and journal and closes them; the pool needs two connections
 * at least, since a duty holds one while it is performed on another.
 */
export const createStore = (options: StoreOptions): Store => {
  const memory = { policies: createPolicyMemory(), words: wordsMemory() };
  const context: StoreContext = { lanes: options.pool, ...options, ...memory };
  return storeOver(context);
};

const storeOver = (context: StoreContext): Store => ({
  ...careStore(context),
  loadPolicy: (ref) => loadPolicy(context, ref),
  recallPolicy: (ref) => context.policies.recall(ref),
  readPerson: (allowed) => loadPerson(context, allowed),
  findDocuments: (allowed, query) => findDocuments(context, allowed, query),
  listFacts: (allowed, limit) => listFacts(context, allowed, limit),
  readDocument: (allowed, ref) => readDocument(context, allowed, ref),
  readDocuments: (allowed, logicalIds) => readDocuments(context, allowed, logicalIds),
  findByUniqueId: (allowed, uniqueId) => findShared(context, allowed, uniqueId),
  findSubmissionSets: (allowed, query) => findSets(context, allowed, query),
  findFolders: (allowed, query) => findFoldersInSight(context, allowed, query),
  openContent: (allowed, ref) => openContent(context, allowed, ref),
  readFacts: (allowed) => readFacts(context, allowed),
  readWords: (allowed) => readWords(context, allowed),
  readTexts: (allowed, logicalIds) => readTexts(context, allowed, logicalIds),
  readJournal: (allowed, query) => findEntries(context, allowed, query),
  proveJournalEntry: (allowed, entryId) => proveEntry(context, allowed, entryId),
  createRecord: (record, duties, entry) => createRecord(context, record, duties, entry),
  write: (allowed, work) => write(context, allowed, work),
  shareAlone: loneShares(context),
  destroyRecord: (allowed, entry) => destroyRecord(context, allowed, entry),
  journal: (entry) => context.journal.append(entry),
  takeDuties: (dueBefore, limit, perform) => takeDuties(context, dueBefore, limit, perform),
});
