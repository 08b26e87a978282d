// SPDX-License-Identifier: Apache-2.0
import type { Professional } from '@dossier/core/actors';
import { type Ins, insValue, nirKey, type Traits } from '@dossier/core/identity';

/** INS-NIR: the server under test runs as in production, and takes nothing else. Nobody has these numbers. */
const INS_OID = '1.2.250.1.213.1.4.8';

/** Fictional patient number `index`; another index is another person, below 899,000. */
export const insOf = (index: number): Ins => {
  const number =
    `${1 + (index % 2)}${String(30 + (index % 70)).padStart(2, '0')}${String(1 + (index % 12)).padStart(2, '0')}` +
    `99${String(100 + Math.floor(index / 999)).padStart(3, '0')}${String(1 + (index % 999)).padStart(3, '0')}`;
  return { oid: INS_OID, value: insValue(number, nirKey(number)) };
};

export const traitsOf = (index: number): Traits => ({
  birthFamilyName: 'BANC',
  birthGivenNames: [`MESURE${index}`],
  sex: index % 2 === 0 ? 'male' : 'female',
  birthDate: `19${30 + (index % 70)}-${String(1 + (index % 12)).padStart(2, '0')}-15`,
});

/** Fictional general practitioner number `index`, in a practice of their own. */
export const doctorOf = (index: number): Professional => ({
  kind: 'professional',
  name: `Dr Banc ${index}`,
  authentication: 'direct',
  mode: { kind: 'normal' },
  nationalId: `8997009${String(index).padStart(5, '0')}`,
  profession: '10',
  specialty: 'SM26',
  organization: { id: `19900${String(index).padStart(5, '0')}`, name: `Cabinet ${index}`, sector: 'SA07' },
});
