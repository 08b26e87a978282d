// SPDX-License-Identifier: Apache-2.0
import { SNOMED_CT } from '../code-systems.ts';
import { concepts } from '../concept-list.ts';
import type { Concept, ValueSet } from '../types.ts';
import { TRE_A00, TRE_R02 } from './code-systems.ts';

/** What the official PDSm4DMP examples (2026-07-02) use beside the French set. The labels are ours. */
const pdsm4dmpExamples: readonly Concept[] = concepts(
  SNOMED_CT,
  `
  22232009 | Hôpital                 | Hospital
  35971002 | Lieu de soins de ville  | Outpatient site
  `,
);

/** Kind of the facility where the document was made (healthcareFacilityTypeCode). */
export const healthcareFacilityTypeCode: ValueSet = {
  id: 'JDV_J61-HealthcareFacilityTypeCode-DMP',
  version: '20241213',
  validFrom: '2010-01-01',
  source: 'ANS, JDV_J61 (2024-09-27) and JDV_J02 (2024-12-13); PDSm4DMP examples (2026-07-02)',
  evidence: 'transcribed',
  oid: '1.2.250.1.213.1.1.5.3',
  concepts: [
    ...concepts(
      TRE_A00,
      `
      EXP_PATIENT | Expression personnelle du patient | Patient expression
      SNR         | Service numérique référencé | Referenced digital service
      `,
    ),
    ...concepts(
      TRE_R02,
      `
      SA01 | Etablissement public de santé | Public hospital
      SA02 | Hôpital militaire du Service de santé des armées | Military hospital
      SA03 | Etablissement privé PSPH
      SA04 | Etablissement privé non PSPH | Private hospital
      SA05 | Centre de santé | Health centre
      SA06 | Autre structure du Service de santé des armées
      SA07 | Cabinet individuel | Single practice
      SA08 | Cabinet de groupe | Group practice
      SA09 | Exercice en société | Practice as a company
      SA10 | Transporteur sanitaire | Ambulance service
      SA11 | Entreprise d'intérim
      SA12 | Etablissement de soins et prévention
      SA13 | Prévention et soins en entreprise
      SA14 | Etablissements scolaires, universitaires et de formation hors champ FINESS
      SA15 | PMI et Planification familiale | Maternal and child protection
      SA16 | Etablissement pour personnes handicapées
      SA17 | Etablissement pour personnes âgées | Residential home for older people
      SA18 | Etablissement aide à la famille
      SA19 | Etablissements FINESS de formation aux professions sanitaires et sociales
      SA20 | Etablissement pour la protection de l'enfance
      SA21 | Etablissement d'hébergement et de réadaptation
      SA22 | Recherche
      SA23 | Assurance privée
      SA24 | Organisme de sécurité sociale | Social security body
      SA25 | Laboratoire de biologie médicale | Medical laboratory
      SA26 | Ministère ou Service déconcentré
      SA27 | Collectivité territoriale
      SA28 | Association ou organisme humanitaire
      SA29 | Laboratoire d'analyses et de biologie médicale
      SA30 | Autre établissement sanitaire
      SA31 | Répartition et Distribution de médicaments et dispositifs médicaux
      SA32 | Fabrication, Exploitation et Importation de médicaments et dispositifs médicaux
      SA33 | Pharmacie d'officine | Community pharmacy
      SA34 | Centre de dialyse | Dialysis centre
      SA35 | Para-pharmacie
      SA36 | Centre anti-cancer | Cancer centre
      SA37 | Centre de transfusion sanguine
      SA38 | Pharmacie minière
      SA39 | Pharmacie mutualiste
      SA40 | Secteur privé, praticien hospitalier temps plein
      SA41 | Autre établissement du domaine social ou médico-social
      SA42 | Appareillage médical
      SA43 | Secteur non défini
      SA44 | Recrutement ou Gestion RH
      SA45 | Communication, Marketing, Consulting, Média
      SA46 | Fabrication, Exploitation, Importation, Répartition, Distribution médicaments et dispositifs médicaux
      SA47 | Incendie et secours
      SA48 | Entreprise industrielle et tertiaire hors industrie pharmaceutique
      SA49 | Entité Outre-Mer
      SA50 | Permanence des soins ambulatoires hors cabinet
      SA51 | Structure de coopération avec autorisation de soins
      SA52 | Maison de santé ou Pôle de santé | Multidisciplinary health house
      SA53 | Siège administratif d'un établissement de santé
      SA54 | Centre de dépistage et de prévention
      SA55 | Laboratoire pharmaceutique préparant et délivrant des allergènes
      SA56 | Propharmacie
      SA57 | Structure de coopération avec mission de coordination de soins
      SA58 | Entreprise de taxis
      SA59 | Laboratoire de biologie médicale hors catégorie standard
      SA60 | Centres médicaux SNCF
      SA61 | Structure Dispensatrice à domicile d'Oxygène à usage médical
      SA63 | Communauté professionnelle territoriale de santé et équipe de soins spécialisés
      SA64 | Société de téléconsultation | Teleconsultation company
      SA65 | Antenne de pharmacie
      SA66 | Services de Prévention et de Santé au Travail (SPST)
      SA67 | Maisons médicales de garde (MMG)
      SA68 | Services départementaux d'incendie et de secours
      SA69 | Maisons de naissance
      `,
    ),
    ...pdsm4dmpExamples,
  ],
};
