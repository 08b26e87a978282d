// SPDX-License-Identifier: Apache-2.0

export { dayIn, startOfDay } from './day.ts';
export { type Dtm, dtmFromIso, dtmToIso, earliestInstant, endOfDtm, isDtm } from './dtm.ts';
export { addDelay, ageInYears, type Delay, type Instant, instant, instantOf, isInstant } from './instant.ts';
