// SPDX-License-Identifier: Apache-2.0
import type { Author, Code } from '@dossier/core/documents';
import { readCe } from '../types/codes.ts';
import { readXcn, readXon } from '../types/parties.ts';
import { readXtn } from '../types/telecoms.ts';
import { type Classification, type RegistryObject, slotAt } from './read-object.ts';
import type { Report } from './report.ts';

/** How an identifier shows what kind of author bears it; of the profile. */
export interface AuthorRules {
  /** Systems of patients' identifiers. */
  readonly patientSystems: readonly string[];
}

/** HL7 table 0203 and XCN.10: identifiers of things. */
const DEVICE_TYPES = ['U', 'RI', 'SNR', 'SN', 'DN'];

const kindOf = (person: ReturnType<typeof readXcn>, rules: AuthorRules): Author['kind'] => {
  if (person === undefined) return 'organization';
  const { identifier } = person;
  if (identifier === undefined) return 'professional';
  if (rules.patientSystems.includes(identifier.system) || identifier.type?.startsWith('INS')) return 'patient';
  return DEVICE_TYPES.includes(identifier.type ?? '') ? 'device' : 'professional';
};

/** A text that is no code is the code of no system. */
const specialtyOf = (text: string): Code => readCe(text) ?? { code: text, system: '', display: text };

const readAll = <T>(
  { slots, path }: Classification,
  name: string,
  read: (text: string) => T | undefined,
  report: Report,
): readonly T[] =>
  (slots.get(name) ?? []).flatMap((text) => {
    const value = read(text);
    if (value === undefined) report.invalid(`${path}/Slot[${name}]`, 'it cannot be read as what it should hold');
    return value === undefined ? [] : [value];
  });

/** An author (ITI TF-3 §4.2.3.1.4): at least a person, a device or an institution. */
const readAuthor = (classification: Classification, rules: AuthorRules, report: Report): Author | undefined => {
  const { path } = classification;
  const text = slotAt(classification, 'authorPerson', report);
  const person = text === undefined ? undefined : readXcn(text);
  if (text !== undefined && person === undefined)
    return report.invalid(`${path}/Slot[authorPerson]`, 'it has neither an identifier with its authority nor a name');
  const institutions = readAll(classification, 'authorInstitution', readXon, report);
  if (person === undefined && institutions.length === 0)
    return report.missing(`${path}/Slot[authorPerson]`, 'an author is a person, a device or an institution');
  return {
    kind: kindOf(person, rules),
    ...person,
    institutions,
    roles: classification.slots.get('authorRole') ?? [],
    specialties: (classification.slots.get('authorSpecialty') ?? []).map(specialtyOf),
    telecoms: readAll(classification, 'authorTelecommunication', readXtn, report),
  };
};

/** The authors of an object, by the scheme of its kind. */
export const readAuthors = (
  { classifications }: RegistryObject,
  scheme: string,
  rules: AuthorRules,
  report: Report,
): readonly Author[] =>
  classifications
    .filter((one) => one.scheme === scheme)
    .flatMap((one) => {
      const author = readAuthor(one, rules, report);
      return author ? [author] : [];
    });

/** Whom a document or a submission names beside its authors: legal authenticator, recipient. */
export const readPerson = (text: string, rules: AuthorRules): Author | undefined => {
  const person = readXcn(text);
  return (
    person && { kind: kindOf(person, rules), ...person, institutions: [], roles: [], specialties: [], telecoms: [] }
  );
};

/** XON, XCN and XTN joined by `|` (ITI TF-3 §4.2.3.3.7): institution, person and address of one recipient. */
export const readRecipient = (text: string, rules: AuthorRules): Author | undefined => {
  const [institution = '', person = '', telecom = ''] = text.split('|');
  const organization = institution === '' ? undefined : readXon(institution);
  const someone = person === '' ? undefined : readPerson(person, rules);
  const address = telecom === '' ? undefined : readXtn(telecom);
  if (organization === undefined && someone === undefined && address === undefined) return undefined;
  return {
    ...(someone ?? { kind: 'organization', roles: [], specialties: [] }),
    institutions: organization ? [organization] : [],
    telecoms: address === undefined ? [] : [address],
  };
};
