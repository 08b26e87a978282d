// SPDX-License-Identifier: Apache-2.0
import type { AccessMode } from '@dossier/core/actors';
import { type Scope, writeScope } from '@dossier/core/scopes';
import { type Html, html, type Language, type Text } from '../pages/index.ts';
import type { Choice } from './choices.ts';

export const texts = {
  signIn: { fr: 'Se connecter', en: 'Sign in' },
  noWay: {
    fr: 'Aucun moyen de connexion n’est configuré sur ce serveur.',
    en: 'No way of signing in is configured on this server.',
  },
  persons: { fr: 'Patient ou proche', en: 'Patient or relative' },
  professionals: { fr: 'Professionnel', en: 'Professional' },
  agents: { fr: 'Agent du service', en: 'Agent of the service' },
  choose: { fr: 'Autoriser l’accès', en: 'Allow access' },
  as: { fr: 'Vous agissez', en: 'You act' },
  wants: { fr: 'L’application demande', en: 'The application asks' },
  allow: { fr: 'Autoriser', en: 'Allow' },
  refuse: { fr: 'Refuser', en: 'Refuse' },
  nothing: {
    fr: 'Rien ne vous est accessible en ce moment : ni dossier, ni situation d’exercice valide.',
    en: 'Nothing is open to you at the moment: no record, and no situation of practice that holds.',
  },
  needsLaunch: {
    fr: 'Cette application demande le dossier d’un patient : ouvrez-la depuis votre logiciel, sur ce patient.',
    en: 'This application asks for a patient’s record: open it from your software, on that patient.',
  },
  ownNew: { fr: 'En votre nom, pour ouvrir votre dossier', en: 'For yourself, to open your record' },
  mobile: { fr: 'sans structure', en: 'without a structure' },
} as const satisfies Record<string, Text>;

/** What somebody who acts in an emergency mode has to know before. */
const modes = {
  normal: { fr: '', en: '' },
  'break-glass': {
    fr: ', bris de glace : ouvre pour un temps limité le dossier de tout patient qui ne s’y est pas opposé. Le patient et son médecin traitant en sont avertis aussitôt, l’accès sera contrôlé. Motif :',
    en: ', break-glass: opens for a bounded time the record of any patient who has not opposed it. The patient and the attending doctor are told at once, and the access is reviewed. Reason:',
  },
  'emergency-dispatch': {
    fr: ', régulation médicale : ouvre pour un temps limité le dossier de tout patient qui ne s’y est pas opposé. Le patient en est averti aussitôt.',
    en: ', emergency dispatch: opens for a bounded time the record of any patient who has not opposed it. The patient is told at once.',
  },
} as const satisfies Record<AccessMode['kind'], Text>;

const roles = {
  patient: { fr: 'Votre dossier', en: 'Your record' },
  representative: { fr: 'Comme représentant légal de', en: 'As legal representative of' },
  carer: { fr: 'Comme aidant de', en: 'As carer of' },
} as const satisfies Record<string, Text>;

/** One line for a choice. */
export const choiceText = ({ actor, dossier }: Choice, language: Language): string => {
  if (dossier !== undefined) {
    const role = roles[dossier.role][language];
    return dossier.role === 'patient' ? role : `${role} ${dossier.patient}`;
  }
  if (actor.kind === 'patient') return texts.ownNew[language];
  if (actor.kind === 'professional') {
    const { mode } = actor;
    const reason = mode.kind === 'break-glass' ? ` ${mode.reason}` : '';
    return `${actor.organization?.name ?? texts.mobile[language]}${modes[mode.kind][language]}${reason}`;
  }
  return 'organization' in actor && actor.organization ? actor.organization.name : actor.name;
};

const verbs: Readonly<Record<string, Text>> = {
  c: { fr: 'ajouter', en: 'add' },
  r: { fr: 'lire', en: 'read' },
  u: { fr: 'modifier', en: 'change' },
  d: { fr: 'supprimer', en: 'delete' },
  s: { fr: 'chercher', en: 'search' },
};

const things: Readonly<Record<string, Text>> = {
  '*': { fr: 'tout ce que contient le dossier', en: 'all that is in the record' },
  Patient: { fr: 'l’identité du patient', en: 'the identity of the patient' },
  DocumentReference: { fr: 'la liste des documents', en: 'the list of documents' },
  Binary: { fr: 'le contenu des documents', en: 'the content of documents' },
  List: { fr: 'les dépôts et les classeurs', en: 'submissions and folders' },
  Consent: { fr: 'les décisions du patient', en: 'the patient’s decisions' },
  AuditEvent: { fr: 'la trace des accès', en: 'the trace of accesses' },
};

const scopeText = (scope: Scope, language: Language): string => {
  switch (scope.kind) {
    case 'clinical': {
      const what = scope.permissions.map((letter) => verbs[letter]?.[language] ?? letter).join(', ');
      return `${what} : ${things[scope.resource]?.[language] ?? scope.resource}`;
    }
    case 'identity':
      return { fr: 'savoir qui vous êtes', en: 'know who you are' }[language];
    case 'launch':
      return { fr: 'savoir quel dossier est ouvert', en: 'know which record is open' }[language];
    case 'access':
      return { fr: 'garder cet accès quand vous êtes absent', en: 'keep this access while you are away' }[language];
  }
};

/** What an application asks for, in plain words, each once. */
export const scopeList = (scopes: readonly Scope[], language: Language): Html => {
  const lines = [...new Map(scopes.map((scope) => [scopeText(scope, language), writeScope(scope)])).keys()];
  return html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
};
