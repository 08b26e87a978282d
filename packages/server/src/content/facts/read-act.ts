// SPDX-License-Identifier: Apache-2.0
import { readIds, xpath } from '../cda/index.ts';
import { known } from '../cda/known.ts';
import { attribute, type XmlElement } from '../xml/index.ts';
import { type Around, performersOf } from './around.ts';
import { listAt } from './bounds.ts';
import { conceptAt } from './concepts.ts';
import { baseOf, countAt, marksOf, reasonsOf } from './statement.ts';
import type { DeviceFact, EncounterFact, Period, ProcedureFact } from './types.ts';
import { quantityAt, readPeriod } from './values.ts';

/** An act or operation (IHE PCC 1.3.6.1.4.1.19376.1.5.3.1.4.19). */
export const readProcedure = (statement: XmlElement, around: Around): ProcedureFact => {
  const { texts } = around;
  return known<ProcedureFact>({
    kind: 'procedure',
    ...baseOf(statement, around, { code: conceptAt(statement, 'h:code', texts) }),
    site: conceptAt(statement, 'h:targetSiteCode', texts),
    approach: conceptAt(statement, 'h:approachSiteCode', texts),
    method: conceptAt(statement, 'h:methodCode', texts),
    reasons: reasonsOf(statement, around),
  });
};

const ROLE = 'h:participant[@typeCode="DEV"]/h:participantRole';

/** When it was delivered, where the statement does not say since when it is used. */
const deliveredAt = (statement: XmlElement, effective: Period | undefined): Period | undefined => {
  if ((effective?.at ?? effective?.low ?? effective?.high) !== undefined) return effective;
  const time = performersOf(statement).find((performer) => performer.time !== undefined)?.time;
  return time === undefined ? effective : { at: time };
};

/** A device that the patient has or is to get (CI-SIS 1.2.250.1.213.1.1.3.20). */
export const readDevice = (statement: XmlElement, around: Around): DeviceFact => {
  const { texts } = around;
  const mood = attribute(statement, 'moodCode') ?? 'EVN';
  return known<DeviceFact>({
    kind: 'device',
    statement: mood === 'EVN' ? 'use' : 'prescription',
    ...baseOf(statement, around, {
      code: conceptAt(statement, `${ROLE}/h:playingDevice/h:code`, texts),
      time: deliveredAt(statement, readPeriod(xpath.first(statement, 'h:effectiveTime'), texts)),
    }),
    deviceIds: readIds(statement, `${ROLE}/h:id`),
    quantity: quantityAt(statement, 'h:quantity', texts),
    repeats: countAt(statement, 'h:repeatNumber'),
    expectedUse: readPeriod(xpath.first(statement, 'h:expectedUseTime'), texts),
    marks: marksOf(statement, around),
  });
};

const PLACES = 'h:participant[@typeCode="LOC"]/h:participantRole/h:playingEntity/h:name';

/** A stay or a visit (IHE PCC 1.3.6.1.4.1.19376.1.5.3.1.4.14). */
export const readEncounter = (statement: XmlElement, around: Around): EncounterFact =>
  known<EncounterFact>({
    kind: 'encounter',
    ...baseOf(statement, around, { code: conceptAt(statement, 'h:code', around.texts) }),
    places: listAt(statement, PLACES).flatMap((name) => around.texts.of(name) ?? []),
  });
