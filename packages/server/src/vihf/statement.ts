// SPDX-License-Identifier: Apache-2.0
import type { AccessMode } from '@dossier/core/actors';
import { findConcept } from '@dossier/core/codes';
import type { AssertionField, AssertionRules, Law } from '@dossier/core/data';
import { type Failure, failure } from '@dossier/core/errors';
import type { Ins } from '@dossier/core/identity';
import type { Result } from '@dossier/core/result';
import { reading, refuseWith, reject } from './refused.ts';
import type { AttributeValue, SamlAssertion } from './saml.ts';

/** As what the subject of an assertion acts. */
export type Role =
  | { readonly kind: 'professional'; readonly profession: string; readonly specialty?: string }
  | { readonly kind: 'staff' | 'organization' }
  | { readonly kind: 'feed'; readonly feed: string };

/** What the attributes of a VIHF say (domain §3.4). */
export interface Statement {
  readonly mode: AssertionRules['modes'][string];
  /** Struct_IdNat. */
  readonly structure: string;
  /** TRE_R02. */
  readonly sector: string;
  readonly name?: string;
  readonly role: Role;
  /** As it stands there; absent where the request is about no patient (TD0.4). */
  readonly patient?: Ins;
  readonly access: AccessMode;
  readonly secret: boolean;
  readonly software: { readonly id: string; readonly name: string };
}

const CODE = /^[A-Z0-9_]{1,40}$/;
const MOST_NAME = 200;

/** The attributes by what they mean; an attribute is told by the name under which it stands, or should. */
const fieldsOf = ({ attributes }: SamlAssertion, rules: AssertionRules) => {
  const valuesOf = (field: AssertionField): { readonly name: string; readonly values: readonly AttributeValue[] } => {
    const { names, needed } = rules.attributes[field];
    const [found, twice] = names.filter((name) => attributes.has(name));
    const name = found ?? names[0];
    if (twice !== undefined) return reject(name, `it stands there a second time, as ${twice}`);
    const values = attributes.get(name) ?? [];
    if (needed && values.length === 0) return reject(name, 'it is missing');
    return { name, values };
  };
  const single = (field: AssertionField): { readonly name: string; readonly value?: AttributeValue } => {
    const { name, values } = valuesOf(field);
    const [value, more] = values;
    if (more !== undefined) return reject(name, 'it has more than one value');
    if (value !== undefined && value.text === '' && value.coded === undefined && rules.attributes[field].needed)
      return reject(name, 'it is empty');
    return { name, ...(value && { value }) };
  };
  const text = (field: AssertionField): string | undefined => {
    const { name, value } = single(field);
    if (value?.coded !== undefined) return reject(name, 'it holds an element where a text is expected');
    return value?.text === '' ? undefined : value?.text;
  };
  const needed = (field: AssertionField): string =>
    text(field) ?? reject(rules.attributes[field].names[0], 'it is empty');
  const nameOf = (field: AssertionField): string => valuesOf(field).name;
  return { valuesOf, single, text, needed, nameOf };
};

type Fields = ReturnType<typeof fieldsOf>;

const oneOf = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** `INS^^^&1.2.250.1.213.1.4.8&ISO^NH` (HL7 CX). */
const patientIn = (fields: Fields): Ins | undefined => {
  const text = fields.text('patient');
  if (text === undefined) return undefined;
  const [, value, oid] = /^([0-9AB]{1,20})\^\^\^&([0-2](?:\.\d{1,20}){1,30})&ISO(?:\^NH)?$/.exec(text) ?? [];
  return value === undefined || oid === undefined
    ? reject(fields.nameOf('patient'), 'it is not an INS in the form of HL7 CX')
    : { value, oid };
};

