// SPDX-License-Identifier: Apache-2.0
import { type Actor, systemActor } from '@dossier/core/actors';
import { openRecord } from '../src/record/index.ts';
import type { TestRooms } from './rooms.ts';
import { INS } from './submissions.ts';

export const PERSON = 'person-1';

const person = { name: '', authentication: 'direct', mode: { kind: 'normal' } } as const;
export const patient: Actor = { kind: 'patient', personId: PERSON, ...person };
export const parent: Actor = { kind: 'representative', personId: 'person-2', ...person };

export const traits = {
  birthFamilyName: 'PAT-TROIS',
  birthGivenNames: ['DOMINIQUE'],
  sex: 'female',
  birthDate: '1979-03-28',
  birthPlaceCode: '51215',
} as const;

/** Opens the record of the one patient of a test, at once, as the house does for the demo. */
export const openTestRecord = async (rooms: TestRooms, birthDate: string = traits.birthDate): Promise<string> => {
  const opened = await openRecord(
    systemActor('test'),
    {
      ins: INS,
      traits: { ...traits, birthDate },
      identityStatus: 'qualified',
      regime: 'fr-2010',
      personId: PERSON,
      consentRecorded: true,
    },
    rooms.ports,
  );
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value.recordId;
};
