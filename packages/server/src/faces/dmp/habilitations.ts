// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import type { Relation } from '@dossier/core/consent';
import { type Failure, failure } from '@dossier/core/errors';
import type { Ins } from '@dossier/core/identity';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import { declareAuthorization, type Ports, readConsents } from '../../record/index.ts';
import { type Element, element, type Markup, textAt, textElement } from '../../soap/index.ts';
import { ns, OK } from './codes.ts';

/** The body of these services does not name the patient: the assertion does (domain §3.2, TD0.3). */
const patientOf = ({ onlyPatient }: Actor): Result<Ins, Failure> =>
  onlyPatient === undefined
    ? fail(failure('element-missing', { path: 'resource-id', why: 'the assertion names the patient' }))
    : ok(onlyPatient);

const ACTIONS = ['AJOUT', 'SUPPRESSION'];
const ATTENDING = 'MEDECIN_TRAITANT';

/** `setAuthorization` (DMP TD0.3): the caller declares that the patient authorised them, or withdraws. */
export const setAuthorization = async (
  actor: Actor,
  request: Element,
  ports: Ports,
): Promise<Result<Markup, Failure>> => {
  const patient = patientOf(actor);
  if (!patient.ok) return patient;
  const action = textAt(request, ns.habilitations, 'action') ?? textAt(request, '', 'action');
  const role = textAt(request, ns.habilitations, 'role') ?? textAt(request, '', 'role');
  if (action === undefined || !ACTIONS.includes(action))
    return fail(failure('element-invalid', { path: 'action', why: `it is one of ${ACTIONS.join(', ')}` }));
  if (role !== undefined && role !== ATTENDING)
    return fail(failure('element-invalid', { path: 'role', why: `it is ${ATTENDING} or absent` }));
  const wanted = action === 'AJOUT' ? 'add' : 'remove';
  const declared = await declareAuthorization(
    actor,
    { record: { ins: patient.value }, action: role === undefined ? wanted : `${wanted}-attending` },
    ports,
  );
  if (!declared.ok) return declared;
  return ok(element('setAuthorizationResponse', { xmlns: ns.habilitations }, [textElement('status', OK)]));
};

const isCurrent = ({ endedAt, until }: Relation, now: Instant): boolean =>
  endedAt === undefined && (until === undefined || until > now);

const MODES = ['ACTIVE', 'INTERDITE', 'TOUTE'] as const;

const modeOf = ({ kind }: Relation): (typeof MODES)[number] | undefined => {
  if (kind === 'authorization') return 'ACTIVE';
  return kind === 'block' ? 'INTERDITE' : undefined;
};

const authorizationOf = (relation: Relation): Markup => {
  const [, identifier = ''] = /^(?:ps|org):(.*)$/.exec(relation.holder ?? '') ?? [];
  const { holderName, holderProfession, holderSpecialty, until } = relation;
  const specialty = [holderProfession, holderSpecialty].filter((part) => part !== undefined).join('/');
  return element('authorization', {}, [
    textElement('nationalId', identifier),
    textElement('name', holderName ?? ''),
    ...(specialty === '' ? [] : [textElement('speciality', specialty)]),
    textElement('startDate', relation.from),
    ...(until === undefined ? [] : [textElement('endDate', until)]),
    textElement('mode', modeOf(relation) ?? ''),
  ]);
};

/** `listAuthorizationByPatient` (DMP TD1.6): who is authorised on the record, and who is blocked, now. */
export const listAuthorizations = async (
  actor: Actor,
  request: Element,
  ports: Ports,
): Promise<Result<Markup, Failure>> => {
  const patient = patientOf(actor);
  if (!patient.ok) return patient;
  const mode = textAt(request, ns.habilitations, 'mode') ?? textAt(request, '', 'mode') ?? 'TOUTE';
  if (!MODES.some((one) => one === mode))
    return fail(failure('element-invalid', { path: 'mode', why: `it is one of ${MODES.join(', ')}` }));
  const found = await readConsents(actor, { record: { ins: patient.value } }, ports);
  if (!found.ok) return found;
  const now = ports.clock.now();
  const listed = found.value.relations
    .filter((relation) => isCurrent(relation, now) && modeOf(relation) !== undefined)
    .filter((relation) => mode === 'TOUTE' || modeOf(relation) === mode);
  return ok(
    element('listAuthorizationByPatientResponse', { xmlns: ns.habilitations }, [
      textElement('status', OK),
      ...listed.map(authorizationOf),
    ]),
  );
};
