// SPDX-License-Identifier: Apache-2.0
import type { Operation } from '../../access/types.ts';
import type { DelegationRules } from '../types.ts';

const READ: readonly Operation[] = [
  'record.test-existence',
  'record.read-administrative',
  'consent.read',
  'document.find',
  'document.find-reference',
  'document.retrieve',
  'delegation.accept',
  'delegation.leave',
];
const READ_AND_ADD: readonly Operation[] = [...READ, 'document.share'];

/**
 * Who acts for a patient. The holders of parental authority exercise the rights of a minor (civil code 371-1,
 * R.1111-40 CSP); a carer does what the patient's invitation names. The ages at which a minor acts alone are reconstructed
 * from texts that speak of neighbouring acts.
 */
export const delegation: DelegationRules = {
  id: 'fr-delegation',
  version: '1',
  validFrom: '2010-01-01',
  source:
    'Civil code 371-1, 413-1; CSP L.1111-5, L.1111-5-1, R.1111-40; law 78-17 article 45; carers: Mon espace santé',
  evidence: 'reconstruction',
  grants: [
    { code: 'read', label: { fr: 'Consulter', en: 'Read' }, operations: READ, masked: false },
    {
      code: 'read-and-add',
      label: { fr: 'Consulter et ajouter', en: 'Read and add' },
      operations: READ_AND_ADD,
      masked: false,
    },
    {
      code: 'read-with-masked',
      label: { fr: 'Consulter, documents masqués compris', en: 'Read, masked documents too' },
      operations: READ,
      masked: true,
    },
    {
      code: 'read-and-add-with-masked',
      label: { fr: 'Consulter et ajouter, documents masqués compris', en: 'Read and add, masked documents too' },
      operations: READ_AND_ADD,
      masked: true,
    },
  ],
  usualGrant: 'read-and-add',
  invitation: { validity: { days: 7 }, attempts: 5, openAtOnce: 10 },
  autonomy: [
    {
      act: ['record.close', 'record.reopen', 'record.destroy', 'record.oppose', 'record.open'],
      aloneFromYears: 18,
      source: 'Civil code 371-1: the life of the record stays with the holders of parental authority',
    },
    {
      act: ['delegation.invite'],
      aloneFromYears: 16,
      agreedFromYears: 15,
      source: 'Reconstruction: own rights to health insurance from 16 (CSS L.160-2)',
    },
    {
      act: 'secret',
      aloneFromYears: 12,
      source: 'CSP L.1111-5, L.1111-5-1: secrecy has no age; an own session is reconstructed as possible from 12',
    },
    {
      act: 'any',
      aloneFromYears: 15,
      agreedFromYears: 12,
      source: 'Law 78-17 article 45 (GDPR article 8): consent to an online service from 15, with the parents before',
    },
  ],
  proofs: [
    { code: 'birth-certificate', label: { fr: 'Acte de naissance', en: 'Birth certificate' } },
    { code: 'family-record-book', label: { fr: 'Livret de famille', en: 'Family record book' } },
    { code: 'insurance', label: { fr: 'Rattachement assurance maladie', en: 'Dependant of the insured' } },
    { code: 'court-decision', label: { fr: 'Décision de justice', en: 'Court decision' } },
  ],
};
