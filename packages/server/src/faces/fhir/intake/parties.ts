// SPDX-License-Identifier: Apache-2.0
import type {
  Author,
  AuthorInstitution,
  Code,
  HumanName,
  Identifier,
  SourcePatientInfo,
} from '@dossier/core/documents';
import { extensions, professionalIds, structureIds } from '../identifiers/index.ts';
import { at, child, codesOf, type Element, extensionsOf, isAbsent, isFields, items, textAt } from './element.ts';
import { principal, readIdentifier, readIdentifiers } from './identifiers.ts';
import { follow, type Scope, type Target } from './scope.ts';

/** An author, an authenticator or a recipient behind a Reference; undefined when there is none or it was reported. */
export const readAuthor = (reference: Element, scope: Scope): Author | undefined => {
  const target = follow(reference, scope);
  if (target === undefined) return undefined;
  if (target.kind === 'resource') return readParty(target.resource, target.type, scope);
  if (target.kind === 'logical') return readLogical(reference, target.identifier);
  if (target.kind === 'server' && target.type === 'Patient') return { ...nobody, kind: 'patient' };
  return unresolved(reference, target);
};

/** Professionals and organisations are not resources of this server: a message brings what it says of them. */
const unresolved = (reference: Element, target: Target): Author | undefined => {
  const identifier = child(reference, 'identifier');
  if (isFields(identifier.value)) return readLogical(reference, identifier);
  if (target.kind === 'conditional' && target.system !== undefined) {
    const kind = kindOfType(target.type) ?? 'professional';
    return { ...nobody, kind, identifier: { system: target.system.replace(/^urn:oid:/, ''), value: target.value } };
  }
  return reference.report.invalid(
    `${reference.path}.reference`,
    'it does not lead to a resource of the message; contain the resource, or give an identifier',
  );
};

const nobody = { institutions: [], roles: [], specialties: [], telecoms: [] } as const;

const kindOfType = (type: string | undefined): Author['kind'] | undefined => {
  switch (type) {
    case 'Practitioner':
    case 'PractitionerRole':
      return 'professional';
    case 'Patient':
      return 'patient';
    case 'RelatedPerson':
      return 'related-person';
    case 'Device':
      return 'device';
    case 'Organization':
      return 'organization';
    default:
      return undefined;
  }
};

/** A reference by identifier alone: the kind is in its type, or in whose identifiers these are. */
const readLogical = (reference: Element, element: Element): Author | undefined => {
  const identifier = readIdentifier(element);
  if (identifier === undefined) return undefined;
  const display = textAt(reference, 'display');
  const bySystem = identifier.system === structureIds ? 'organization' : undefined;
  const kind = kindOfType(textAt(reference, 'type')) ?? bySystem ?? 'professional';
  if (kind === 'organization')
    return { ...nobody, kind, institutions: [{ identifier, ...(display === undefined ? {} : { name: display }) }] };
  return { ...nobody, kind, identifier, ...(display === undefined ? {} : { name: { family: display } }) };
};

const readParty = (resource: Element, type: string, scope: Scope): Author | undefined => {
  const telecoms = readTelecoms(items(resource, 'telecom'));
  switch (type) {
    case 'Practitioner':
      return { ...nobody, kind: 'professional', ...readPractitioner(resource), telecoms };
    case 'PractitionerRole':
      return readRole(resource, scope);
    case 'Organization':
      return {
        ...remainder(resource, scope),
        kind: 'organization',
        institutions: [readInstitution(resource), ...remainder(resource, scope).institutions],
        telecoms,
      };
    case 'Patient':
    case 'RelatedPerson':
      return {
        ...remainder(resource, scope),
        kind: type === 'Patient' ? 'patient' : 'related-person',
        ...identified(readIdentifiers(resource)[0]),
        ...named(readName(resource)),
        telecoms,
      };
    case 'Device':
      return readDevice(resource, scope);
    default:
      return resource.report.invalid(resource.path, `a ${type} cannot be an author`);
  }
};

const identified = (identifier: Identifier | undefined) => (identifier === undefined ? {} : { identifier });
const named = (name: HumanName | undefined) => (name === undefined ? {} : { name });

const readPractitioner = (practitioner: Element): Pick<Author, 'identifier' | 'name'> => ({
  ...identified(principal(readIdentifiers(practitioner), professionalIds)),
  ...named(readName(practitioner)),
});

