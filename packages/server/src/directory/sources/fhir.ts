// SPDX-License-Identifier: Apache-2.0
import { readFile, stat } from 'node:fs/promises';
import type { DirectoryProfile } from '../profile.ts';
import type { DirectoryEntry, Qualification, SourceItem } from '../types.ts';
import { linesOf } from './lines.ts';

interface Coding {
  readonly system?: string;
  readonly code?: string;
}
interface Concept {
  readonly coding?: readonly Coding[];
}
interface Resource {
  readonly resourceType?: string;
  readonly id?: string;
  readonly active?: boolean;
  readonly identifier?: readonly { readonly system?: string; readonly value?: string }[];
  readonly name?: string | readonly { readonly family?: string; readonly given?: readonly string[] }[];
  readonly qualification?: readonly { readonly code?: Concept; readonly period?: { readonly end?: string } }[];
  readonly type?: readonly Concept[];
  readonly code?: readonly Concept[];
  readonly specialty?: readonly Concept[];
  readonly period?: { readonly end?: string };
  readonly practitioner?: Reference;
  readonly organization?: Reference;
  readonly entry?: readonly { readonly resource?: Resource }[];
}
interface Reference {
  readonly reference?: string;
  readonly identifier?: { readonly system?: string; readonly value?: string };
}

/** A Bundle is parsed whole: beyond this it must come as NDJSON. */
const BUNDLE_BYTES = 64 * 1024 * 1024;

const codeIn = (concepts: readonly Concept[] | undefined, system: RegExp): string | undefined =>
  concepts?.flatMap(({ coding = [] }) => coding).find((coding) => system.test(coding.system ?? ''))?.code;

const fhirAlias = (id: string): string => `fhir:${id}`;

/** National identifiers of a resource, the official one first. */
const nationalIds = (
  { identifier = [] }: Resource,
  official: string,
  prefixes: Readonly<Record<string, string>>,
): readonly string[] => {
  const ids = identifier.flatMap(({ system = '', value = '' }) => {
    if (value === '') return [];
    if (system === official) return [value];
    return prefixes[system] === undefined ? [] : [`${prefixes[system]}${value}`];
  });
  const first = identifier.find(({ system, value }) => system === official && value)?.value;
  return [...new Set(first === undefined ? ids : [first, ...ids])];
};

const referred = ({ reference, identifier }: Reference, official: string): string | undefined => {
  if (identifier?.system === official && identifier.value) return identifier.value;
  const id = /(?:^|\/)(?:Practitioner|Organization)\/([A-Za-z0-9.-]{1,64})$/.exec(reference ?? '')?.[1];
  return id === undefined ? undefined : fhirAlias(id);
};

const professionalOf = (resource: Resource, { fhir }: DirectoryProfile): DirectoryEntry | string => {
  const [key, ...others] = nationalIds(resource, fhir.professionalId, fhir.professionalPrefixes);
  if (key === undefined) return 'the Practitioner has no national identifier';
  const name = Array.isArray(resource.name) ? resource.name[0] : undefined;
  const qualifications = (resource.qualification ?? []).flatMap(({ code }): readonly Qualification[] => {
    const profession = codeIn(code && [code], fhir.profession);
    const specialty = codeIn(code && [code], fhir.specialty);
    if (profession === undefined && specialty === undefined) return [];
    return [{ profession: profession ?? '', ...(specialty !== undefined && { specialty }) }];
  });
  // the speciality stands in a qualification of its own: it goes with the profession beside it
  const [main] = qualifications.filter(({ profession }) => profession !== '');
  const whole = qualifications.map((one) =>
    one.profession === '' ? { ...one, profession: main?.profession ?? '' } : one,
  );
  const useful = whole.filter(({ profession }) => profession !== '');
  return {
    kind: 'professional',
    key,
    active: resource.active !== false,
    aliases: [...others, ...(resource.id ? [fhirAlias(resource.id)] : [])],
    facts: {
      family: name?.family ?? '',
      given: name?.given?.[0] ?? '',
      ...(useful.length > 0 && { qualifications: useful }),
    },
  };
};

