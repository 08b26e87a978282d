// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { earliestInstant, type Instant, isDtm } from '@dossier/core/time';
import { type ListedPatient, listPatients, type Ports } from '../../record/index.ts';
import { type Element, element, type Markup, textAt, textElement } from '../../soap/index.ts';
import { ns, OK } from './codes.ts';

const dateOf = (text: string): Instant | undefined => {
  const basic = text.replaceAll(/[-:TZ]/g, '').slice(0, 14);
  return isDtm(basic) ? earliestInstant(basic) : undefined;
};

const patientOf = ({ view, authorizedAt }: ListedPatient): Markup => {
  const { traits, identifiers } = view.person;
  const ins = identifiers[0]?.ins;
  return element('patient', {}, [
    ...(ins ? [element('ins', { root: ins.oid, extension: ins.value })] : []),
    textElement('birthName', traits.birthFamilyName),
    ...(traits.usedFamilyName === undefined ? [] : [textElement('usedName', traits.usedFamilyName)]),
    ...traits.birthGivenNames.map((given) => textElement('givenName', given)),
    textElement('sex', traits.sex === 'female' ? 'F' : traits.sex === 'male' ? 'M' : 'U'),
    textElement('birthDate', traits.birthDate.replaceAll('-', '')),
    textElement('attendingDoctor', String(view.attendingDoctor)),
    textElement('lastAuthorizationDate', authorizedAt),
  ]);
};

/**
 * `patientList` (DMP TD0.4): whose records the caller may open, since a date, the last authorisation first. Of the two
 * kinds of dates that of the authorisation is known (`LASTAUTORIZATION`, as the service spells it).
 */
export const patientList = async (actor: Actor, request: Element, ports: Ports): Promise<Result<Markup, Failure>> => {
  const given = (name: string) => textAt(request, ns.patients, name) ?? textAt(request, '', name);
  const start = given('startDate');
  const since = start === undefined ? undefined : dateOf(start);
  if (start !== undefined && since === undefined)
    return fail(failure('element-invalid', { path: 'startDate', why: 'it is not a date' }));
  if ((given('dateType') ?? 'LASTAUTORIZATION') !== 'LASTAUTORIZATION')
    return fail(failure('element-unsupported', { path: 'dateType', why: 'patients are listed by LASTAUTORIZATION' }));
  const owner = given('psOwnerId');
  if (owner !== undefined && !(actor.kind === 'professional' && actor.nationalId === owner))
    return fail(failure('element-invalid', { path: 'psOwnerId', why: 'one lists one’s own patients' }));
  const found = await listPatients(actor, since === undefined ? {} : { since }, ports);
  if (!found.ok) return found;
  return ok(
    element('patientListResponse', { xmlns: ns.patients }, [textElement('status', OK), ...found.value.map(patientOf)]),
  );
};