const readRole = (role: Element, scope: Scope): Author => {
  const person = practitionerBehind(child(role, 'practitioner'), scope);
  // a published example puts the professional's identifier on the role itself
  const own = principal(readIdentifiers(role), professionalIds);
  const identifier = person?.identifier ?? (own?.system === professionalIds ? own : undefined);
  const organization = child(role, 'organization');
  const beside = remainder(role, scope);
  return {
    kind: 'professional',
    ...identified(identifier),
    ...named(person?.name),
    institutions: [...institutionsBehind([organization], scope), ...beside.institutions],
    roles: [
      ...items(role, 'code')
        .map(labelOf)
        .filter((label) => label !== undefined),
      ...beside.roles,
    ],
    specialties: [...codesOf(items(role, 'specialty')), ...beside.specialties],
    telecoms: person && person.telecoms.length > 0 ? person.telecoms : readTelecoms(items(role, 'telecom')),
  };
};

/** One step and no further, as for institutions. */
const practitionerBehind = (
  reference: Element,
  scope: Scope,
): Pick<Author, 'identifier' | 'name' | 'telecoms'> | undefined => {
  const target = isAbsent(reference) ? undefined : follow(reference, scope);
  if (target === undefined) return undefined;
  if (target.kind === 'logical') return readLogical(reference, target.identifier);
  if (target.kind !== 'resource') return unresolved(reference, target);
  if (target.type !== 'Practitioner')
    return reference.report.invalid(reference.path, `a ${target.type} is not a practitioner`);
  return { ...readPractitioner(target.resource), telecoms: readTelecoms(items(target.resource, 'telecom')) };
};

const readDevice = (device: Element, scope: Scope): Author => {
  const names = items(device, 'deviceName').map((name) => ({ name: textAt(name, 'name'), type: textAt(name, 'type') }));
  const family = names.find(({ type }) => type !== 'model-name')?.name;
  const given = names.filter(({ type }) => type === 'model-name').flatMap(({ name }) => name ?? []);
  const beside = remainder(device, scope);
  const name: HumanName = { ...(family === undefined ? {} : { family }), ...(given.length === 0 ? {} : { given }) };
  return {
    ...beside,
    kind: 'device',
    ...identified(readIdentifiers(device)[0]),
    ...named(family === undefined && given.length === 0 ? undefined : name),
    institutions: [...institutionsBehind([child(device, 'owner')], scope), ...beside.institutions],
    telecoms: readTelecoms(items(device, 'contact')),
  };
};

/** What the rendering puts into extensions of our own, where a resource has no element for it. */
const remainder = (resource: Element, scope: Scope) => ({
  institutions: institutionsBehind(
    extensionsOf(resource, extensions.authorInstitution).map((one) => child(one, 'valueReference')),
    scope,
  ),
  roles: extensionsOf(resource, extensions.authorRole).flatMap((one) => textAt(one, 'valueString') ?? []),
  specialties: codesOf(
    extensionsOf(resource, extensions.authorSpecialty).map((one) => child(one, 'valueCodeableConcept')),
  ) as readonly Code[],
  telecoms: [] as readonly string[],
});

const institutionsBehind = (references: readonly Element[], scope: Scope): readonly AuthorInstitution[] =>
  references
    .filter((reference) => !isAbsent(reference))
    .map((reference) => institutionBehind(reference, scope))
    .filter((institution) => institution !== undefined);

/** One step and no further: what an organisation refers to is not followed, so that no chain can be endless. */
const institutionBehind = (reference: Element, scope: Scope): AuthorInstitution | undefined => {
  const target = follow(reference, scope);
  if (target === undefined) return undefined;
  if (target.kind !== 'resource')
    return (target.kind === 'logical' ? readLogical(reference, target.identifier) : unresolved(reference, target))
      ?.institutions[0];
  if (target.type === 'Organization') return readInstitution(target.resource);
  return reference.report.invalid(reference.path, `a ${target.type} is not an organisation`);
};

const readInstitution = (organization: Element): AuthorInstitution => {
  const name = textAt(organization, 'name');
  return {
    ...(name === undefined ? {} : { name }),
    ...identified(principal(readIdentifiers(organization), structureIds)),
  };
};

const labelOf = (concept: Element): string | undefined => {
  const coding = items(concept, 'coding')[0];
  return textAt(concept, 'text') ?? (coding && (textAt(coding, 'display') ?? textAt(coding, 'code')));
};

