// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { dtmFromIso } from '@dossier/core/time';
import { type Ports, type RecordView, readRecord } from '../../record/index.ts';
import { type Element, element, type Markup } from '../../soap/index.ts';
import { attention, authorizationCodes, systems } from './codes.ts';
import { answerTo, at, readIi, subjectOf } from './hl7.ts';

/** `patientIdentifier` of the query, as HL7 V3 and IHE put it. */
const identifierOf = (request: Element) => {
  const query = at(request, 'controlActProcess', 'queryByParameter');
  const parameters = at(query, 'parameterList') ?? query;
  return readIi(at(parameters, 'patientIdentifier', 'value'));
};

/** When and why the record was closed. */
const closureOf = ({ closedAt, closureReason }: RecordView): readonly Markup[] =>
  closedAt === undefined
    ? []
    : [
        element('subjectOf2', { typeCode: 'SBJ' }, [
          element('administrativeObservation', { classCode: 'OBS', moodCode: 'EVN' }, [
            element('code', { code: closureReason ?? 'UNK', codeSystem: systems.closure }),
            element('effectiveTime', { value: dtmFromIso(closedAt) }),
          ]),
        ]),
      ];

/**
 * Existence of a record and what the caller may do on it (DMP TD0.2, and TD1.3a for what is read of the identity):
 * `PRPA_IN201307UV02` to `PRPA_IN201308UV02`. A patient without a record is `NF`.
 */
export const testExistence = async (actor: Actor, request: Element, ports: Ports): Promise<Result<Markup, Failure>> => {
  const interaction = 'PRPA_IN201308UV02';
  const asked = identifierOf(request);
  if (asked?.extension === undefined)
    return fail(failure('element-missing', { path: 'patientIdentifier/value', why: 'it names the patient' }));
  const ins = { oid: asked.root, value: asked.extension };
  const found = await readRecord(actor, { record: { ins } }, ports);
  const now = ports.clock.now();
  if (!found.ok)
    return found.error.code === 'record-unknown' ? ok(answerTo(request, { interaction, subjects: [] }, now)) : found;
  const view = found.value;
  return ok(
    answerTo(
      request,
      {
        interaction,
        attention: [
          { ...attention.authorization, code: authorizationCodes[view.authorization] },
          { ...attention.attendingDoctor, code: String(view.attendingDoctor) },
        ],
        subjects: [subjectOf(view, ins, closureOf(view))],
      },
      now,
    ),
  );
};
