// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { frenchProfile, lawAt } from '@dossier/core/data';
import type { JournalEntry } from '@dossier/core/journal';
import { expect, it } from 'vitest';
import type { LoadedPolicy, Ports, Store } from './index.ts';
import * as record from './index.ts';

const NOW = '2026-11-23T12:00:00.000Z';
const RECORD = 'aaaaaaaa-0000-4000-8000-000000000001';
const policy: LoadedPolicy = {
  named: [],
  recordId: RECORD,
  personId: 'bbbbbbbb-0000-4000-8000-000000000001',
  regime: 'fr-2010',
  state: 'open',
  policyVersion: 1,
  birthDate: '1979-03-05',
  identityStatus: 'qualified',
  relations: [],
};

/** Nobody delegated anything to this carer: the relation gate refuses whatever they ask. */
const intruder: Actor = {
  kind: 'carer',
  personId: 'bbbbbbbb-0000-4000-8000-000000000009',
  name: '',
  authentication: 'direct',
  mode: { kind: 'normal' },
};

/** One request that has everything any use case looks at. */
const anything = {
  record: { recordId: RECORD },
  recordId: RECORD,
  document: { id: 'd' },
  id: 'd',
  entryId: 'e',
  supposed: { party: 'ps:1' },
  query: { criteria: [], order: { by: 'submitted', descending: true }, limit: 1, withoutSecret: false },
  change: { do: 'end', relationId: 'r' },
  action: 'add',
  revisions: ['mask'],
  reason: 'asked',
  code: '00000000-0000-0000-0000',
  purpose: 'help',
  accessId: 'a',
  verdict: 'justified',
  ins: { oid: '1.2.250.1.213.1.4.10', value: '279035121518989' },
  traits: {
    birthFamilyName: 'TEST',
    birthGivenNames: ['TEST'],
    sex: 'female',
    birthDate: '1979-03-05',
    birthPlaceCode: '75056',
  },
  identityStatus: 'qualified',
  consentRecorded: true,
  set: {
    uniqueId: '1.2.3',
    sourceId: '1.2',
    contentTypeCode: { code: '03', system: 'x' },
    authors: [],
    intendedRecipients: [],
  },
  documents: [],
  folders: [],
};

/** A store in which only the policy can be read and only the journal written; anything else is an early reach. */
const guardedPorts = (written: JournalEntry[], reached: string[]): Ports => {
  const open: Partial<Store> = {
    loadPolicy: async () => policy,
    recallPolicy: () => policy,
    journal: async (entry) => {
      written.push(entry);
    },
  };
  const store = new Proxy(open, {
    get: (target, name) => Reflect.get(target, name) ?? ((..._: unknown[]) => reached.push(String(name))),
  }) as Store;
  return {
    store,
    notices: async () => {
      reached.push('notices');
      return { total: 0, notices: [] };
    },
    handOutSecret: async () => {
      reached.push('handOutSecret');
      return undefined;
    },
    clock: { now: () => NOW },
    uuid: () => 'cccccccc-0000-4000-8000-000000000001',
    wordsOf: () => [],
    law: (at) => lawAt(frenchProfile, at),
    environment: 'demo',
    insKeyErrors: 'warn',
    repositoryUniqueId: '1.2.250.1.999.1',
    limits: { documentBytes: 1000, documentsPerSubmission: 10 },
    log: () => undefined,
  };
};

/** Jobs of the house, values, and what sign-in asks about the person who has just signed in. */
const OF_NO_ACTOR = ['WriteConflictError', 'performDuties', 'wholeOf', 'dossiersOf', 'foldNames'];

/** Asked of no single record, and what each may reach before it decides: nothing of a record. */
const ofNoRecord: Readonly<Record<string, readonly string[]>> = {
  acceptInvitation: ['tryInvitation'], // whose code it is
  readDossiers: ['dossierCandidates'], // the asker's own
  listEmergencyAccesses: [],
  readEmergencyFigures: [],
  readEmergencyAccess: [],
  judgeEmergencyAccess: [],
  searchTraits: [],
  findPatients: [],
  listPatients: [],
};

type UseCase = (actor: Actor, request: typeof anything, ports: Ports) => Promise<{ readonly ok: boolean }>;

/** Every use case of the room: the exported functions that take an actor first. */
const useCases = Object.entries(record).filter(
  ([name, value]) => typeof value === 'function' && !OF_NO_ACTOR.includes(name) && !(name in ofNoRecord),
) as [string, UseCase][];

it('walks all the use cases that there are', () => {
  expect(useCases.length).toBeGreaterThanOrEqual(20);
});

it.each(useCases)('%s decides before it reads, and journals the refusal', async (_name, useCase) => {
  const written: JournalEntry[] = [];
  const reached: string[] = [];
  const result = await useCase(intruder, anything, guardedPorts(written, reached));
  expect(result.ok).toBe(false);
  expect(reached).toEqual([]);
  expect(written).toHaveLength(1);
  expect(written[0]).toMatchObject({
    recordId: RECORD,
    outcome: 'refused',
    actor: { key: `person:${intruder.personId}` },
  });
});

it.each(Object.entries(ofNoRecord))('%s reaches no record of an intruder', async (name, may) => {
  const written: JournalEntry[] = [];
  const reached: string[] = [];
  const ports = guardedPorts(written, reached);
  const store = new Proxy(ports.store, {
    get: (target, method) =>
      method === 'dossierCandidates' || method === 'tryInvitation'
        ? async () => {
            reached.push(method);
            return method === 'tryInvitation' ? undefined : [];
          }
        : Reflect.get(target, method),
  });
  const useCase = Object.entries(record).find(([one]) => one === name)?.[1] as UseCase;
  const result = await useCase(intruder, anything, { ...ports, store });
  expect(result.ok).toBe(name === 'readDossiers');
  expect(reached).toEqual(may);
  expect(written.map(({ outcome }) => outcome)).toEqual(name === 'readDossiers' ? [] : ['refused']);
});