const schemes: ReadonlyMap<string, string> = new Map([
  ['email', 'mailto'],
  ['phone', 'tel'],
  ['fax', 'fax'],
  ['sms', 'sms'],
]);

const readTelecoms = (telecoms: readonly Element[]): readonly string[] =>
  telecoms.flatMap((telecom) => {
    const value = textAt(telecom, 'value');
    const scheme = schemes.get(textAt(telecom, 'system') ?? '');
    if (value === undefined) return [];
    return [scheme === undefined || value.startsWith(`${scheme}:`) ? value : `${scheme}:${value}`];
  });

const readTexts = (element: Element, name: string): readonly string[] =>
  items(element, name).flatMap((item) => (typeof item.value === 'string' && item.value !== '' ? [item.value] : []));

/** The official name where there is one, or else the first. */
const readName = (person: Element): HumanName | undefined => {
  const names = items(person, 'name');
  const name = names.find(({ value }) => isFields(value) && value.use === 'official') ?? names[0];
  if (name === undefined) return undefined;
  const family = textAt(name, 'family') ?? textAt(name, 'text');
  const given = readTexts(name, 'given');
  const prefix = readTexts(name, 'prefix').join(' ');
  const suffix = readTexts(name, 'suffix').join(' ');
  return {
    ...(family === undefined ? {} : { family }),
    ...(given.length === 0 ? {} : { given }),
    ...(prefix === '' ? {} : { prefix }),
    ...(suffix === '' ? {} : { suffix }),
  };
};

/** The patient as the source knew them. */
export interface SourcePatient {
  readonly sourcePatientId?: Identifier;
  readonly sourcePatientInfo?: SourcePatientInfo;
  /** All identifiers, to compare with those of the subject. */
  readonly identifiers: readonly Identifier[];
}

/**
 * The Patient resource of context.sourcePatientInfo (ITI TF-3 §4.2.3.2.22-23): sourcePatientId is the identifier of use
 * `usual`, or else the first; the others belong to sourcePatientInfo.
 */
export const readSourcePatient = (patient: Element): SourcePatient => {
  const elements = items(patient, 'identifier');
  const usual = elements.findIndex(({ value }) => isFields(value) && value.use === 'usual');
  const identifiers = elements.map(readIdentifier);
  const position = usual === -1 ? 0 : usual;
  const id = identifiers[position];
  const others = identifiers.filter((identifier, index) => identifier !== undefined && index !== position);
  const info = readInfo(patient, others as readonly Identifier[]);
  return {
    identifiers: identifiers.filter((identifier) => identifier !== undefined),
    ...(id === undefined ? {} : { sourcePatientId: id }),
    ...(info === undefined ? {} : { sourcePatientInfo: info }),
  };
};

const sexes = ['male', 'female', 'other', 'unknown'] as const;

const readInfo = (patient: Element, identifiers: readonly Identifier[]): SourcePatientInfo | undefined => {
  const name = readName(patient);
  const birthDate = textAt(patient, 'birthDate');
  if (birthDate !== undefined && !/^\d{4}(-\d{2}(-\d{2})?)?$/.test(birthDate))
    patient.report.invalid(`${patient.path}.birthDate`, `${birthDate} is not a date`);
  const gender = textAt(patient, 'gender');
  const sex = sexes.find((one) => one === gender);
  if (gender !== undefined && sex === undefined)
    patient.report.invalid(`${patient.path}.gender`, `${gender} is not one of ${sexes.join(', ')}`);
  const address = readAddress(items(patient, 'address')[0]);
  const empty = !name && birthDate === undefined && sex === undefined && !address && identifiers.length === 0;
  if (empty) return undefined;
  return {
    identifiers,
    ...named(name),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(sex === undefined ? {} : { sex }),
    ...(address === undefined ? {} : { address }),
  };
};

const readAddress = (address: Element | undefined): SourcePatientInfo['address'] => {
  if (address === undefined) return undefined;
  const city = textAt(at(address, 'city'));
  const postalCode = textAt(address, 'postalCode');
  const country = textAt(address, 'country');
  return {
    lines: readTexts(address, 'line'),
    ...(city === undefined ? {} : { city }),
    ...(postalCode === undefined ? {} : { postalCode }),
    ...(country === undefined ? {} : { country }),
  };
};
