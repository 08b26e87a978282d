// SPDX-License-Identifier: Apache-2.0
import { findConcept } from '@dossier/core/codes';
import type { Law } from '@dossier/core/data';
import type { Author, AuthorInstitution, HumanName, Identifier } from '@dossier/core/documents';
import { isInsSystem } from './ins-system.ts';
import { known } from './known.ts';
import type { Notes } from './notes.ts';
import type { CdaHeader, CdaId, CdaOrganization, CdaParty } from './types.ts';

const identifierOf = (ids: readonly CdaId[], preferred: string, type: string, law: Law): Identifier | undefined => {
  const complete = ids.flatMap(({ root, extension }) =>
    root === undefined || extension === undefined ? [] : [{ system: root, value: extension }],
  );
  const national = complete.find(({ system }) => system === preferred);
  if (national) return { ...national, type };
  const [first] = complete;
  return first && isInsSystem(first.system, law) ? { ...first, type: 'NH' } : first;
};

const institutionOf = ({ name, ids }: CdaOrganization, law: Law): AuthorInstitution =>
  known<AuthorInstitution>({ name, identifier: identifierOf(ids, law.partySystems.organization, 'IDNST', law) });

const nameOf = ({ name, device }: CdaParty): HumanName | undefined => {
  if (name) return known<HumanName>({ ...name, family: name.family });
  const family = device?.software ?? device?.model;
  return family === undefined ? undefined : { family };
};

const kindOf = (party: CdaParty, patientInsValues: readonly string[], law: Law): Author['kind'] => {
  if (party.device) return 'device';
  const ins = party.ids.find(({ root }) => root !== undefined && isInsSystem(root, law));
  if (ins) return patientInsValues.includes(ins.extension ?? '') ? 'patient' : 'related-person';
  const national = party.ids.some(({ root }) => root === law.partySystems.professional);
  return party.name || national || party.organization === undefined ? 'professional' : 'organization';
};

/** author{Person,Institution,Role,Specialty,Telecommunication} of one party (domain §4.3). */
const partyToAuthor = (party: CdaParty, patientInsValues: readonly string[], law: Law): Author => {
  const { code, functionCode, organization } = party;
  const role = functionCode?.display ?? functionCode?.code;
  const specialty =
    code?.code !== undefined && code.system !== undefined ? { code: code.code, system: code.system } : undefined;
  return known<Author>({
    kind: kindOf(party, patientInsValues, law),
    identifier: identifierOf(party.ids, law.partySystems.professional, 'IDNPS', law),
    name: nameOf(party),
    institutions: organization === undefined ? [] : [institutionOf(organization, law)],
    roles: role === undefined ? [] : [role],
    specialties:
      specialty === undefined
        ? []
        : [code?.display === undefined ? specialty : { ...specialty, display: code.display }],
    telecoms: party.telecoms,
  });
};

const isUnnamed = ({ name, identifier, institutions }: Author): boolean =>
  name === undefined && identifier === undefined && !institutions.some((at) => at.name ?? at.identifier);

const insValues = ({ patients }: CdaHeader, law: Law): readonly string[] =>
  patients.flatMap(({ ids }) =>
    ids.flatMap(({ root, extension }) => (root !== undefined && isInsSystem(root, law) ? (extension ?? []) : [])),
  );

const authorNotes = (author: Author, number: number, law: Law, notes: Notes): void => {
  if (isUnnamed(author)) {
    notes.note('author-unnamed', { number });
    return;
  }
  if (author.kind === 'professional' && author.identifier?.system !== law.partySystems.professional) {
    notes.note('author-without-identifier', { number });
  }
  if (author.kind === 'patient' || author.kind === 'related-person') return;
  if (!author.institutions.some(({ identifier }) => identifier?.system === law.partySystems.organization)) {
    notes.note('author-without-organization', { number });
  }
  const [specialty] = author.specialties;
  const set = law.valueSets.authorSpecialty;
  if (author.kind === 'professional' && specialty && !findConcept(set, specialty.code, specialty.system)) {
    notes.note('author-specialty-unknown', {
      number,
      code: specialty.code,
      system: specialty.system,
      valueSet: set.id,
    });
  }
};

export const authorsOf = (header: CdaHeader, law: Law, notes: Notes): readonly Author[] => {
  if (header.authors.length === 0) notes.note('author-missing');
  const patient = insValues(header, law);
  return header.authors.map((party, index) => {
    const author = partyToAuthor(party, patient, law);
    authorNotes(author, index + 1, law, notes);
    return author;
  });
};

/** The one person responsible for the document (legalAuthenticator). */
export const legalAuthenticatorOf = (header: CdaHeader, law: Law, notes: Notes): Author | undefined => {
  if (header.custodian === undefined) notes.note('custodian-missing');
  if (header.legalAuthenticator === undefined) {
    notes.note('legal-authenticator-missing');
    return undefined;
  }
  const author = partyToAuthor(header.legalAuthenticator, insValues(header, law), law);
  if (isUnnamed(author)) notes.note('legal-authenticator-unnamed');
  return author;
};
