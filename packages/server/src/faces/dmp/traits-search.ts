// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import type { Failure } from '@dossier/core/errors';
import type { TraitsAsked } from '@dossier/core/identity';
import { ok, type Result } from '@dossier/core/result';
import { type Ports, searchTraits, type TraitsMatch } from '../../record/index.ts';
import { attributeAt, type Element, element, type Markup } from '../../soap/index.ts';
import { OPPOSED, systems } from './codes.ts';
import { answerTo, at, subjectOf } from './hl7.ts';

/** `YYYY[MM[DD…]]` as `YYYY[-MM[-DD]]`. */
const dateOf = (value: string | undefined): string | undefined => {
  const [, year, month, day] = /^(\d{4})(\d{2})?(\d{2})?/.exec(value ?? '') ?? [];
  return year && [year, month, day].filter((part) => part !== undefined).join('-');
};

const askedIn = (request: Element): TraitsAsked => {
  const parameters = at(request, 'controlActProcess', 'queryByParameter', 'parameterList');
  const name = at(parameters, 'livingSubjectName', 'value');
  const birth = at(parameters, 'livingSubjectBirthTime', 'value');
  const textOf = (found: Element | undefined): string | undefined => found?.text.trim() || undefined;
  const asked = {
    family: textOf(at(name, 'family')),
    given: textOf(at(name, 'given')),
    birthDate: dateOf(birth && attributeAt(birth, 'value')),
    town: textOf(at(parameters, 'patientAddress', 'value', 'city')),
  };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
};

const matchOf = ({ view, score, opposed }: TraitsMatch): readonly Markup[] => {
  const ins = view.person.identifiers[0]?.ins;
  if (ins === undefined) return [];
  const observation = element('subjectOf1', { typeCode: 'SBJ' }, [
    element('queryMatchObservation', { classCode: 'OBS', moodCode: 'EVN' }, [
      element('code', { code: 'IHE_PDQ' }),
      element('value', {
        'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
        'xsi:type': 'INT',
        value: Math.round(score * 100),
      }),
    ]),
  ]);
  const opposition = element('subjectOf2', { typeCode: 'SBJ' }, [
    element('administrativeObservation', { classCode: 'OBS', moodCode: 'EVN' }, [
      element('code', { code: OPPOSED, codeSystem: systems.opposition }),
      element('value', {
        'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
        'xsi:type': 'BL',
        value: String(opposed),
      }),
    ]),
  ]);
  return [subjectOf(view, ins, opposed ? [observation, opposition] : [observation])];
};

/**
 * Patients by traits, for emergency dispatch only (DMP TD0.5, IHE PDQV3 ITI-47): `PRPA_IN201305UV02` to
 * `PRPA_IN201306UV02`, the best match first.
 */
export const findByTraits = async (actor: Actor, request: Element, ports: Ports): Promise<Result<Markup, Failure>> => {
  const found = await searchTraits(actor, askedIn(request), ports);
  if (!found.ok) return found;
  const subjects = found.value.flatMap(matchOf);
  return ok(answerTo(request, { interaction: 'PRPA_IN201306UV02', subjects }, ports.clock.now()));
};
