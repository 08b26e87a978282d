// SPDX-License-Identifier: Apache-2.0
import type { Ins, Traits } from '@dossier/core/identity';
import type { Pool } from 'pg';
import { run, type Statement } from './statement.ts';
import { type PersonFoundRow, peopleBornOn, peopleOfIns, personOfId } from './statements/people.ts';
import { isStorable } from './values.ts';

/** A person of a qualified identity. */
export interface QualifiedPerson {
  readonly personId: string;
  readonly traits: Traits;
  /** The one in use. */
  readonly ins?: Ins;
}

/**
 * Who somebody is that signs in or gets an account: the identity tables alone, no record and nothing in it, so nothing
 * is decided on and nothing journalled here.
 */
export interface People {
  /** `YYYY-MM-DD`. */
  bornOn(birthDate: string): Promise<readonly QualifiedPerson[]>;
  /** By the value of any INS, the one in use or a former one. */
  ofIns(value: string): Promise<QualifiedPerson | undefined>;
  withId(personId: string): Promise<QualifiedPerson | undefined>;
}

const personOf = ({ person_id, traits, oid, value }: PersonFoundRow): QualifiedPerson => ({
  personId: person_id,
  traits,
  ...(oid !== null && value !== null && { ins: { oid, value } }),
});

export const createPeople = (pool: Pool): People => {
  const find = async (statement: Statement<PersonFoundRow>, value: string): Promise<readonly QualifiedPerson[]> =>
    isStorable(value) ? (await run(pool, statement, [value])).rows.map(personOf) : [];
  return {
    bornOn: (birthDate) => find(peopleBornOn, birthDate),
    ofIns: async (value) => (await find(peopleOfIns, value))[0],
    withId: async (personId) => (await find(personOfId, personId))[0],
  };
};
