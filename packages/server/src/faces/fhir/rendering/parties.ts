// SPDX-License-Identifier: Apache-2.0
import type { Author, AuthorInstitution, Code, HumanName, SourcePatientInfo } from '@dossier/core/documents';
import { concept, extensions, fhirIdentifier } from '../identifiers/index.ts';
import type {
  Address,
  ContactPoint,
  Device,
  Extension,
  HumanName as FhirHumanName,
  Identifier as FhirIdentifier,
  Organization,
  PartyResource,
  Patient,
  Practitioner,
  PractitionerRole,
  Reference,
  RelatedPerson,
} from '../r4/index.ts';

/** Gathers the contained resources of one resource; the same party twice is contained once. */
export interface Containment {
  readonly resources: PartyResource[];
  /** Adds a resource under an id that begins with `prefix`, and gives the reference to it. */
  readonly add: (prefix: string, resource: PartyResource) => Reference;
}

export const containment = (): Containment => {
  const resources: PartyResource[] = [];
  const known = new Map<string, string>();
  return {
    resources,
    add: (prefix, resource) => {
      const key = JSON.stringify(resource);
      const id = known.get(key) ?? `${prefix}-${resources.length + 1}`;
      if (!known.has(key)) {
        known.set(key, id);
        resources.push({ ...resource, id });
      }
      return { reference: `#${id}` };
    },
  };
};

/** An empty list is left out, as JSON of FHIR wants it. */
export const listed = <T>(values: readonly T[]): T[] | undefined => (values.length === 0 ? undefined : [...values]);

const humanName = (name: HumanName | undefined): FhirHumanName[] | undefined =>
  name && [
    {
      family: name.family,
      given: name.given && listed(name.given),
      prefix: name.prefix === undefined ? undefined : [name.prefix],
      suffix: name.suffix === undefined ? undefined : [name.suffix],
    },
  ];

const telecomSystems = { mailto: 'email', tel: 'phone', fax: 'fax', sms: 'sms' } as const;

/** A telecom is a URI in core (`tel:`, `mailto:`, `fax:`, `sms:`, `https:`); anything else is kept as it is. */
const telecom = (value: string): ContactPoint => {
  const colon = value.indexOf(':');
  const system = Object.entries(telecomSystems).find(([scheme]) => scheme === value.slice(0, colon))?.[1];
  if (system) return { system, value: value.slice(colon + 1) };
  return { system: /^https?:/.test(value) ? 'url' : 'other', value };
};

const identified = (author: Author): FhirIdentifier[] | undefined =>
  author.identifier && [fhirIdentifier(author.identifier)];

const organization = (institution: AuthorInstitution): Organization => ({
  resourceType: 'Organization',
  identifier: institution.identifier && [fhirIdentifier(institution.identifier)],
  name: institution.name,
});

/** What a resource has no element for goes into extensions of our own, so that nothing is lost on the way back. */
const remainder = (
  institutions: readonly Reference[],
  roles: readonly string[],
  specialties: readonly Code[],
): Extension[] | undefined =>
  listed([
    ...institutions.map((valueReference) => ({ url: extensions.authorInstitution, valueReference })),
    ...roles.map((valueString) => ({ url: extensions.authorRole, valueString })),
    ...specialties.map((code) => ({ url: extensions.authorSpecialty, valueCodeableConcept: concept(code) })),
  ]);

/**
 * Contains an author (ITI TF-3 §4.2.3.1.4, PDSm: contained Practitioner, PractitionerRole, Patient, Device) and refers
 * to it.
 * @param bare whether a professional of whom nothing but the person is known is a Practitioner; a List.source of PDSm
 * is a PractitionerRole even then.
 */