const organizationOf = (resource: Resource, { fhir }: DirectoryProfile): DirectoryEntry | string => {
  const [key, ...others] = nationalIds(resource, fhir.organizationId, fhir.organizationPrefixes);
  if (key === undefined) return 'the Organization has no national identifier';
  const sector = codeIn(resource.type, fhir.sector);
  return {
    kind: 'organization',
    key,
    active: resource.active !== false,
    aliases: [...others, ...(resource.id ? [fhirAlias(resource.id)] : [])],
    facts: {
      name: typeof resource.name === 'string' ? resource.name : '',
      ...(sector !== undefined && { sector }),
    },
  };
};

const situationOf = (resource: Resource, { fhir }: DirectoryProfile): DirectoryEntry | string => {
  const professional = resource.practitioner && referred(resource.practitioner, fhir.professionalId);
  if (professional === undefined) return 'the PractitionerRole names no Practitioner';
  if (resource.id === undefined) return 'the PractitionerRole has no id';
  const organization = resource.organization && referred(resource.organization, fhir.organizationId);
  const profession = codeIn(resource.code, fhir.profession);
  const specialty = codeIn(resource.specialty, fhir.specialty) ?? codeIn(resource.code, fhir.specialty);
  const until = resource.period?.end?.slice(0, 10);
  return {
    kind: 'situation',
    key: fhirAlias(resource.id),
    active: resource.active !== false,
    aliases: [],
    professional,
    ...(organization !== undefined && { organization }),
    facts: {
      ...(profession !== undefined && { profession }),
      ...(specialty !== undefined && { specialty }),
      ...(until !== undefined && { until }),
    },
  };
};

/** Which resources a pass takes: a situation refers to the two others, so it comes after them. */
export type Pass = 'parties' | 'situations';

const itemOf = (resource: Resource, pass: Pass, profile: DirectoryProfile, place: string): SourceItem => {
  const read = { Practitioner: professionalOf, Organization: organizationOf, PractitionerRole: situationOf }[
    resource.resourceType ?? ''
  ];
  const wanted = resource.resourceType === 'PractitionerRole' ? 'situations' : 'parties';
  if (read === undefined || wanted !== pass) return { entries: [], place };
  const entry = read(resource, profile);
  return typeof entry === 'string' ? { entries: [], fault: entry, place } : { entries: [entry], place };
};

const resourcesIn = (parsed: Resource): readonly Resource[] =>
  parsed.resourceType === 'Bundle' ? (parsed.entry ?? []).flatMap(({ resource }) => resource ?? []) : [parsed];

const parse = (text: string): Resource | undefined => {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Resource) : undefined;
  } catch {
    return undefined;
  }
};

const itemsIn = function* (text: string, pass: Pass, profile: DirectoryProfile, place: string): Generator<SourceItem> {
  const parsed = parse(text);
  if (parsed === undefined) {
    if (pass === 'parties') yield { entries: [], fault: 'it is not a JSON object', place };
    return;
  }
  for (const resource of resourcesIn(parsed)) {
    try {
      const item = itemOf(resource, pass, profile, place);
      // what another pass takes is no item of this one
      if (item.entries.length > 0 || item.fault !== undefined) yield item;
    } catch (error) {
      // an element of another shape than FHIR gives it
      if (!(error instanceof TypeError)) throw error;
      yield { entries: [], fault: 'it is not a FHIR resource', place };
    }
  }
};

/** Reads NDJSON, a resource (or Bundle) a line; other resources than the three are passed over. */
export const readNdjson = async function* (
  path: string,
  pass: Pass,
  profile: DirectoryProfile,
): AsyncGenerator<SourceItem> {
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    if (line.trim() !== '') yield* itemsIn(line, pass, profile, `line ${number}`);
  }
};

/** Reads a Bundle or a single resource. Throws a RangeError when it is too large to be read whole. */
export const readJson = async function* (
  path: string,
  pass: Pass,
  profile: DirectoryProfile,
): AsyncGenerator<SourceItem> {
  if ((await stat(path)).size > BUNDLE_BYTES)
    throw new RangeError(`it is larger than ${BUNDLE_BYTES} bytes; write it as NDJSON, a resource a line`);
  yield* itemsIn(await readFile(path, 'utf8'), pass, profile, 'the file');
};
