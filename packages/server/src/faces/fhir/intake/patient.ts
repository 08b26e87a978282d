// SPDX-License-Identifier: Apache-2.0
import type { Law } from '@dossier/core/data';
import { type Identifier, isUuid } from '@dossier/core/documents';
import { checkIns, type Environment, type Ins } from '@dossier/core/identity';
import type { SubmissionRecord } from '../../../record/requests.ts';
import { withoutOidPrefix } from '../identifiers/index.ts';
import { child, type Element, isAbsent } from './element.ts';
import { readIdentifier, readIdentifiers } from './identifiers.ts';
import { follow, type Scope } from './scope.ts';

export interface PatientRules {
  readonly law: Law;
  readonly environment: Environment;
  /** Some official sample numbers have a wrong key: `refuse` fails on them, `warn` takes them. */
  readonly insKeyErrors: 'refuse' | 'warn';
}

/** A patient as one place of the message names them. */
export type NamedPatient = SubmissionRecord & { readonly path: string };

/**
 * The patient behind a Reference: `Patient?identifier=system|value`, an identifier, a Patient that is contained or in the
 * bundle, or `Patient/<record id>`. Undefined when there is none or it was reported.
 */
export const readPatient = (reference: Element, scope: Scope, rules: PatientRules): NamedPatient | undefined => {
  if (isAbsent(reference)) return undefined;
  const target = follow(reference, scope);
  if (target === undefined) return undefined;
  const { report, path } = reference;
  switch (target.kind) {
    case 'server':
      if (target.type !== 'Patient') return report.invalid(`${path}.reference`, `a ${target.type} is not a patient`);
      // record ids are UUIDs: another one names nothing here
      return isUuid(target.id.toLowerCase())
        ? { recordId: target.id.toLowerCase(), path }
        : report.refuse('record-unknown', `${path}.reference`);
    case 'conditional':
      if (target.type !== 'Patient') return report.invalid(`${path}.reference`, `a ${target.type} is not a patient`);
      return named([{ system: withoutOidPrefix(target.system ?? ''), value: target.value }], path, reference, rules);
    case 'logical': {
      const identifier = readIdentifier(target.identifier);
      return identifier && named([identifier], path, reference, rules);
    }
    case 'resource': {
      if (target.type !== 'Patient') return report.invalid(path, `a ${target.type} is not a patient`);
      return named(readIdentifiers(target.resource), path, reference, rules);
    }
    case 'urn':
      if (!isAbsent(child(reference, 'identifier')))
        return readPatient({ ...reference, value: { identifier: child(reference, 'identifier').value } }, scope, rules);
      return report.invalid(`${path}.reference`, `no entry of the message has the fullUrl ${target.urn}`);
  }
};

/** The first INS among some identifiers; without any, the system of the first is refused. */
const named = (
  identifiers: readonly Identifier[],
  path: string,
  { report }: Element,
  rules: PatientRules,
): NamedPatient | undefined => {
  const ins = insAmong(identifiers, rules);
  if (ins === undefined) {
    const [first] = identifiers;
    if (first === undefined) return report.missing(path, 'the patient needs an identifier');
    return report.refuse('ins-oid-refused', path, { oid: first.system });
  }
  const checked = checkIns(ins, rules.law.identity, rules.environment, rules.insKeyErrors);
  if (!checked.ok) return report.refuse(checked.error.code, path, checked.error.parameters);
  for (const warning of checked.value.warnings) report.warn(warning.code, path, warning.parameters);
  return { ins: checked.value.ins, path };
};

/** The INS that some identifiers hold; local numbers of the source are passed over. */
export const insAmong = (
  identifiers: readonly Identifier[],
  { law, environment }: Pick<PatientRules, 'law' | 'environment'>,
): Ins | undefined => {
  const accepted = law.identity.systems.filter(({ environments }) => environments.includes(environment));
  const found = identifiers.find(({ system }) => accepted.some(({ oid }) => oid === system));
  return found && { oid: found.system, value: found.value };
};

/** All places must name one patient, and in the same way: whether an INS is that of a record is not known here. */
export const samePatient = (patients: readonly NamedPatient[], report: Element['report']): NamedPatient | undefined => {
  const [first, ...others] = patients;
  for (const other of others)
    if (first && keyOf(other) !== keyOf(first))
      report.refuse('patient-mismatch', other.path, { why: `${other.path} is not the patient of ${first.path}` });
  return first;
};

const keyOf = (patient: NamedPatient): string =>
  patient.ins === undefined ? patient.recordId : `${patient.ins.oid}|${patient.ins.value}`;