const roleIn = (fields: Fields, { roles }: AssertionRules, law: Law): Role => {
  const { name, values } = fields.valuesOf('role');
  const [main, ...others] = values.map(({ coded }) => {
    if (coded === undefined || !CODE.test(coded.code)) return reject(name, 'a value of it is no code');
    return coded;
  });
  if (main === undefined) return reject(name, 'it is missing');
  const acts = main.system === roles.others.system ? oneOf(roles.others.codes, main.code) : undefined;
  if (acts !== undefined) return acts;
  if (!roles.professions.includes(main.system) || !findConcept(law.valueSets.profession, main.code, main.system))
    return reject(name, 'its first value is no profession and no role of those taken here');
  const sections = others.filter(({ system }) => system === roles.sections.system);
  if (sections.some(({ code }) => !roles.sections.codes.includes(code)))
    return reject(name, 'it names a section that is not known');
  const [specialty, more] = others.filter(({ system }) => roles.specialties.includes(system));
  if (more !== undefined) return reject(name, 'it names more than one speciality');
  if (specialty === undefined) return { kind: 'professional', profession: main.code };
  if (!findConcept(law.valueSets.specialty, specialty.code) && !roles.formerSpecialties.includes(specialty.code))
    return reject(name, 'it names a speciality that is not known');
  return { kind: 'professional', profession: main.code, specialty: specialty.code };
};

const accessIn = (fields: Fields, { purposes }: AssertionRules): AccessMode => {
  const { name, value } = fields.single('purpose');
  const { coded } = value ?? {};
  const kind = coded?.system === purposes.system ? oneOf(purposes.modes, coded.code) : undefined;
  if (kind === undefined) return reject(name, 'it is none of the purposes taken here');
  if (kind !== 'break-glass') return { kind };
  const said = [fields.text('reason'), value?.text].filter((text) => text !== undefined && text !== '');
  const [reason, other] = new Set(said);
  if (other !== undefined) return reject(fields.nameOf('reason'), 'it contradicts the reason in the purpose');
  return reason === undefined ? refuseWith(failure('reason-required')) : { kind, reason };
};

const secretIn = (fields: Fields, { confidentiality }: Law): boolean => {
  const { name, value } = fields.single('confidentiality');
  const code = value?.coded?.code ?? value?.text ?? '';
  if (code === '' || code === confidentiality.normal) return false;
  return code === confidentiality.hiddenFromRepresentatives || reject(name, 'it is none of the codes taken here');
};

const sectorIn = (fields: Fields, rules: AssertionRules): string => {
  const [code = '', system, more] = fields.needed('sector').split('^');
  return CODE.test(code) && system === rules.sectorSystem && more === undefined
    ? code
    : reject(fields.nameOf('sector'), 'it is not a sector of activity and its code system');
};

const statementOf = (assertion: SamlAssertion, law: Law): Statement => {
  const { assertions: rules } = law;
  const fields = fieldsOf(assertion, rules);
  const taken = (field: AssertionField, fits: (value: string) => boolean): string => {
    const value = fields.needed(field);
    return fits(value) ? value : reject(fields.nameOf(field), 'its value is none of those taken here');
  };
  taken('version', (version) => rules.versions.includes(version));
  taken('resource', (resource) => rules.resources.includes(resource));
  const mode = oneOf(rules.modes, fields.needed('mode')) ?? reject(fields.nameOf('mode'), 'it is none of the modes');
  if (mode.strong && !rules.strongContexts.includes(assertion.context))
    return reject('AuthnContextClassRef', 'it is not a strong sign-in, which this mode asks for');
  const name = fields.text('name');
  if (name !== undefined && name.length > MOST_NAME) return reject(fields.nameOf('name'), 'it is too long');
  const patient = patientIn(fields);
  const approval = fields.needed('softwareApproval');
  const software = `${fields.needed('softwareName')} ${fields.needed('softwareVersion')}`;
  return {
    mode,
    structure: taken('structure', (structure) => rules.identifiers.structure.test(structure)),
    sector: sectorIn(fields, rules),
    ...(name !== undefined && { name }),
    role: roleIn(fields, rules, law),
    ...(patient && { patient }),
    access: accessIn(fields, rules),
    secret: secretIn(fields, law),
    software: { id: (fields.text('softwareId') ?? approval).slice(0, 100), name: software.slice(0, MOST_NAME) },
  };
};

/**
 * What an assertion states, in the values that the law of the day takes (V2 and V5 to V8 of domain §8 as far as they are
 * about values).
 *
 * @returns `assertion-invalid` with the name of the attribute, or `reason-required`
 */
export const readStatement = (assertion: SamlAssertion, law: Law): Result<Statement, Failure> =>
  reading(() => statementOf(assertion, law));
