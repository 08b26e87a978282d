// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import { type SharedSubmission, shareDocuments } from '../../../record/index.ts';
import { type PlannedResponse, type ReceivedSubmission, readProvideBundle } from '../intake/index.ts';
import { operationOutcome } from '../outcome/index.ts';
import { renderFolder, renderSubmissionSet } from '../rendering/index.ts';
import { resource } from './answers.ts';
import { readBody } from './body.ts';
import { intakeContext } from './intake-context.ts';
import type { Exchange, Route } from './route.ts';
import { resourceTypes } from './route-kinds.ts';
import { sharedDocumentTag, sharedDocumentText } from './shared-resources.ts';

/** What became of one entry of the message. */
interface EntryAnswer {
  readonly status: '200 OK' | '201 Created';
  readonly location?: string;
  readonly etag?: string;
  readonly lastModified?: string;
  /** JSON text of the resource, for those who want it back. */
  readonly text?: () => string;
}

const done: EntryAnswer = { status: '200 OK' };

const ofDocument = (shared: SharedSubmission, index: number, base: string): EntryAnswer => {
  const document = shared.documents[index];
  if (!document) return done;
  const { entry, updatedAt, alreadyShared } = document;
  return {
    status: alreadyShared ? '200 OK' : '201 Created',
    location: `DocumentReference/${entry.entryUuid}`,
    etag: sharedDocumentTag(document),
    lastModified: updatedAt,
    text: () => sharedDocumentText(document, base).toString(),
  };
};

const ofContent = (shared: SharedSubmission, index: number): EntryAnswer => {
  const document = shared.documents[index];
  if (!document) return done;
  const status = document.alreadyShared ? '200 OK' : '201 Created';
  return { status, location: `Binary/${document.entry.logicalId}`, lastModified: document.entry.submittedAt };
};

const ofSet = ({ set, documents, folders }: SharedSubmission): EntryAnswer => {
  if (!set) return done;
  // a submission holds a document or a folder; one that comes again brings no folder back
  const repeated = folders.length === 0 && documents.every(({ alreadyShared }) => alreadyShared);
  const folderIds = folders.map(({ entryUuid }) => entryUuid);
  return {
    status: repeated ? '200 OK' : '201 Created',
    location: `List/${set.entryUuid}`,
    lastModified: set.submittedAt,
    text: () => JSON.stringify(renderSubmissionSet(set, folderIds)),
  };
};

const ofFolder = ({ folders }: SharedSubmission, index: number): EntryAnswer => {
  const folder = folders[index];
  if (!folder) return done;
  return {
    status: '201 Created',
    location: `List/${folder.entryUuid}`,
    lastModified: folder.lastUpdateTime,
    text: () => JSON.stringify(renderFolder(folder)),
  };
};

const answerOf = ({ kind, index }: PlannedResponse, shared: SharedSubmission, base: string): EntryAnswer => {
  switch (kind) {
    case 'document':
      return ofDocument(shared, index, base);
    case 'content':
      return ofContent(shared, index);
    case 'submission-set':
      return ofSet(shared);
    case 'folder':
      return ofFolder(shared, index);
    case 'patient':
      return { status: '200 OK', location: `Patient/${shared.recordId}` };
    case 'status-patch':
      return done;
  }
};

/** Which entry a warning is about; what is about the message as a whole goes to the submission set. */
const entryOf = ({ location = '' }: Failure, plan: readonly PlannedResponse[]): number => {
  const index = Number(/^Bundle\.entry\[(\d+)\]/.exec(location)?.[1] ?? Number.NaN);
  return index < plan.length
    ? index
    : Math.max(
        0,
        plan.findIndex(({ kind }) => kind === 'submission-set'),
      );
};

/** One entry for each of the message, in its order (ITI TF-2 §3.65.4.2). */
const responseText = (received: ReceivedSubmission, shared: SharedSubmission, exchange: Exchange): string => {
  const { plan } = received;
  const warnings = [...received.warnings, ...shared.warnings];
  const whole = exchange.preferences.return === 'representation';
  const entries = plan.map((planned, index) => {
    const { text, ...response } = answerOf(planned, shared, exchange.base);
    const own = warnings.filter((warning) => entryOf(warning, plan) === index);
    const outcome = own.length > 0 ? { outcome: operationOutcome(own, 'warning') } : {};
    const json = JSON.stringify({ ...response, ...outcome });
    if (!whole || !text) return `{"response":${json}}`;
    const fullUrl = JSON.stringify(`${exchange.base}/${response.location}`);
    return `{"fullUrl":${fullUrl},"resource":${text()},"response":${json}}`;
  });
  const profile = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.ProvideDocumentBundleResponse';
  return `{"resourceType":"Bundle","meta":{"profile":["${profile}"]},"type":"transaction-response","entry":[${entries.join(',')}]}`;
};

/** Provide Document Bundle (ITI-65, PDSm flux 01, DMP TD2.1): all of the submission is shared, or nothing. */
export const provideDocumentBundle: Route = {
  method: 'POST',
  path: '/',
  accepts: resourceTypes,
  service: {
    system: 'transaction',
    documentation: 'Provide Document Bundle (ITI-65): all of it is shared, or nothing.',
  },
  answer: async (exchange) => {
    const body = readBody(exchange);
    if (!body.ok) return body;
    const received = readProvideBundle(body.value, intakeContext(exchange));
    if (!received.ok) return received;
    const shared = await shareDocuments(exchange.actor, received.value.submission, exchange.ports);
    return shared.ok ? resource(responseText(received.value, shared.value, exchange)) : shared;
  },
};
