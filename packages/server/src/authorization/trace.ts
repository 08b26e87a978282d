// SPDX-License-Identifier: Apache-2.0
import { type AccountOperation, type JournalActor, type JournalEntry, NO_RECORD } from '@dossier/core/journal';
import type { Instant } from '@dossier/core/time';
import type { Identity } from './signed-in.ts';

interface TracePorts {
  readonly journal: (entry: JournalEntry) => Promise<void>;
  readonly clock: { now(): Instant };
  readonly uuid: () => string;
  /** Record of a person, where they have one. */
  readonly ownRecord: (personId: string) => Promise<string | undefined>;
}

const kinds: Readonly<Record<string, JournalActor['kind']>> = {
  person: 'patient',
  ps: 'professional',
  staff: 'staff',
  support: 'support',
};

/** Traces what somebody did with their access: in their own record, where they have one; under no record otherwise. */
export const accessTrace =
  ({ journal, clock, uuid, ownRecord }: TracePorts) =>
  async (who: Identity | undefined, accountId: string, operation: AccountOperation): Promise<void> => {
    const [prefix = '', ...rest] = accountId.split(':');
    const own = prefix === 'person' ? await ownRecord(rest.join(':')) : undefined;
    const named = prefix !== 'person' && who !== undefined;
    await journal({
      entryId: uuid(),
      recordId: own ?? NO_RECORD,
      at: clock.now(),
      actor: {
        kind: kinds[prefix] ?? 'patient',
        key: accountId as JournalActor['key'],
        ...(named && { name: who.name.toWellFormed() }),
        authentication: 'direct',
        mode: 'normal',
      },
      operation,
      outcome: 'success',
      reasons: [],
      documents: [],
      law: [],
      secret: false,
      detail: {},
    });
  };
