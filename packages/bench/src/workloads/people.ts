// SPDX-License-Identifier: Apache-2.0
import type { Ins } from '@dossier/core/identity';
import type { Dataset, KnownPatient } from '../data/dataset.ts';

/** Any of them, each as likely. */
export const anyOf = <T>(items: readonly T[]): T => {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new RangeError('There is nothing to choose from.');
  return item;
};

/** A doctor whom the patient has authorised. */
export interface Reader {
  readonly doctorId: string;
  readonly token: string;
}

export const readerOf = (patient: KnownPatient, { tokens, doctorIds }: Dataset): Reader => {
  const doctor = anyOf(patient.doctors);
  return { doctorId: doctorIds[doctor] ?? '', token: tokens[doctor] ?? '' };
};

/** As a FHIR search names it: `urn:oid:…|…`, for a query string. */
export const insToken = ({ oid, value }: Ins): string => encodeURIComponent(`urn:oid:${oid}|${value}`);
