// SPDX-License-Identifier: Apache-2.0
import { lookup } from '../lookup.ts';
import type { ConfidentialityRules, FeedRules, IdentityRules, Profile, Regimes, TimeRules } from '../types.ts';

/** Codes of TRE_A07 that hide a document; `N` of HL7 is the normal one (domain: JDV_J58). */
export const confidentiality: ConfidentialityRules = {
  id: 'fr-confidentiality',
  version: '1.1.0',
  validFrom: '2010-01-01',
  source: 'JDV_J58-ConfidentialityCode-DMP 1.1.0 (2020-04-24)',
  evidence: 'transcribed',
  normal: 'N',
  masked: 'MASQUE_PS',
  hiddenFromPatient: 'INVISIBLE_PATIENT',
  hiddenFromRepresentatives: 'INVISIBLE_REPRESENTANTS_LEGAUX',
};

export const timeRules: TimeRules = {
  id: 'fr-time-rules',
  version: '2021-1048',
  validFrom: '2010-01-01',
  source: 'CSP R.1111-28, R.1111-36, R.1111-53 (decree 2021-1048); one-year authorisation of the DMP (2010)',
  evidence: 'transcribed',
  oppositionWindow: { weeks: 6 },
  authorizationDuration: { years: 1 },
  archiveAfterClosure: { years: 10 },
  expressDestruction: { months: 3 },
  announcementNotice: { days: 14 },
  announcementRelease: { months: 1 },
  majorityAgeYears: 18,
  timeZone: 'Europe/Paris',
};

const fr2010 = { id: 'fr-2010', opening: 'on-consent', activation: 'by-opener' } as const;
const fr2022 = { id: 'fr-2022', opening: 'on-silence', activation: 'by-notice' } as const;

/** Opt-in with the patient's consent until the end of 2021, opt-out after notice since (L.1111-13-1, L.1111-14 CSP). */
export const regimes: readonly Regimes[] = [
  {
    id: 'fr-regimes',
    version: '2010',
    validFrom: '2010-01-01',
    validUntil: '2022-01-01',
    source: 'CNIL deliberation 2010-449; decree 2016-914',
    evidence: 'transcribed',
    regimes: [fr2010],
    current: 'fr-2010',
  },
  {
    id: 'fr-regimes',
    version: '2022',
    validFrom: '2022-01-01',
    source: 'Law 2019-774; decrees 2021-1047 and 2021-1048 of 4 August 2021',
    evidence: 'transcribed',
    regimes: [fr2010, fr2022],
    current: 'fr-2022',
  },
];

/** R.1111-42 CSP: what comes into a record by itself. */
export const feeds: FeedRules = {
  id: 'fr-feeds',
  version: '1',
  validFrom: '2010-01-01',
  source: 'CSP L.1111-15, L.1111-23, R.1111-42; types chosen from JDV_J66 by their subject',
  evidence: 'reconstruction',
  types: lookup([
    ['laboratory', ['11502-2', '11526-1', '60568-3', '51969-4', '96173-0']],
    ['insurer', ['REMB']],
    ['pharmacy', ['60593-1', 'DISP_AUT', '56445-0', '78601-2', '93024-8', '87273-9']],
  ]),
};

const IDENTIFIERS = '1.2.250.1.213.1.4';

/**
 * INS-NIR and INS-NIA in production, their test and demonstration counterparts never there. In a demonstration the
 * official samples name the same fictitious persons under all three NIR systems: they are kept under the test one.
 * The former INS-C and INS-A are known, and taken nowhere.
 */
export const identity: IdentityRules = {
  id: 'fr-ins',
  version: '2',
  validFrom: '2010-01-01',
  source: 'ANS, INS OIDs (CI-SIS, Référentiel INS)',
  evidence: 'transcribed',
  systems: [
    // INS-NIR, INS-NIA
    { oid: `${IDENTIFIERS}.8`, environments: ['production', 'demo'], keptAs: { demo: `${IDENTIFIERS}.10` } },
    { oid: `${IDENTIFIERS}.9`, environments: ['production', 'demo'] },
    // INS-NIR of test, of demonstration
    { oid: `${IDENTIFIERS}.10`, environments: ['demo'] },
    { oid: `${IDENTIFIERS}.11`, environments: ['demo'], keptAs: { demo: `${IDENTIFIERS}.10` } },
    // INS-C, INS-A
    { oid: `${IDENTIFIERS}.2`, environments: [] },
    { oid: `${IDENTIFIERS}.1`, environments: [] },
  ],
};

/** PS_IdNat and Struct_IdNat (CI-SIS, Structuration minimale): `8` + RPPS, `1` + FINESS and the like. */
export const partySystems: Profile['partySystems'] = {
  professional: '1.2.250.1.71.4.2.1',
  organization: '1.2.250.1.71.4.2.2',
};
