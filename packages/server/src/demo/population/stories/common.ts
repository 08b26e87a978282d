// SPDX-License-Identifier: Apache-2.0
import { before, daysBefore, storyEnd } from '../calendar.ts';
import type { MedicineLine, MedicineName } from '../cda/medicines.ts';
import type { Problem } from '../cda/problems.ts';
import type { Vaccination } from '../cda/vaccines.ts';
import { type Refund, reimbursements } from '../documents/clinical.ts';
import type { Draft } from '../model.ts';
import type { DemoPatient } from '../patients.ts';
import { type Practitioner, practitioners } from '../practitioners.ts';
import type { Random } from '../random.ts';

/** What a story is told from. */
interface Telling {
  readonly patient: DemoPatient;
  readonly random: Random;
  /** 0, 1, 2…: patients of the same story differ. */
  readonly variant: number;
}

export type Teller = (telling: Telling) => readonly Draft[];

/** The two general practitioners share the patients. */
export const gpOf = (variant: number): Practitioner => (variant % 2 === 0 ? practitioners.gp : practitioners.secondGp);

/** `YYYY-MM-DD`, some days before the end of the stories. */
export const day = (days: number): string => daysBefore(storyEnd, days);

export const medicine = (name: MedicineName, dosage: string, days = 90, renewals?: number): MedicineLine => ({
  medicine: name,
  dosage,
  days,
  boxes: Math.max(1, Math.round(days / 30)),
  ...(renewals !== undefined && { renewals }),
});

/** A disease since `days` before the end of the stories; over since `overFor` days where it is past. */
export const problem = (code: string, display: string, days: number, overFor?: number): Problem => ({
  code,
  display,
  since: day(days),
  ...(overFor !== undefined && { until: day(overFor) }),
});

export const vaccination = (
  vaccine: Vaccination['vaccine'],
  on: string,
  rank: number,
  by: Practitioner,
  random: Random,
): Vaccination => ({ vaccine, on, rank, lot: `L${random.integer(100_000, 999_999)}`, by });

/** The insurer's document of the past twelve months. */
export const yearOfRefunds = (medicines: readonly MedicineLine[], care: readonly Refund[]): Draft =>
  reimbursements(before(12, '06:00'), before(377, '06:00'), { medicines, care });

export const refund = (days: number, what: string, by: Practitioner): Refund => ({
  on: day(days),
  what,
  by: `${by.actor.name}, ${by.structure.name}`,
});

/** French agreement: `née` for a woman, `né` for a man. */
export const agree = ({ sex }: DemoPatient, feminine: string, masculine: string): string =>
  sex === 'female' ? feminine : masculine;
