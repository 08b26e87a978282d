// SPDX-License-Identifier: Apache-2.0
import type { ActorClasses } from '../types.ts';
import { patientDocumentTypes } from './document-types.ts';

/**
 * How professionals fall into the columns of the rights matrices. Occupational physicians have a column of their own
 * (L.1111-17 IV CSP): the specialities that JDV_J01 labels "Médecine du travail", as qualification, competence and
 * capacity.
 */
export const actorClasses: ActorClasses = {
  id: 'fr-actor-classes',
  version: '2',
  validFrom: '2010-01-01',
  source:
    'GIE SESAM-Vitale PDT-INF-526 v1.8 (columns); JDV_J01 2025-01-31 (specialities); CI-SIS VIHF (the speciality of a physician); R.1111-51 CSP, JDV_J66 (documents of patients)',
  evidence: 'transcribed',
  professionals: [
    { class: 'occupational-physician', profession: '10', specialties: ['SM25', 'C41', 'CAPA11'] },
    { class: 'doctor', profession: '10' },
    { class: 'ps' },
  ],
  // The official matrix has no dispatch column for attending doctors: there they are doctors like the others.
  fallbackColumns: { 'attending.emergency-dispatch': 'doctor.emergency-dispatch' },
  relationRequired: {
    'record.test-existence': 'none',
    'record.read-administrative': 'none',
    'record.list-authorized': 'none',
    'record.search-traits': 'not-blocked',
    'record.open': 'none',
    'record.close': 'authorized', // at the patient's request, by who treats them
    'record.reopen': 'authorized',
    'record.destroy': 'none',
    'record.oppose': 'none',
    'record.change-ins': 'none',
    'authorization.declare': 'not-blocked', // the patient's block wins over a declaration (checklist A2)
    'authorization.remove-own': 'not-blocked',
    'attending-doctor.remove-self': 'none',
    'consent.read': 'authorized',
    'consent.change': 'none',
    'document.share': 'none', // authorisations are for consulting only (checklist A5)
    'document.find': 'authorized',
    'document.find-reference': 'none',
    'document.retrieve': 'authorized',
    'document.mask': 'authorized',
    'document.unmask': 'authorized',
    'document.make-visible': 'authorized',
    'document.archive': 'authorized',
    'document.delete': 'none',
    'delegation.invite': 'none',
    'delegation.accept': 'none',
    'delegation.leave': 'none',
    'emergency.open': 'authorized',
    'emergency.review': 'none',
    'journal.read': 'none',
    'access.explain': 'none',
  },
  professionsWithSpecialty: ['10'],
  patientDocuments: {
    types: patientDocumentTypes,
    operations: ['document.archive', 'document.delete'],
    classes: ['attending', 'patient', 'representative'],
  },
};
