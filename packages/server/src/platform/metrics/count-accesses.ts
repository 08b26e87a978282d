// SPDX-License-Identifier: Apache-2.0
import type { JournalEntry } from '@dossier/core/journal';
import { Counter, type Registry } from 'prom-client';
import type { Store } from '../../record/ports.ts';

/**
 * The same store, which counts what the journal tells of each use case: its operation and its outcome, nothing of who
 * and whose. An entry counts when it is durable.
 */
export const countAccesses = (registry: Registry, store: Store): Store => {
  const counter = new Counter({
    name: 'dossier_accesses_total',
    help: 'Entries of the journal, by operation and outcome: each is one use case that was performed or refused.',
    labelNames: ['operation', 'outcome'],
    registers: [registry],
  });
  const count = ({ operation, outcome }: JournalEntry): void => counter.inc({ operation, outcome });
  return {
    ...store,
    journal: async (entry) => {
      await store.journal(entry);
      count(entry);
    },
    createRecord: async (record, duties, entry) => {
      const created = await store.createRecord(record, duties, entry);
      if (created) count(entry);
      return created;
    },
    destroyRecord: async (allowed, entry) => {
      await store.destroyRecord(allowed, entry);
      count(entry);
    },
    shareAlone: async (allowed, share) => {
      const written = await store.shareAlone(allowed, share);
      if (written) count(share.entry);
      return written;
    },
    write: async (allowed, work) => {
      const entries: JournalEntry[] = [];
      const outcome = await store.write(allowed, (writer) => {
        entries.length = 0;
        const journal = async (entry: JournalEntry): Promise<void> => {
          await writer.journal(entry);
          entries.push(entry);
        };
        return work({ ...writer, journal });
      });
      if (outcome.committed) entries.forEach(count);
      return outcome;
    },
  };
};
