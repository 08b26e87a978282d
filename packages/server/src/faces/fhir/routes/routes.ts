// SPDX-License-Identifier: Apache-2.0
import { findAuditEvents, proveAuditEvent, readAuditEvent } from './audit-events.ts';
import { breakGlass } from './break-glass.ts';
import { createConsent, patchConsent, updateConsent } from './change-consent.ts';
import { findCommunications, readCommunication } from './communications.ts';
import { findConsents, readConsentResource } from './consents.ts';
import { delegation } from './delegation.ts';
import { everything } from './everything.ts';
import { explain } from './explain.ts';
import { facts } from './facts.ts';
import { findDocumentLists, readList } from './find-document-lists.ts';
import { findDocumentReferences } from './find-document-references.ts';
import { findPatients, readPatient } from './patients.ts';
import { preview } from './preview.ts';
import { provideDocumentBundle } from './provide-document-bundle.ts';
import { readDocumentReference } from './read-document-reference.ts';
import { render } from './render.ts';
import { retrieveDocument } from './retrieve-document.ts';
import { reviseByIdentifier, reviseDocumentReference } from './revise-document.ts';
import type { Route } from './route.ts';
import { searchingInside } from './search-inside.ts';
import { simplifiedPublish } from './simplified-publish.ts';
import { answers } from './summary.ts';

/** All that the face answers, `/metadata` apart: what is registered, and what the CapabilityStatement says. */
export const routes: readonly Route[] = [
  provideDocumentBundle, // ITI-65
  simplifiedPublish, // ITI-105
  ...findDocumentReferences, // ITI-67
  readDocumentReference,
  reviseDocumentReference,
  reviseByIdentifier,
  retrieveDocument, // ITI-68
  render,
  ...findDocumentLists, // ITI-66
  readList,
  ...findPatients, // TD0.2
  ...delegation,
  breakGlass,
  readPatient,
  ...everything,
  ...explain,
  ...preview,
  ...findConsents,
  readConsentResource,
  createConsent,
  updateConsent,
  patchConsent,
  ...findAuditEvents,
  readAuditEvent,
  proveAuditEvent,
  ...findCommunications,
  readCommunication,
  ...facts,
  ...answers,
  ...searchingInside,
];
