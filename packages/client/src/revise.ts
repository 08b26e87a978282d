// SPDX-License-Identifier: Apache-2.0
import type { Revision } from '@dossier/core/documents';
import { DossierError } from './errors.ts';
import { json, type RequestOptions, type Send } from './http.ts';
import type { CodeableConcept, DocumentReference } from './resources.ts';

const VISIBILITY =
  'https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument';
const NORMAL = label('http://terminology.hl7.org/CodeSystem/v3-Confidentiality', 'N');
const ARCHIVED =
  "/extension[url:'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived']/valueBoolean";

function label(system: string, code: string): CodeableConcept {
  return { coding: [{ system, code }] };
}

/** JSON Patch operations (RFC 6902) that need no more than the document's id (PDSm flux 03, PDSm4DMP TD3.3). */
const patches: Readonly<Partial<Record<Revision, object>>> = {
  mask: { op: 'add', path: '/securityLabel/-', value: label(VISIBILITY, 'MASQUE_PS') },
  archive: { op: 'replace', path: ARCHIVED, value: true },
  unarchive: { op: 'replace', path: ARCHIVED, value: false },
  delete: { op: 'replace', path: '/status', value: 'entered-in-error' },
};

/** The label that these take away. */
const hidingCodes: Readonly<Partial<Record<Revision, string>>> = {
  unmask: 'MASQUE_PS',
  'make-visible': 'INVISIBLE_PATIENT',
  'make-visible-to-representatives': 'INVISIBLE_REPRESENTANTS_LEGAUX',
};

const without = (code: string, { securityLabel = [] }: DocumentReference): object => {
  const rest = securityLabel.filter(({ coding }) => !coding?.some((one) => one.code === code));
  return { op: 'replace', path: '/securityLabel', value: rest.length === 0 ? [NORMAL] : rest };
};

/** Others may revise the same document meanwhile; as often the labels are read again. */
const ATTEMPTS = 3;

/** Revises a document by JSON Patch; one that is already so stays as it is. */
export const revise = async (
  send: Send,
  id: string,
  revision: Revision,
  options: RequestOptions = {},
): Promise<DocumentReference> => {
  const address = `DocumentReference/${encodeURIComponent(id)}`;
  const patch = (operation: object, headers: Readonly<Record<string, string>> = {}): Promise<DocumentReference> =>
    json(
      send(address, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json-patch+json', ...headers },
        body: JSON.stringify([operation]),
        ...options,
      }),
    );
  const direct = patches[revision];
  if (direct !== undefined) return patch(direct);
  const code = hidingCodes[revision];
  if (code === undefined) throw new TypeError(`${revision} is no revision.`);
  for (let attempt = 1; ; attempt += 1) {
    const document = await json<DocumentReference>(send(address, options));
    const version = document.meta?.versionId;
    try {
      return await patch(without(code, document), version === undefined ? {} : { 'if-match': `W/"${version}"` });
    } catch (error) {
      const changed = error instanceof DossierError && error.code === 'precondition-failed';
      if (!changed || attempt === ATTEMPTS) throw error;
    }
  }
};
