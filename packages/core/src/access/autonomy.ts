// SPDX-License-Identifier: Apache-2.0
import type { Patient } from '../actors/index.ts';
import type { RecordPolicy } from '../consent/index.ts';
import type { Law, MinorAutonomy } from '../data/types.ts';
import { ageInYears, dayIn, type Instant, startOfDay } from '../time/index.ts';
import type { RecordQuestion } from './question.ts';
import { current } from './relations.ts';

/** Completed years on the calendar day that it is where the law holds. */
const ageOf = ({ birthDate }: RecordPolicy, { timeRules }: Law, at: Instant): number =>
  ageInYears(birthDate, dayIn(at, timeRules.timeZone));

/** Whether the patient has come of age: from midnight of that birthday on, in the time zone of the law. */
export const isOfAge = (policy: RecordPolicy, law: Law, at: Instant): boolean =>
  ageOf(policy, law, at) >= law.timeRules.majorityAgeYears;

/** When somebody born on this day comes of age; one born on 29 February on 1 March where there is none. */
export const comesOfAgeAt = (birthDate: string, { timeRules }: Pick<Law, 'timeRules'>): Instant => {
  const year = Number(birthDate.slice(0, 4)) + timeRules.majorityAgeYears;
  const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  const day = birthDate.endsWith('-02-29') && !leap ? '03-01' : birthDate.slice(5);
  return startOfDay(`${year}-${day}`, timeRules.timeZone);
};

/** Graded autonomy: a minor acts by themself from the age that the law gives for the act, earlier where a parent agreed. */
export const mayActAlone = (question: RecordQuestion, actor: Patient): boolean => {
  const { policy, law, at, operation } = question;
  if (isOfAge(policy, law, at)) return true;
  const age = ageOf(policy, law, at);
  const agreed = current(policy, 'agreed-autonomy', at) !== undefined;
  const { autonomy } = law.delegation;
  const rule =
    autonomy.find(({ act }) => typeof act !== 'string' && act.includes(operation)) ??
    autonomy.find(({ act }) => act === 'any');
  const secret = autonomy.find(({ act }) => act === 'secret');
  const reached = (one: MinorAutonomy | undefined): boolean =>
    one !== undefined &&
    (age >= one.aloneFromYears || (agreed && one.agreedFromYears !== undefined && age >= one.agreedFromYears));
  return reached(rule) && (actor.secret !== true || reached(secret));
};
