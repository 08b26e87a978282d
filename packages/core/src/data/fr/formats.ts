// SPDX-License-Identifier: Apache-2.0
import { DICOM_UID, IHE_FORMAT_CODE } from '../code-systems.ts';
import { codeList, concepts } from '../concept-list.ts';
import { lookup } from '../lookup.ts';
import type { ValueSet } from '../types.ts';
import { TRE_A06, TRE_A10 } from './code-systems.ts';

/** Technical format of a document (formatCode). Formats that a later version withdrew stay: older documents have them. */
export const formatCode: ValueSet = {
  id: 'JDV_J60-FormatCode-DMP',
  version: '20260928',
  validFrom: '2010-01-01',
  source: 'ANS, JDV_J60-FormatCode-DMP (2024-02-23 and 2026-09-28); PDSm4DMP examples (2026-07-02)',
  evidence: 'transcribed',
  oid: '1.2.250.1.213.1.1.5.8',
  concepts: [
    ...concepts(
      TRE_A06,
      `
      urn:ans:ci-sis:bio-ep-bio:2022        | Prescription d'actes de biologie médicale
      urn:ans:ci-sis:img-da:2022            | Demande d'actes d'imagerie
      urn:asip:ci-sis:aunv:2013             | Fiche d'admission en unité neuro-vasculaire
      urn:asip:ci-sis:avk:2009              | Fiche patient à risque en cardiologie - Traitement AVK
      urn:asip:ci-sis:crgm:2018             | Compte rendu de génétique moléculaire
      urn:asip:ci-sis:crrtn:2013            | Compte-rendu de rétinographie
      urn:asip:ci-sis:cse-cs24:2017         | Certificat de santé du 24ème mois de l'enfant
      urn:asip:ci-sis:cse-cs8:2017          | Certificat de santé du 8ème jour de l'enfant
      urn:asip:ci-sis:cse-cs9:2017          | Certificat de santé du 9ème mois de l'enfant
      urn:asip:ci-sis:d2lm-fidd:2017        | Seconde lecture de mammographie - Fiche d'interprétation du bilan de diagnostic différé
      urn:asip:ci-sis:d2lm-fin:2017         | Seconde lecture de mammographie - Fiche d'interprétation nationale
      urn:asip:ci-sis:dci:2009              | Fiche patient à risque en cardiologie - Défibrillateur cardiaque interne
      urn:asip:ci-sis:dlu:2015              | Document de liaison d'urgence
      urn:asip:ci-sis:dlu-dlu-dom:2022      | Document de liaison d'urgence DOM
      urn:asip:ci-sis:dlu-fludr-dom:2022    | Fiche de liaison d'urgence - Retour des urgences vers le domicile
      urn:asip:ci-sis:dlu-fludt-dom:2022    | Fiche de liaison d'urgence - Transfert du domicile vers les urgences
      urn:ans:ci-sis:cse-mde:2023           | Mesures de signes vitaux
      urn:asip:ci-sis:eunv:2013             | Fiche d'épisode de soin en unité neuro-vasculaire
      urn:asip:ci-sis:fludr:2017            | Fiche de liaison d'urgence - Retour des urgences vers l'EHPAD
      urn:asip:ci-sis:fludt:2017            | Fiche de liaison d'urgence - Transfert de l'EHPAD vers les urgences
      urn:asip:ci-sis:frcp:2011             | Fiche de réunion de concertation pluridisciplinaire
      urn:asip:ci-sis:hr:2019               | Données de remboursement
      urn:asip:ci-sis:idap:2011             | Information et directives anticipées du patient
      urn:asip:ci-sis:ldl-ees:2017          | Lettre de Liaison à l'entrée d'un établissement de santé
      urn:asip:ci-sis:ldl-ses:2017          | Lettre de Liaison à la sortie de l'établissement de santé
      urn:asip:ci-sis:pavc:2016             | Compte-rendu de consultation d'évaluation pluri-professionnelle post AVC
      urn:asip:ci-sis:pps-cancer:2017       | Programme Personnalisé de Soins - Cancer
      urn:asip:ci-sis:pps-paerpa:2017       | Plan Personnalisé de Santé - PAERPA
      urn:asip:ci-sis:ppv:2009              | Fiche patient à risque en cardiologie - Porteur d'une prothèse valvulaire
      urn:asip:ci-sis:psc:2009              | Fiche patient à risque en cardiologie - Porteur d'un stimulateur cardiaque
      urn:asip:ci-sis:sdm-mr:2017           | Set de Données Minimum - Maladies Rares
      urn:asip:ci-sis:sunv:2013             | Fiche de sortie d'unité neuro-vasculaire
      urn:asip:ci-sis:tap:2009              | Fiche patient à risque en cardiologie - Traitement antiagrégant plaquettaire, stent
      urn:asip:ci-sis:vac:2019              | Historique des vaccinations
      urn:asip:ci-sis:vsm:2012              | Synthèse médicale
      urn:asipSante:modelesHorsProfils:2011 | Document non référencé IHE ou CI-SIS
      urn:asip:ci-sis:cr-cpa:2020           | Compte rendu de consultation pré-anesthésique
      urn:asip:ci-sis:cr-anest:2020         | Compte rendu d'anesthésie
      urn:asip:ci-sis:tlm-da:2020           | Demande d'acte de télémédecine
      urn:asip:ci-sis:vac-note:2021         | Note de vaccination
      urn:asip:ci-sis:obp-sap:2023          | Synthèse antepartum
      urn:asip:ci-sis:obp-snm:2023          | Synthèse Salle de Naissance Mère
      urn:asip:ci-sis:obp-sne:2023          | Synthèse Salle de Naissance Enfant
      urn:asip:ci-sis:obp-scm:2023          | Synthèse Suites de Couches Mère
      urn:asip:ci-sis:obp-sem:2023          | Synthèse Enfant en Maternité
      urn:asip:ci-sis:ppp:2023              | Plan personnalisé de prévention
      urn:asip:ci-sis:dlu:2024              | Document de liaison d'urgence (2024)
      urn:asip:ci-sis:ft-su:2024            | Fiche de transfert vers le service des urgences
      urn:asip:ci-sis:fr-su:2024            | Fiche de retour du service des urgences
      urn:ans:ci-sis:trod:2024              | Test rapide d'orientation diagnostique
      `,
    ),
    ...concepts(
      IHE_FORMAT_CODE,
      `
      urn:ihe:iti:dsg:detached:2014                        | Signature détachée
      urn:ihe:iti:xds-sd:pdf:2008                          | Document à corps non structuré en Pdf/A-1
      urn:ihe:iti:xds-sd:text:2008                         | Document à corps non structuré en texte brut
      urn:ihe:pharm:dis:2010                               | Dispensation médicamenteuse
      urn:ihe:iti-fr:xds-sd:jpeg:2010                      | Document à corps non structuré en format jpeg
      urn:ihe:iti-fr:xds-sd:rtf:2010                       | Document à corps non structuré en format rtf
      urn:ihe:iti-fr:xds-sd:tiff:2010                      | Document à corps non structuré en format tiff
      urn:ihe:lab:xd-lab:2008                              | Compte rendu structuré d'examens de biologie médicale
      urn:ihe:palm:apsr:2016                               | CR d'anatomie et de cytologie pathologiques
      urn:ihe:pcc:ips:2020                                 | Synthèse du dossier médical
      urn:ihe:pharm:pre:2010                               | Prescription de médicaments
      urn:ihe:eyecare:geneyeevalcn:2014                    | CR de consultation en ophtalmologie
      urn:ihe:rad:CDA:ImagingReportStructuredHeadings:2013 | Compte-rendu d'imagerie médicale
      `,
    ),
    ...concepts(
      DICOM_UID,
      `
      1.2.840.10008.5.1.4.1.1.88.59 | Document Références d'objets d'un examen d'imagerie selon profil IHE RAD XDS-I
      `,
    ),
    ...concepts(
      TRE_A10,
      `
      http://www.w3.org/2000/09/xmldsig# | Default signature style
      `,
    ),
    // Used by the official PDSm4DMP examples for FHIR documents and for CDA without a model of its own.
    ...concepts(
      IHE_FORMAT_CODE,
      'urn:ihe:iti:xds:2017:mimeTypeSufficient | Type de média suffisant | Media type is enough',
    ),
  ],
};

