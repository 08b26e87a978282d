// SPDX-License-Identifier: Apache-2.0
import type { InclusionProof } from '@dossier/core/journal';
import { type ConnectionOptions, json, sender } from './http.ts';
import { type RecordClient, recordClient } from './record.ts';
import type { DocumentReference, Identifier } from './resources.ts';

/** The content of a document as it was shared, byte for byte. */
export interface RetrievedContent {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** What can be revised of a document (DMP TD3.3a–d). */
export type Revision = 'mask' | 'unmask' | 'archive' | 'unarchive' | 'delete';

/** A connection to a Dossier, as one caller. */
export interface Dossier {
  record(patient: Identifier): RecordClient;
  /** The metadata of one document, by its id. */
  read(id: string): Promise<DocumentReference>;
  /** The content of a document that was found; a length or hash that is not the stated one is an error. */
  retrieve(document: DocumentReference): Promise<RetrievedContent>;
  revise(id: string, revision: Revision): Promise<DocumentReference>;
  /** Proof that an entry stands in the signed log; check it with `verifyInclusionProof`. */
  proofOf(auditEventId: string): Promise<InclusionProof>;
}

const VISIBILITY =
  'https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument';
const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const ARCHIVED =
  "/extension[url:'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived']/valueBoolean";

const label = (system: string, code: string) => ({ coding: [{ system, code }] });

/** JSON Patch of each revision (PDSm flux 03, PDSm4DMP TD3.3). */
const patches: Readonly<Record<Revision, (document: DocumentReference) => object>> = {
  mask: () => ({ op: 'add', path: '/securityLabel/-', value: label(VISIBILITY, 'MASQUE_PS') }),
  unmask: ({ securityLabel = [] }) => {
    const rest = securityLabel.filter(({ coding }) => !coding?.some(({ code }) => code === 'MASQUE_PS'));
    return { op: 'replace', path: '/securityLabel', value: rest.length === 0 ? [label(CONFIDENTIALITY, 'N')] : rest };
  },
  archive: () => ({ op: 'replace', path: ARCHIVED, value: true }),
  unarchive: () => ({ op: 'replace', path: ARCHIVED, value: false }),
  delete: () => ({ op: 'replace', path: '/status', value: 'entered-in-error' }),
};

/** Opens a connection; nothing is sent before the first request. */
export const connect = (options: ConnectionOptions): Dossier => {
  const send = sender(options);
  const read = (id: string): Promise<DocumentReference> => json(send(`DocumentReference/${encodeURIComponent(id)}`));
  return {
    record: (patient) => recordClient(send, patient),
    read,
    retrieve: async ({ content: [first] }) => {
      const { url, contentType = 'application/octet-stream', size, hash } = first?.attachment ?? {};
      if (url === undefined) throw new TypeError('the document names no content');
      const response = await send(url, { headers: { accept: contentType } });
      const bytes = new Uint8Array(await response.arrayBuffer());
      await checkContent(bytes, size, hash);
      return { contentType: response.headers.get('content-type') ?? contentType, bytes };
    },
    revise: async (id, revision) => {
      const document = await read(id);
      return json(
        send(`DocumentReference/${encodeURIComponent(id)}`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json-patch+json' },
          body: JSON.stringify([patches[revision](document)]),
        }),
      );
    },
    proofOf: async (auditEventId) => {
      const parameters = await json<{ parameter?: { name: string; valueString?: string }[] }>(
        send(`AuditEvent/${encodeURIComponent(auditEventId)}/$proof`),
      );
      const proof = parameters.parameter?.find(({ name }) => name === 'proof')?.valueString;
      if (proof === undefined) throw new TypeError('the answer holds no proof');
      return JSON.parse(proof) as InclusionProof;
    },
  };
};

const checkContent = async (
  bytes: Uint8Array<ArrayBuffer>,
  size: number | undefined,
  hash: string | undefined,
): Promise<void> => {
  if (size !== undefined && size !== bytes.length)
    throw new RangeError(`the content has ${bytes.length} bytes instead of ${size}`);
  if (hash === undefined) return;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', bytes));
  if (btoa(String.fromCharCode(...digest)) !== hash)
    throw new RangeError('the content does not have the hash of its metadata');
};
