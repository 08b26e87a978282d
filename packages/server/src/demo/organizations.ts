// SPDX-License-Identifier: Apache-2.0
import type { Organization } from '@dossier/core/actors';
import { demoFiness } from './identifiers.ts';

/** A fictional structure: what an actor states of it, and what its documents say. */
export interface Structure extends Organization {
  readonly sector: string;
  readonly sectorLabel: string;
  /** Practice setting (TRE_A01) of what it does. */
  readonly setting: 'AMBULATOIRE' | 'ETABLISSEMENT' | 'AMO' | 'SAMU_SMUR' | 'ESSMS';
  readonly address: { readonly line: string; readonly postalCode: string; readonly city: string };
  readonly telephone: string;
}

/** What an actor states of the structure where they practise. */
export const claimOf = ({ id, name, sector }: Structure): Organization => ({ id, name, sector });

const structure = (
  serial: number,
  name: string,
  [sector, sectorLabel]: readonly [string, string],
  setting: Structure['setting'],
  [line, postalCode, city]: readonly [string, string, string],
): Structure => ({
  id: demoFiness(serial),
  name,
  sector,
  sectorLabel,
  setting,
  address: { line, postalCode, city },
  // 01 99 00 xx xx is kept free of subscribers for works of fiction (Arcep)
  telephone: `tel:+33199${String(serial).padStart(6, '0')}`,
});

const practice = ['SA07', 'Cabinet individuel'] as const;
const groupPractice = ['SA08', 'Cabinet de groupe'] as const;
const publicHospital = ['SA01', 'Etablissement public de santé'] as const;

/** The fictional town of Valmont and its health structures. */
export const structures = {
  tilleuls: structure(1, 'Cabinet médical des Tilleuls', groupPractice, 'AMBULATOIRE', [
    '12 rue des Tilleuls',
    '99100',
    'Valmont',
  ]),
  hospital: structure(2, 'Centre hospitalier de Valmont', publicHospital, 'ETABLISSEMENT', [
    '1 avenue Ambroise-Paré',
    '99100',
    'Valmont',
  ]),
  cardiology: structure(3, 'Cabinet de cardiologie du Parc', practice, 'AMBULATOIRE', [
    '4 allée du Parc',
    '99100',
    'Valmont',
  ]),
  nursing: structure(4, 'Cabinet infirmier de la Fontaine', groupPractice, 'AMBULATOIRE', [
    '8 place de la Fontaine',
    '99100',
    'Valmont',
  ]),
  pharmacy: structure(5, 'Pharmacie du Marché', ['SA33', "Pharmacie d'officine"], 'AMBULATOIRE', [
    '2 place du Marché',
    '99100',
    'Valmont',
  ]),
  dental: structure(6, 'Cabinet dentaire Voltaire', practice, 'AMBULATOIRE', ['31 rue Voltaire', '99100', 'Valmont']),
  physiotherapy: structure(7, 'Cabinet de kinésithérapie des Remparts', practice, 'AMBULATOIRE', [
    '5 rue des Remparts',
    '99100',
    'Valmont',
  ]),
  midwifery: structure(8, 'Cabinet de sages-femmes du Lavoir', practice, 'AMBULATOIRE', [
    '17 rue du Lavoir',
    '99100',
    'Valmont',
  ]),
  work: structure(
    9,
    'Service de prévention et de santé au travail du Val',
    ['SA66', 'Services de Prévention et de Santé au Travail (SPST)'],
    'AMBULATOIRE',
    ['40 boulevard de l’Industrie', '99100', 'Valmont'],
  ),
  laboratory: structure(10, 'Laboratoire du Val', ['SA25', 'Laboratoire de biologie médicale'], 'AMBULATOIRE', [
    '9 rue Pasteur',
    '99100',
    'Valmont',
  ]),
  insurer: structure(11, 'Caisse d’assurance maladie du Val', ['SA24', 'Organisme de sécurité sociale'], 'AMO', [
    '100 cours de la République',
    '99100',
    'Valmont',
  ]),
  samu: structure(12, 'SAMU du Val', publicHospital, 'SAMU_SMUR', ['1 avenue Ambroise-Paré', '99100', 'Valmont']),
  garrigue: structure(13, 'Cabinet du docteur Garrigue', practice, 'AMBULATOIRE', [
    '3 chemin des Vignes',
    '99200',
    'Saint-Aubin',
  ]),
  roche: structure(14, 'Cabinet du docteur Roche', practice, 'AMBULATOIRE', ['22 rue Haute', '99200', 'Saint-Aubin']),
  imaging: structure(15, 'Centre d’imagerie du Val', groupPractice, 'AMBULATOIRE', [
    '14 rue Pasteur',
    '99100',
    'Valmont',
  ]),
  watch: structure(
    16,
    'Maison médicale de garde de Valmont',
    ['SA67', 'Maisons médicales de garde (MMG)'],
    'AMBULATOIRE',
    ['1 avenue Ambroise-Paré', '99100', 'Valmont'],
  ),
  residence: structure(17, 'Résidence Les Glycines', ['SA17', 'Etablissement pour personnes âgées'], 'ESSMS', [
    '6 chemin des Glycines',
    '99200',
    'Saint-Aubin',
  ]),
  clinic: structure(18, 'Clinique Sainte-Odile', ['SA04', 'Etablissement privé non PSPH'], 'ETABLISSEMENT', [
    '50 avenue de la Gare',
    '99100',
    'Valmont',
  ]),
} as const;
