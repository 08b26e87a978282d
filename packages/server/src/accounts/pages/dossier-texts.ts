// SPDX-License-Identifier: Apache-2.0
import type { Text } from '../../pages/index.ts';

const t = (fr: string, en: string): Text => ({ fr, en });

export const dossierTexts = {
  nav: t('Mes dossiers', 'My records'),
  own: t('Votre dossier', 'Your record'),
  representative: t('Vous représentez', 'You represent'),
  carer: t('Vous aidez', 'You help'),
  until: t('jusqu’au', 'until'),
  account: t('Mon compte', 'My account'),
  accept: t('Accepter une invitation', 'Accept an invitation'),
  code: t('Code de l’invitation', 'Code of the invitation'),
  acceptHelp: t(
    'Le patient qui vous invite vous a donné ce code, ou un lien. Il sert une fois. Vos accès lui seront visibles.',
    'The patient who invites you gave you this code, or a link. It works once. The patient sees your accesses.',
  ),
  acceptGo: t('Accepter', 'Accept'),
  acting: t('Qui agit pour ce dossier', 'Who acts for this record'),
  nobody: t('Personne d’autre.', 'Nobody else.'),
  aCarer: t('aidant', 'carer'),
  aRepresentative: t('représentant légal', 'legal representative'),
  end: t('Mettre fin', 'End'),
  leave: t('Ne plus aider', 'Stop helping'),
  invitations: t('Invitations en cours', 'Open invitations'),
  withdraw: t('Retirer', 'Withdraw'),
  invite: t('Inviter un aidant', 'Invite a carer'),
  mayDo: t('Ce que l’aidant pourra faire', 'What the carer may do'),
  purpose: t('Pourquoi, en quelques mots', 'Why, in a few words'),
  term: t('Jusqu’au (facultatif)', 'Until (optional)'),
  email: t('Envoyer le lien à cette adresse (facultatif)', 'Send the link to this address (optional)'),
  inviteGo: t('Créer l’invitation', 'Make the invitation'),
  codeShown: t(
    'Donnez ce code à votre aidant ; il n’est plus affiché ensuite et sert une fois.',
    'Give this code to your carer; it is not shown again and works once.',
  ),
  sent: t('Le lien est parti à l’adresse indiquée.', 'The link went to the address that you gave.'),
  notSent: t(
    'Le lien n’a pas pu être envoyé ; donnez le code vous-même.',
    'The link could not be sent; give the code yourself.',
  ),
} as const satisfies Record<string, Text>;

export const contactTexts = {
  title: t('Coordonnées et avis', 'Contacts and notices'),
  email: t('Adresse électronique', 'E-mail address'),
  sms: t('Téléphone mobile (+33…)', 'Mobile telephone (+33…)'),
  none: t('aucune', 'none'),
  prove: t('Recevoir un code à cette adresse', 'Send a code to this address'),
  proveSms: t('Recevoir un code à ce numéro', 'Send a code to this number'),
  confirm: t('Confirmer l’adresse', 'Confirm the address'),
  confirmHelp: t('Un code a été envoyé à', 'A code was sent to'),
  code: t('Code', 'Code'),
  remove: t('Retirer', 'Remove'),
  wishes: t('Ce dont vous voulez être prévenu', 'What you wish to be told'),
  wishesHelp: t(
    'Ce qui touche à la sécurité ou que la loi demande vous est toujours dit : vous en choisissez la voie.',
    'What concerns safety, or the law asks for, you are told in any case: you choose the way.',
  ),
  language: t('Langue', 'Language'),
  keep: t('Enregistrer', 'Keep'),
} as const satisfies Record<string, Text>;

/** Kinds of notice, in the words of the page; another is shown by its code. */
export const kindTexts: Readonly<Record<string, Text>> = {
  'first-access': t('Premier accès d’un professionnel', 'First access of a professional'),
  'emergency-access': t('Accès en urgence', 'Access in an emergency'),
  announcement: t('Document à découvrir avec un professionnel', 'Document to be told by a professional'),
  'consent-changed': t('Décision changée par un autre que vous', 'Decision changed by somebody else'),
  'delegation-begun': t('Délégation commencée', 'Delegation begun'),
  'delegation-ended': t('Délégation terminée', 'Delegation ended'),
  'record-announced': t('Ouverture annoncée', 'Opening announced'),
  'record-opened': t('Dossier ouvert', 'Record opened'),
  'record-closed': t('Dossier fermé', 'Record closed'),
  'destruction-requested': t('Destruction demandée', 'Destruction asked for'),
  'new-device': t('Nouvel appareil', 'New device'),
  'factor-changed': t('Moyen de connexion changé', 'Means of signing in changed'),
};
