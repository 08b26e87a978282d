// SPDX-License-Identifier: Apache-2.0
import type { Traits } from '@dossier/core/identity';
import { statement } from '../statement.ts';

export interface PersonFoundRow {
  readonly person_id: string;
  readonly traits: Traits;
  readonly oid: string | null;
  readonly value: string | null;
}

/** Persons of a qualified identity, with the INS in use. */
const qualified = (where: string): string => `select p.person_id, p.traits, i.oid, i.value
  from identity.person p
  left join identity.ins i on i.person_id = p.person_id and i.valid_until is null
  where ${where} and p.status = 'qualified'`;

/** $1 birth date. */
export const peopleBornOn = statement<PersonFoundRow>(
  'people-born-on',
  qualified(`p.traits ->> 'birthDate' = $1::text`),
);

/** $1 value of an INS, in use or former. */
export const peopleOfIns = statement<PersonFoundRow>(
  'people-of-ins',
  qualified('p.person_id in (select n.person_id from identity.ins n where n.value = $1::text)'),
);

/** $1 person. */
export const personOfId = statement<PersonFoundRow>('person-of-id', qualified('p.person_id = $1::text'));
