// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { type Failure, failure, sentenceOf } from '@dossier/core/errors';
import type { Ins, Traits } from '@dossier/core/identity';
import { fail, ok, type Result } from '@dossier/core/result';
import { closeRecord, openRecord, type Ports, reopenRecord } from '../../record/index.ts';
import { attributeAt, childrenOf, type Element, type Markup } from '../../soap/index.ts';
import { CLOSED_ON_REQUEST, consents, ns, refusals } from './codes.ts';
import { at, outcomeOf, readIi } from './hl7.ts';

const missing = (path: string, why: string): Failure => failure('element-missing', { path, why });

const patientIn = (request: Element): Element | undefined => {
  const subject = at(request, 'controlActProcess', 'subject');
  return at(at(subject, 'registrationRequest') ?? at(subject, 'registrationEvent'), 'subject1', 'patient');
};

const insOf = (patient: Element | undefined): Result<Ins, Failure> => {
  const id = readIi(at(patient, 'id'));
  return id?.extension === undefined
    ? fail(missing('patient/id', 'it names the patient'))
    : ok({ oid: id.root, value: id.extension });
};

const SEXES: Readonly<Record<string, Traits['sex']>> = { F: 'female', M: 'male', UN: 'unknown' };

const traitsOf = (patient: Element | undefined): Result<Traits, Failure> => {
  const person = at(patient, 'patientPerson');
  const name = at(person, 'name');
  const families = name ? childrenOf(name, ns.hl7, 'family') : [];
  const textOf = (found: Element | undefined): string | undefined => found?.text.trim() || undefined;
  const birthFamilyName = textOf(families.find((one) => attributeAt(one, 'qualifier') === 'BR') ?? families[0]);
  const used = textOf(families.find((one) => attributeAt(one, 'qualifier') === 'SP'));
  const given = (name ? childrenOf(name, ns.hl7, 'given') : []).flatMap((one) => textOf(one) ?? []);
  const gender = at(person, 'administrativeGenderCode');
  const sex = SEXES[(gender && attributeAt(gender, 'code')) ?? ''];
  const birth = at(person, 'birthTime');
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})/.exec((birth && attributeAt(birth, 'value')) ?? '') ?? [];
  const place = textOf(at(person, 'birthPlace', 'addr', 'county')) ?? textOf(at(person, 'birthPlace', 'addr', 'city'));
  if (birthFamilyName === undefined) return fail(missing('patientPerson/name/family', 'the name of birth'));
  if (given.length === 0) return fail(missing('patientPerson/name/given', 'the given names of birth'));
  if (sex === undefined) return fail(missing('administrativeGenderCode', 'it is F, M or UN'));
  if (year === undefined) return fail(missing('birthTime', 'the day of birth'));
  return ok({
    birthFamilyName,
    birthGivenNames: given,
    sex,
    birthDate: `${year}-${month}-${day}`,
    ...(place !== undefined && /^[0-9AB]{5}$/.test(place) && { birthPlaceCode: place }),
    ...(used !== undefined && { usedFamilyName: used }),
  });
};

/** What the message declares of the patient's will, by code; those that are true. */
const declared = (patient: Element | undefined): ReadonlySet<string> =>
  new Set(
    (patient ? childrenOf(patient, ns.hl7, 'subjectOf') : []).flatMap((subject) => {
      const observation = at(subject, 'administrativeObservation') ?? at(subject, 'observation');
      const value = at(observation, 'value');
      const code = at(observation, 'code');
      const isTrue = value !== undefined && attributeAt(value, 'value') === 'true';
      return isTrue && code ? [attributeAt(code, 'code') ?? ''] : [];
    }),
  );

/**
 * Opens a record (DMP TD1.1): `PRPA_IN201311UV02`, answered by `…312` or, where there is one already, `…313`. The sender declares
 * the patient's consent and a qualified identity. An opposition is the patient's own to declare, and refuses the message.
 */
export const openByMessage = async (actor: Actor, request: Element, ports: Ports): Promise<Result<Markup, Failure>> => {
  const patient = patientIn(request);
  const ins = insOf(patient);
  if (!ins.ok) return ins;
  const traits = traitsOf(patient);
  if (!traits.ok) return traits;
  const wishes = declared(patient);
  const opposition = consents.oppositions.find((code) => wishes.has(code));
  if (opposition !== undefined)
    return fail(failure('element-unsupported', { path: opposition, why: 'the patient declares it themself' }));
  const consentRecorded = wishes.has(consents.opening);
  const asked = { ins: ins.value, traits: traits.value, identityStatus: 'qualified', consentRecorded } as const;
  const opened = await openRecord(actor, asked, ports);
  const now = ports.clock.now();
  const said = { patient: ins.value };
  if (opened.ok) return ok(outcomeOf(request, { ...said, interaction: 'PRPA_IN201312UV02', status: 'active' }, now));
  const code = refusals[opened.error.code];
  if (code === undefined) return opened;
  const refusal = { code, sentence: sentenceOf(opened.error) };
  return ok(outcomeOf(request, { ...said, interaction: 'PRPA_IN201313UV02', refusal }, now));
};

/** Closes a record at the patient's request (DMP TD1.4, `FERM`), or opens it again (TD1.2, `REAC`): `PRPA_IN201314UV02` to `…315`. */
export const reviseByMessage = async (
  actor: Actor,
  request: Element,
  ports: Ports,
): Promise<Result<Markup, Failure>> => {
  const ins = insOf(patientIn(request));
  if (!ins.ok) return ins;
  const reason = at(request, 'controlActProcess', 'reasonCode');
  const asked = (reason && attributeAt(reason, 'code')) ?? '';
  const record = { ins: ins.value };
  if (asked !== 'FERM' && asked !== 'REAC')
    return fail(failure('element-unsupported', { path: 'reasonCode', why: 'it is FERM or REAC' }));
  const issue = at(request, 'controlActProcess', 'reasonOf', 'detectedIssueEvent', 'code');
  const why = (issue && attributeAt(issue, 'code')) ?? CLOSED_ON_REQUEST;
  const step =
    asked === 'FERM'
      ? await closeRecord(actor, { record, reason: why }, ports)
      : await reopenRecord(actor, { record }, ports);
  if (!step.ok) return step;
  const status = step.value.state === 'open' ? 'active' : 'terminated';
  return ok(outcomeOf(request, { interaction: 'PRPA_IN201315UV02', patient: ins.value, status }, ports.clock.now()));
};
