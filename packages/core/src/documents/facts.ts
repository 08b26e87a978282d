// SPDX-License-Identifier: Apache-2.0
import type { PartyKey } from '../actors/index.ts';
import type { Author, DocumentEntry, DocumentFacts, DocumentMetadata, Identifier } from './types.ts';

/** The identifier systems under which authors are parties that can own a document. */
export interface PartySystems {
  readonly professional: string;
  readonly organization: string;
}

/** Keys of one author: the person or patient, and the institutions the document is imputed to. */
const keysOfAuthor = (author: Author, personId: string, systems: PartySystems): readonly PartyKey[] => {
  const keys: PartyKey[] = [];
  if (author.kind === 'patient') keys.push(`person:${personId}`);
  if (author.identifier?.system === systems.professional) keys.push(`ps:${author.identifier.value}`);
  const institutions: (Identifier | undefined)[] = author.institutions.map(({ identifier }) => identifier);
  if (author.kind === 'organization') institutions.push(author.identifier);
  for (const institution of institutions)
    if (institution?.system === systems.organization) keys.push(`org:${institution.value}`);
  return keys;
};

/**
 * What the gates need to know of a document. Its owners are its authors, the institutions it is imputed to, and who
 * shared it: a source can take back what it shared whatever author it named. `personId` is the patient of the
 * record.
 */
export const factsOf = (
  document: DocumentMetadata & Pick<DocumentEntry, 'logicalId' | 'availabilityStatus' | 'submittedBy'>,
  personId: string,
  systems: PartySystems,
): DocumentFacts => ({
  logicalId: document.logicalId,
  typeCode: document.typeCode.code,
  availabilityStatus: document.availabilityStatus,
  confidentialityCodes: document.confidentialityCodes.map(({ code }) => code),
  authorKeys: [
    ...new Set([
      ...document.authors.flatMap((author) => keysOfAuthor(author, personId, systems)),
      ...document.submittedBy,
    ]),
  ],
  byPatient: document.authors.some(({ kind }) => kind === 'patient'),
});