export const containAuthor = (author: Author, into: Containment, recordId: string, bare = true): Reference => {
  // an organisation that is itself the author may be named as such, or as its own first institution
  const named = author.identifier !== undefined || author.name !== undefined;
  const beside = author.kind === 'organization' && !named ? author.institutions.slice(1) : author.institutions;
  const institutions = beside.map((institution) => into.add('organization', organization(institution)));
  const common = {
    identifier: identified(author),
    telecom: listed(author.telecoms.map(telecom)),
  };
  const rest = () => remainder(institutions, author.roles, author.specialties);
  switch (author.kind) {
    case 'professional':
      return containProfessional(author, institutions, into, bare);
    case 'patient':
      return into.add('patient', {
        resourceType: 'Patient',
        extension: rest(),
        ...common,
        name: humanName(author.name),
      } satisfies Patient);
    case 'related-person':
      return into.add('related-person', {
        resourceType: 'RelatedPerson',
        extension: rest(),
        ...common,
        patient: { reference: `Patient/${recordId}` },
        name: humanName(author.name),
      } satisfies RelatedPerson);
    case 'device':
      return into.add('device', {
        resourceType: 'Device',
        extension: remainder(institutions.slice(1), author.roles, author.specialties),
        identifier: common.identifier,
        // XCN.2 is the name of the system, XCN.3 that of its model (PDSm4DMP, ActorXDS)
        deviceName: listed([
          ...(author.name?.family === undefined
            ? []
            : [{ name: author.name.family, type: 'user-friendly-name' as const }]),
          ...(author.name?.given ?? []).map((name) => ({ name, type: 'model-name' as const })),
        ]),
        owner: institutions[0],
        contact: common.telecom,
      } satisfies Device);
    case 'organization': {
      const own = named
        ? {
            ...(author.identifier && { identifier: author.identifier }),
            ...(author.name?.family !== undefined && { name: author.name.family }),
          }
        : (author.institutions[0] ?? {});
      return into.add('author-organization', {
        ...organization(own),
        extension: rest(),
        telecom: common.telecom,
      });
    }
  }
};

const containProfessional = (
  author: Author,
  institutions: readonly Reference[],
  into: Containment,
  mayBeBare: boolean,
): Reference => {
  const practitioner: Practitioner = {
    resourceType: 'Practitioner',
    identifier: identified(author),
    name: humanName(author.name),
    telecom: listed(author.telecoms.map(telecom)),
  };
  const onlyPerson = institutions.length + author.roles.length + author.specialties.length === 0;
  const anonymous = !author.identifier && !author.name && author.telecoms.length === 0;
  const person = anonymous && !onlyPerson ? undefined : into.add('practitioner', practitioner);
  if (person && onlyPerson && mayBeBare) return person;
  return into.add('practitioner-role', {
    resourceType: 'PractitionerRole',
    extension: remainder(institutions.slice(1), [], []),
    practitioner: person,
    organization: institutions[0],
    code: listed(author.roles.map((text) => ({ text }))),
    specialty: listed(author.specialties.map(concept)),
  } satisfies PractitionerRole);
};

const address = (info: SourcePatientInfo): Address[] | undefined =>
  info.address && [
    {
      line: listed(info.address.lines),
      city: info.address.city,
      postalCode: info.address.postalCode,
      country: info.address.country,
    },
  ];

/**
 * Contains the patient as the source knew them (ITI TF-3 §4.2.3.2.22-23): sourcePatientId is the identifier of
 * use `usual`, those of sourcePatientInfo follow.
 */
export const containSourcePatient = (
  entry: {
    readonly sourcePatientId?: { readonly system: string; readonly value: string; readonly type?: string };
    readonly sourcePatientInfo?: SourcePatientInfo;
  },
  into: Containment,
): Reference | undefined => {
  const { sourcePatientId: id, sourcePatientInfo: info } = entry;
  if (!id && !info) return undefined;
  const others = (info?.identifiers ?? []).filter((other) => other.system !== id?.system || other.value !== id.value);
  return into.add('source-patient', {
    resourceType: 'Patient',
    identifier: listed([
      ...(id ? [{ use: 'usual' as const, ...fhirIdentifier(id) }] : []),
      ...others.map(fhirIdentifier),
    ]),
    name: humanName(info?.name),
    gender: info?.sex,
    birthDate: info?.birthDate,
    address: info && address(info),
  });
};
