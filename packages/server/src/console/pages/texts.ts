// SPDX-License-Identifier: Apache-2.0
import type { ErrorCode } from '@dossier/core/errors';
import type { Text } from '../../pages/index.ts';

const t = (fr: string, en: string): Text => ({ fr, en });

export const texts = {
  title: t('Console', 'Console'),
  signIn: t('Console : se connecter', 'Console: sign in'),
  login: t('Identifiant', 'Login'),
  password: t('Mot de passe', 'Password'),
  code: t('Code de votre application', 'Code of your authenticator app'),
  go: t('Continuer', 'Continue'),
  enrolLink: t('Un secret m’a été remis', 'I was given a secret'),
  enrol: t('Activer votre accès à la console', 'Activate your access to the console'),
  secret: t('Secret qui vous a été remis', 'Secret that you were given'),
  newPassword: t('Nouveau mot de passe (12 caractères au moins)', 'New password (at least 12 characters)'),
  app: t('Votre application de codes', 'Your authenticator app'),
  scan: t(
    'Lisez cette image avec votre application, ou saisissez-y la clé, puis recopiez le code qu’elle affiche.',
    'Scan this picture with your app, or type the key into it, then copy the code that it shows.',
  ),
  signOut: t('Se déconnecter', 'Sign out'),
  home: t('Accueil de la console', 'Console home'),
  patient: t('Un patient', 'A patient'),
  ins: t('Numéro INS (15 caractères)', 'INS number (15 characters)'),
  system: t('Système de l’identifiant', 'System of the identifier'),
  find: t('Chercher', 'Look up'),
  traced: t(
    'Le patient verra dans son historique que vous avez cherché son dossier et lu ses traces.',
    'The patient will see in their journal that you looked up their record and read its traces.',
  ),
  identity: t('Identité', 'Identity'),
  traces: t('Traces', 'Traces'),
  when: t('Quand', 'When'),
  who: t('Qui', 'Who'),
  what: t('Quoi', 'What'),
  outcome: t('Issue', 'Outcome'),
  more: t('Traces plus anciennes', 'Earlier traces'),
  born: t('Naissance', 'Birth'),
  status: t('Statut de l’identité', 'Status of the identity'),
  state: t('État du dossier', 'State of the record'),
  emergencies: t('Accès sans autorisation', 'Accesses without authorisation'),
  waiting: t('À examiner', 'To look at'),
  all: t('Tous', 'All'),
  nothing: t('Rien.', 'Nothing.'),
  organization: t('Structure', 'Organisation'),
  verdict: t('Avis', 'Verdict'),
  comment: t('Commentaire (gardé avec l’avis, non montré au patient)', 'Comment (kept, not shown to the patient)'),
  judge: t('Rendre cet avis', 'Give this verdict'),
  reason: t('Motif donné par le professionnel', 'Reason given by the professional'),
  open: t('Ouvert', 'Open'),
  until: t('jusqu’à', 'until'),
  record: t('Dossier', 'Record'),
  figures: t('Chiffres par structure, douze derniers mois', 'Figures by organisation, last twelve months'),
  accesses: t('Accès', 'Accesses'),
  professionals: t('Professionnels', 'Professionals'),
  unjustified: t('Non justifiés', 'Not justified'),
  pending: t('En attente', 'Waiting'),
  without: t('sans structure', 'without organisation'),
} as const satisfies Record<string, Text>;

/** Verdicts of the French profile; another is shown by its code. */
export const verdictTexts: Readonly<Record<string, Text>> = {
  justified: t('justifié', 'justified'),
  'not-justified': t('non justifié', 'not justified'),
  'to-be-examined': t('à approfondir', 'to be examined'),
};

/** What a page says of a refusal; another code is said in the words of the registry. */
export const refusals: Readonly<Partial<Record<ErrorCode, Text>>> = {
  'sign-in-refused': t(
    'Ces informations ne sont pas exactes, ou plus valables.',
    'This is not right, or no longer valid.',
  ),
  'sign-in-throttled': t('Trop d’essais. Réessayez plus tard.', 'Too many attempts. Try again later.'),
  'sign-in-needed': t('Connectez-vous d’abord.', 'Sign in first.'),
  'password-refused': t(
    'Ce mot de passe ne convient pas : au moins 12 caractères, ni courant, ni fait de votre nom.',
    'This password cannot be used: at least 12 characters, neither common nor made of your name.',
  ),
  'record-unknown': t('Aucun dossier n’est connu sous ce numéro.', 'No record is known under this number.'),
};
