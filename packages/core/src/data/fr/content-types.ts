// SPDX-License-Identifier: Apache-2.0
import { concepts } from '../concept-list.ts';
import type { ValueSet } from '../types.ts';
import { TRE_A00, TRE_A03, TRE_R02, TRE_R209, TRE_R276 } from './code-systems.ts';
import { classCode } from './document-classes.ts';
import { healthcareFacilityTypeCode } from './facilities.ts';

/*
 * Public hospitals name the kind of activity (TRE_R209), all other sectors name themselves: the set has the sectors of
 * the facilities from SA05 on.
 */
const sectors = healthcareFacilityTypeCode.concepts.filter(({ code, system }) => system === TRE_R02 && code >= 'SA05');

/** Kind of activity from which a submission comes (contentTypeCode of the submission set). */
export const contentTypeCode: ValueSet = {
  id: 'JDV_J59-ContentTypeCode-DMP',
  version: '20260928',
  validFrom: '2010-01-01',
  source: 'ANS, JDV_J59-ContentTypeCode-DMP (2026-09-28), JDV_J03 (2026-02-23); PDSm4DMP examples (2026-07-02)',
  evidence: 'transcribed',
  oid: '1.2.250.1.213.1.1.5.2',
  concepts: [
    ...concepts(
      TRE_A00,
      `
      EXP_PATIENT | Expression personnelle du patient
      `,
    ),
    ...concepts(
      TRE_R209,
      `
      03 | Hospitalisation complète (non compris hospitalisation de semaine)
      04 | Hospitalisation de jour
      07 | Consultations soins externes
      08 | Bloc opératoire (y compris obstétrical et gynécologique)
      09 | Autres unités médico-techniques (anesthésiologie, explor fonct, rééduc et réadapt fonct, pharmacie)
      11 | Hébergement complet ou internat (non compris internat de semaine)
      13 | Semi-internat
      14 | Externat
      15 | Placement en famille d'accueil (strictement social)
      16 | Prestations sur le lieu de vie (non compris placement familial)
      17 | Internat de semaine
      18 | Hébergement de nuit en structure éclatée
      19 | Traitement et cure ambulatoire
      20 | Hospitalisation de semaine
      21 | Accueil de Jour (sans distinction entre semi-internat et externat)
      22 | Accueil de nuit
      25 | Accueil temporaire week-end ou vacances
      26 | Analyses médicales biologiques
      27 | Accueil modulable/séquentiel
      28 | Consultations dentaires et soins dentaires
      33 | Recherche
      37 | Accueil et prise en charge en appartement thérapeutique
      40 | Accueil temporaire avec hébergement
      42 | Equipe mobile de rue
      43 | Tous modes d'accueil avec hébergement
      44 | Accueil temporaire de jour
      45 | Accueil temporaire (avec et sans hébergement)
      46 | Tous modes d'accueil (avec et sans hébergement)
      47 | Accueil de jour et accompagnement en milieu ordinaire
      48 | Tous modes d'accueil et d'accompagnement
      50 | Protection juridique
      52 | Accompagnement social personnalisé
      54 | Accueil familial
      60 | Consultations et actes
      97 | Type d'activité indifférencié
      `,
    ),
    ...concepts(
      TRE_R276,
      `
      05 | Hospitalisation à domicile (au domicile du patient)
      11 | Centre postcure
      12 | Centre de crise
      `,
    ),
    ...sectors,
    // The official PDSm4DMP example of a submission names a document class here.
    ...classCode.concepts.filter(({ system }) => system === TRE_A03),
  ],
};
