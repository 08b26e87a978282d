// SPDX-License-Identifier: Apache-2.0
import { concepts } from '../concept-list.ts';
import type { ValueSet } from '../types.ts';
import { TRE_R38 } from './code-systems.ts';

/** Know-how of a professional, as it stands in a card or a token: `SM26`. */
export const specialty: ValueSet = {
  id: 'JDV_J107-EnsembleSavoirFaire-RASS',
  version: '20241025',
  validFrom: '2010-01-01',
  source: 'ANS, JDV_J107-EnsembleSavoirFaire-RASS (2024-10-25)',
  evidence: 'transcribed',
  oid: '1.2.250.1.213.1.6.1.175',
  concepts: [
    ...concepts(
      TRE_R38,
      `
      SI01  | Exercice infirmier en pratique avancée pathologies chroniques stabilisées (SI)
      SI02  | Exercice infirmier en pratique avancée oncologie et hémato-oncologie (SI)
      SI03  | Exercice infirmier en pratique avancée maladie rénale chronique (SI)
      SI04  | Exercice infirmier en pratique avancée santé mentale (SI)
      SI05  | Exercice infirmier en pratique avancée urgences (SI)
      SCD01 | Orthopédie dento-faciale (SCD)
      SCD02 | Chirurgie orale (SCD)
      SCD03 | Médecine bucco-dentaire (SCD)
      SM01  | Anatomie et Cytologie pathologiques (SM)
      SM02  | Anesthésie-réanimation (SM)
      SM03  | Biologie médicale (SM)
      SM04  | Cardiologie et Maladies vasculaires (SM)
      SM05  | Chirurgie générale (SM)
      SM06  | Chirurgie maxillo-faciale (SM)
      SM07  | Chirurgie maxillo-faciale et Stomatologie (SM)
      SM08  | Chirurgie orthopédique et Traumatologie (SM)
      SM09  | Chirurgie infantile (SM)
      SM10  | Chirurgie plastique reconstructrice et esthétique (SM)
      SM11  | Chirurgie thoracique et cardio-vasculaire (SM)
      SM12  | Chirurgie urologique (SM)
      SM13  | Chirurgie vasculaire (SM)
      SM14  | Chirurgie viscérale et digestive (SM)
      SM15  | Dermatologie et Vénéréologie (SM)
      SM16  | Endocrinologie et Métabolisme (SM)
      SM17  | Génétique médicale (SM)
      SM18  | Gériatrie (SM)
      SM19  | Gynécologie médicale (SM)
      SM20  | Gynécologie-obstétrique (SM)
      SM21  | Hématologie (SM)
      SM22  | Hématologie, option Maladie du sang (SM)
      SM23  | Hématologie, option Onco-hématologie (SM)
      SM24  | Gastro-entérologie et Hépatologie (SM)
      SM25  | Médecine du travail (SM)
      SM26  | Qualifié en Médecine générale (SM)
      SM27  | Médecine interne (SM)
      SM28  | Médecine nucléaire (SM)
      SM29  | Médecine physique et de réadaptation (SM)
      SM30  | Néphrologie (SM)
      SM31  | Neuro-chirurgie (SM)
      SM32  | Neurologie (SM)
      SM33  | Neuro-psychiatrie (SM)
      SM34  | ORL et Chirurgie cervico-faciale (SM)
      SM35  | Oncologie, option Onco-hématologie (SM)
      SM36  | Oncologie, option médicale (SM)
      SM37  | Oncologie, option radiothérapie (SM)
      SM38  | Ophtalmologie (SM)
      SM39  | Oto-rhino-laryngologie (SM)
      SM40  | Pédiatrie (SM)
      SM41  | Pneumologie (SM)
      SM42  | Psychiatrie (SM)
      SM43  | Psychiatrie, option enfant et adolescent (SM)
      SM44  | Radio-diagnostic (SM)
      SM45  | Radio-thérapie (SM)
      SM46  | Médecine intensive-réanimation (SM)
      SM47  | Recherche médicale (SM)
      SM48  | Rhumatologie (SM)
      SM49  | Santé publique et Médecine sociale (SM)
      SM50  | Stomatologie (SM)
      SM51  | Gynéco-obstétrique et Gynéco-médicale, option Gynéco-obstétrique (SM)
      SM52  | Gynéco-obstétrique et Gynéco-médicale, option Gynéco-médicale (SM)
      SM53  | Spécialiste en Médecine générale (SM)
      SM54  | Médecine générale (SM)
      SM55  | Radio-diagnostic et Radio-thérapie (SM)
      SM56  | Chirurgie orale (SM)
      SM57  | Allergologie (SM)
      SM58  | Maladies infectieuses et tropicales (SM)
      SM59  | Médecine d'urgence (SM)
      SM60  | Médecine légale et expertises médicales (SM)
      SM61  | Médecine vasculaire (SM)
      SM62  | Endocrinologie, diabétologie, nutrition (SM)
      SM63  | Biologie médicale option biologie générale (SM)
      SM64  | Biologie médicale option médecine moléculaire, génétique et pharmacologie (SM)
      SM65  | Biologie médicale option hématologie et immunologie (SM)
      SM66  | Biologie médicale option agents infectieux (SM)
      SM67  | Biologie médicale option biologie de la reproduction (SM)
      SM68  | Chirurgie maxillo-faciale (réforme 2017) (SM)
      SM69  | Chirurgie pédiatrique option chirurgie viscérale pédiatrique (SM)
      SM70  | Chirurgie pédiatrique option orthopédie pédiatrique (SM)
      SM71  | Hématologie (réforme 2017) (SM)
      SM72  | Médecine interne et immunologie clinique (SM)
      SM73  | Médecine cardiovasculaire (SM)
      SM74  | Radiologie et imagerie médicale (SM)
      SM75  | Santé publique (SM)
      SM76  | Anesthésie-réanimation option anesthésie-pédiatrique (SM)
      SM77  | Chirurgie maxillo-faciale option orthodontie des dysmorphies maxillo-faciales (SM)
      SM78  | Chirurgie viscérale et digestive option endoscopie chirurgicale (SM)
      SM79  | Médecine cardiovasculaire option cardiologie interventionnelle (SM)
      SM80  | Médecine cardiovasculaire option imagerie cardio d'expert (SM)
      SM81  | Médecine cardiovasculaire option rythmologie interventionnelle et stimulation cardiaque (SM)
      SM82  | Médecine intensive-réanimation option réanimation pédiatrique (SM)
      SM83  | Néphrologie option soins intensifs néphrologiques (SM)
      SM84  | Neurologie option traitement interventionnel de l'ischémie cérébrale aigüe (SM)
      SM85  | Ophtalmo option chirurgie ophtalmopédiatrique et strabologique (SM)
      SM86  | ORL et chirurgie cervico-faciale option audiophonologie (SM)
      SM87  | Pédiatrie option néonatologie (SM)
      SM88  | Pédiatrie option neuropédiatrie (SM)
      SM89  | Pédiatrie option pneumopédiatrie (SM)
      SM90  | Pédiatrie option réanimation pédiatrique (SM)
      SM91  | Pneumologie option soins intensifs respiratoires (SM)
      SM92  | Psychiatrie option enfant et adolescent (SM)
      SM93  | Psychiatrie option psychiatrie personne âgée (SM)
      SM94  | Radiologie imagerie médicale option radiologie interventionnelle avancée (SM)
      SM95  | Santé publique option administration de la santé (SM)
      `,
    ),
    ...concepts(
      '1.2.250.1.213.2.29',
      `
      C01 | Anatomie et Cytologie pathologiques humaines (C)
      C03 | Anesthésie-réanimation (C)
      C05 | Médecine appliquée aux sports (C)
      C07 | Cardiologie (C)
      C09 | Chirurgie plastique, reconstructrice et esthétique (C)
      C10 | Chirurgie maxillo-faciale (C)
      C11 | Chirurgie thoracique (C)
      C12 | Chirurgie orthopédique (C)
      C13 | Urologie (C)
      C15 | Dermato-vénéréologie (C)
      C20 | Hémobiologie (C)
      C23 | Gynécologie médicale et Obstétrique (C)
      C25 | Gynécologie médicale (C)
      C27 | Obstétrique (C)
      C29 | Maladies de l'appareil digestif (C)
      C30 | Néphrologie (C)
      C31 | Médecine exotique (C)
      C33 | Allergologie (C)
      C34 | Angéiologie (C)
      C35 | Cancérologie (C)
      C36 | Diabétologie-nutrition (C)
      C37 | Endocrinologie (C)
      C38 | Maladies du sang (C)
      C39 | Réanimation (C)
      C40 | Médecine légale (C)
      C41 | Médecine du travail (C)
      C43 | Neurologie (C)
      C45 | Neuro-chirurgie (C)
      C47 | Neuro-psychiatrie (C)
      C51 | Pédiatrie (C)
      C52 | Phoniatrie (C)
      C54 | Pneumologie (C)
      C57 | Psychiatrie (C)
      C58 | Psychiatrie, option enfant et adolescent (C)
      C60 | Médecine physique et de réadaptation (C)
      C62 | Rhumatologie (C)
      C68 | Chirurgie pédiatrique (C)
      C69 | Médecine nucléaire (C)
      C71 | Médecine thermale (C)
      C72 | Génétique médicale (C)
      C75 | Endocrinologie et Maladies métaboliques (C)
      C76 | Orthopédie dento-maxillo-faciale (C)
      C83 | Chirurgie de la face et du cou (C)
      `,
    ),
    ...concepts(
      '1.2.250.1.213.2.30',
      `
      CEX22 | Gynécologie médicale et Obstétrique (CEX)
      CEX24 | Gynécologie médicale (CEX)
      CEX26 | Obstétrique (CEX)
      CEX64 | Urologie (CEX)
      `,
    ),
    ...concepts(
      '1.2.250.1.213.2.32',
      `
      DSM200 | Addictologie (DNQ)
      DSM201 | Allergologie et Immunologie clinique (DNQ)
      DSM202 | Andrologie (DNQ)
      DSM203 | Biochimie hormonale et métabolique (DNQ)
      DSM204 | Biologie des agents infectieux (DNQ)
      DSM205 | Biologie moléculaire (DNQ)
      DSM206 | Cancérologie (DNQ)
      DSM207 | Chirurgie de la face et du cou (DNQ)
      DSM208 | Chirurgie plastique et reconstructrice (DNQ)
      DSM209 | Chirurgie vasculaire (DNQ)
      DSM210 | Cytogénétique humaine (DNQ)
      DSM211 | Dermatopathologie (DNQ)
      DSM212 | Foetopathologie (DNQ)
      DSM213 | Gériatrie (DNQ)
      DSM214 | Hématologie biologique (DNQ)
      DSM215 | Hématologie maladies du sang (DNQ)
      DSM216 | Hémobiologie-transfusion (DNQ)
      DSM217 | Immunologie et Immunopathologie (DNQ)
      DSM218 | Médecine de la reproduction (DNQ)
      DSM219 | Médecine du sport (DNQ)
      DSM220 | Médecine d'urgence (DNQ)
      DSM221 | Médecine légale et Expertises médicales (DNQ)
      DSM222 | Médecine nucléaire (DNQ)
      DSM223 | Médecine vasculaire (DNQ)
      DSM224 | Néonatalogie (DNQ)
      DSM225 | Neuropathologie (DNQ)
      DSM226 | Nutrition (DNQ)
      DSM227 | Orthopédie dento-maxillo-faciale (DNQ)
      DSM228 | Pathologie infectieuse et tropicale, clinique et biologique (DNQ)
      DSM229 | Pharmacocinétique et Métabolisme des médicaments (DNQ)
      DSM230 | Pharmacologie clinique et Evaluation des thérapeutiques (DNQ)
      DSM231 | Psychiatrie de l'enfant et de l'adolescent (DNQ)
      DSM232 | Radiopharmacie et Radiobiologie (DNQ)
      DSM233 | Réanimation médicale (DNQ)
      DSM234 | Toxicologie biologique (DNQ)
      DSM235 | Médecine de la douleur et Médecine palliative (DNQ)
      DSM236 | Cancérologie, option Traitements médicaux des cancers (DNQ)
      DSM237 | Cancérologie, option Chirurgie cancérologique (DNQ)
      DSM238 | Cancérologie, option Réseaux de cancérologie (DNQ)
      DSM239 | Cancérologie, option Biologie cancérologie (DNQ)
      DSM240 | Cancérologie, option Imagerie cancérologie (DNQ)
      `,
    ),
    ...concepts(
      '1.2.250.1.213.2.33',
      `
      CAPA01 | Addictologie clinique (CAPA)
      CAPA02 | Aide médicale urgente (CAPA)
      CAPA03 | Allergologie (CAPA)
      CAPA04 | Angéiologie (CAPA)
      CAPA05 | Evaluation et Traitement de la douleur (CAPA)
      CAPA06 | Gérontologie (CAPA)
      CAPA07 | Hydrologie et Climatologie médicales (CAPA)
      CAPA08 | Médecine aérospatiale (CAPA)
      CAPA09 | Médecine de catastrophe (CAPA)
      CAPA10 | Médecine et Biologie du sport (CAPA)
      CAPA11 | Médecine de santé au travail et Prévention des risques professionnels (CAPA)
      CAPA12 | Médecine pénitentiaire (CAPA)
      CAPA13 | Médecine tropicale (CAPA)
      CAPA14 | Pratiques médico-judiciaires (CAPA)
      CAPA15 | Technologie transfusionnelle (CAPA)
      CAPA16 | Toxicomanies et Alcoologies (CAPA)
      `,
    ),
    ...concepts(
      '1.2.250.1.213.2.34',
      `
      PAC00 | Qualification Praticien adjoint contractuel (PAC)
      `,
    ),
    ...concepts(
      '1.2.250.1.213.2.35',
      `
      FQ01 | Expérience pratique art R.5124-16 du CSP Fabricant (FQ)
      FQ02 | Expérience pratique art R.5124-16 du CSP Exploitant (FQ)
      FQ03 | Expérience pratique art R.5124-16 du CSP Thérapie cellulaire (FQ)
      FQ04 | Expérience pratique art R.5124-18 du CSP Pharmacie (FQ)
      FQ05 | Expérience pratique art R.5141-129 du CSP Autovaccins (FQ)
      `,
    ),
    ...concepts(
      '1.2.250.1.213.1.6.1.111',
      `
      DEC01 | Addictologie (DEC)
      DEC02 | Allergologie et Immunologie clinique (DEC)
      DEC03 | Andrologie (DEC)
      DEC04 | Cancérologie, option traitements médicaux des cancers (DEC)
      DEC05 | Cancérologie, option chirurgie cancérologique (DEC)
      DEC06 | Cancérologie, option réseaux de cancérologie (DEC)
      DEC07 | Cancérologie, option biologie en cancérologie (DEC)
      DEC08 | Cancérologie, option imagerie en cancérologie (DEC)
      DEC09 | Dermatopathologie (DEC)
      DEC10 | Foetopathologie (DEC)
      DEC11 | Hémobiologie et Transfusion (DEC)
      DEC12 | Médecine de la douleur et Médecine palliative (DEC)
      DEC13 | Médecine de la reproduction (DEC)
      DEC14 | Médecine d'urgence (DEC)
      DEC15 | Médecine du sport (DEC)
      DEC16 | Médecine légale et Expertises médicales (DEC)
      DEC17 | Médecine vasculaire (DEC)
      DEC18 | Néonatologie (DEC)
      DEC19 | Neuropathologie (DEC)
      DEC20 | Nutrition (DEC)
      DEC21 | Orthopédie dento-maxillo-faciale (DEC)
      DEC22 | Pathologie infectieuse et tropicale, clinique et biologique (DEC)
      DEC23 | Pharmacologie clinique et Evaluation des thérapeutiques (DEC)
      DEC24 | Psychiatrie de l'enfant et de l'adolescent (DEC)
      `,
    ),
    ...concepts(
      '1.2.250.1.213.2.31',
      `
      80 | Homéopathie
      81 | Acupuncture
      `,
    ),
    ...concepts(
      '1.2.250.1.213.2.76',
      `
      SST01 | Addictologie
      SST02 | Bio-informatique médicale
      SST03 | Cancérologie déclinaison hémato-cancérologie pédiatrique
      SST04 | Cancérologie traitements médicaux des cancers
      SST05 | Cardiologie pédiatrique et congénitale
      SST06 | Chirurgie de la main
      SST07 | Chirurgie en situation de guerre ou de catastrophe
      SST08 | Chirurgie orbito-palpébro-lacrymale
      SST09 | Douleur
      SST10 | Expertise médicale-préjudice corporel
      SST11 | Foetopathologie
      SST12 | Génétique et médecine moléculaire bioclinique
      SST13 | Hématologie bioclinique
      SST14 | Hygiène-prévention de l'infection, résistances
      SST15 | Maladies allergiques
      SST16 | Médecine hospitalière polyvalente
      SST17 | Médecine palliative
      SST18 | Médecine scolaire
      SST19 | Médecine en situation de guerre ou en SSE
      SST20 | Médecine et biologie de la reproduction-andrologie
      SST21 | Médecine du sport
      SST22 | Nutrition appliquée
      SST23 | Pharmacologie médicale/ thérapeutique
      SST24 | Sommeil
      SST25 | Thérapie cellulaire/ transfusion
      SST26 | Urgences pédiatriques
      `,
    ),
  ],
};