const pairs = (text: string): Readonly<Record<string, string>> =>
  lookup(
    text
      .split('\n')
      .map(codeList)
      .filter((words) => words.length > 0)
      .map(([key = '', value = '']) => [key, value]),
  );

/**
 * Format of a structured CDA document by its model (ASS_A11 5.0.0, 2024-09-16): templateId root, without extension.
 * The TROD model (59) came later; its format is the one that JDV_J60 gives for it.
 */
export const formatByTemplate: Readonly<Record<string, string>> = pairs(`
  1.2.250.1.213.1.1.1.5.1     urn:asip:ci-sis:cse-cs8:2017
  1.2.250.1.213.1.1.1.5.2     urn:asip:ci-sis:cse-cs9:2017
  1.2.250.1.213.1.1.1.5.3     urn:asip:ci-sis:cse-cs24:2017
  1.2.250.1.213.1.1.1.5.4     urn:ans:ci-sis:cse-mde:2023
  1.2.250.1.213.1.1.1.8       urn:asip:ci-sis:frcp:2011
  1.2.250.1.213.1.1.1.9       urn:asip:ci-sis:idap:2011
  1.2.250.1.213.1.1.1.10      urn:asip:ci-sis:cva:2017
  1.2.250.1.213.1.1.1.12.1    urn:asip:ci-sis:obp-sap:2023
  1.2.250.1.213.1.1.1.12.2    urn:asip:ci-sis:obp-snm:2023
  1.2.250.1.213.1.1.1.12.3    urn:asip:ci-sis:obp-sne:2023
  1.2.250.1.213.1.1.1.12.4    urn:asip:ci-sis:obp-scm:2023
  1.2.250.1.213.1.1.1.12.5    urn:asip:ci-sis:obp-sem:2023
  1.2.250.1.213.1.1.1.13      urn:asip:ci-sis:vsm:2012
  1.2.250.1.213.1.1.1.15      urn:asip:ci-sis:aunv:2013
  1.2.250.1.213.1.1.1.16      urn:asip:ci-sis:eunv:2013
  1.2.250.1.213.1.1.1.17      urn:asip:ci-sis:sunv:2013
  1.2.250.1.213.1.1.1.18      urn:asip:ci-sis:crrtn:2013
  1.2.250.1.213.1.1.1.2.1.1   urn:asip:ci-sis:avk:2009
  1.2.250.1.213.1.1.1.2.1.2   urn:asip:ci-sis:tap:2009
  1.2.250.1.213.1.1.1.2.1.3   urn:asip:ci-sis:dci:2009
  1.2.250.1.213.1.1.1.2.1.4   urn:asip:ci-sis:psc:2009
  1.2.250.1.213.1.1.1.2.1.5   urn:asip:ci-sis:ppv:2009
  1.2.250.1.213.1.1.1.20      urn:asip:ci-sis:pps-paerpa:2017
  1.2.250.1.213.1.1.1.21      urn:asip:ci-sis:ldl-ees:2017
  1.2.250.1.213.1.1.1.22      urn:asip:ci-sis:dlu:2015
  1.2.250.1.213.1.1.1.23      urn:asip:ci-sis:fludt:2017
  1.2.250.1.213.1.1.1.24      urn:asip:ci-sis:fludr:2017
  1.2.250.1.213.1.1.1.25      urn:asip:ci-sis:pavc:2016
  1.2.250.1.213.1.1.1.26      urn:asip:ci-sis:pps-cancer:2017
  1.2.250.1.213.1.1.1.27      urn:asip:ci-sis:d2lm-fin:2017
  1.2.250.1.213.1.1.1.28      urn:asip:ci-sis:d2lm-fidd:2017
  1.2.250.1.213.1.1.1.29      urn:asip:ci-sis:ldl-ses:2017
  1.2.250.1.213.1.1.1.30      urn:asip:ci-sis:sdm-mr:2017
  1.2.250.1.213.1.1.1.32      urn:asip:ci-sis:crgm:2018
  1.2.250.1.213.1.1.1.36      urn:asip:ci-sis:hr:2019
  1.2.250.1.213.1.1.1.37      urn:asip:ci-sis:vac:2019
  1.2.250.1.213.1.1.1.38      urn:asip:ci-sis:tlm-da:2020
  1.2.250.1.213.1.1.1.40      urn:asip:ci-sis:cr-anest:2020
  1.2.250.1.213.1.1.1.41      urn:asip:ci-sis:cr-cpa:2020
  1.2.250.1.213.1.1.1.46      urn:asip:ci-sis:vac-note:2021
  1.2.250.1.213.1.1.1.47      urn:ans:ci-sis:img-da:2022
  1.2.250.1.213.1.1.1.48      urn:asip:ci-sis:dlu-dlu-dom:2022
  1.2.250.1.213.1.1.1.49      urn:asip:ci-sis:dlu-fludt-dom:2022
  1.2.250.1.213.1.1.1.50      urn:asip:ci-sis:dlu-fludr-dom:2022
  1.2.250.1.213.1.1.1.52      urn:ans:ci-sis:bio-ep-bio:2022
  1.2.250.1.213.1.1.1.58      urn:asip:ci-sis:export-dui:2023
  1.2.250.1.213.1.1.1.56      urn:asip:ci-sis:ppp:2023
  1.2.250.1.213.1.1.1.39      urn:ihe:pharm:pre:2010
  1.2.250.1.213.1.1.1.54      urn:ihe:pharm:dis:2010
  1.2.250.1.213.1.1.1.42      urn:ihe:eyecare:geneyeevalcn:2014
  1.2.250.1.213.1.1.1.43      urn:ihe:eyecare:geneyeevalcn:2014
  1.2.250.1.213.1.1.1.44      urn:ihe:eyecare:geneyeevalcn:2014
  1.2.250.1.213.1.1.1.45      urn:ihe:rad:CDA:ImagingReportStructuredHeadings:2013
  1.2.250.1.213.1.1.1.55      urn:ihe:lab:xd-lab:2008
  1.2.250.1.213.1.1.1.57      urn:ihe:palm:apsr:2016
  1.3.6.1.4.1.19376.1.3.3     urn:ihe:lab:xd-lab:2008
  1.2.250.1.213.1.1.1.51      urn:ihe:pcc:ips:2020
  1.3.6.1.4.1.19376.1.8.1.1.1 urn:ihe:pat:apsr:all:2010
  1.2.250.1.213.1.1.1.59      urn:ans:ci-sis:trod:2024
`);

/**
 * Format of an unstructured CDA document (templateId 1.3.6.1.4.1.19376.1.2.20) by the type of its body (ASS_A12). RTF
 * has two registered names; ASS_A12 gives the first.
 */
export const formatByMediaType: Readonly<Record<string, string>> = pairs(`
  application/pdf urn:ihe:iti:xds-sd:pdf:2008
  text/plain      urn:ihe:iti:xds-sd:text:2008
  text/rtf        urn:ihe:iti-fr:xds-sd:rtf:2010
  application/rtf urn:ihe:iti-fr:xds-sd:rtf:2010
  image/jpeg      urn:ihe:iti-fr:xds-sd:jpeg:2010
  image/tiff      urn:ihe:iti-fr:xds-sd:tiff:2010
`);
