// SPDX-License-Identifier: Apache-2.0
import type { ErrorCode } from '@dossier/core/errors';
import type { Text } from '../../pages/index.ts';

const t = (fr: string, en: string): Text => ({ fr, en });

export const texts = {
  sessions: t('Connexions et applications', 'Sign-ins and applications'),
  signIn: t('Se connecter', 'Sign in'),
  identifier: t('Numéro INS ou adresse électronique', 'INS number or e-mail address'),
  password: t('Mot de passe', 'Password'),
  go: t('Continuer', 'Continue'),
  passkey: t('Se connecter avec une clé d’accès', 'Sign in with a passkey'),
  activateLink: t('Activer mon compte', 'Activate my account'),
  recoverLink: t('Je n’arrive plus à me connecter', 'I cannot sign in any more'),
  secondFactor: t('Deuxième étape', 'Second step'),
  code: t('Code', 'Code'),
  codeHelp: t(
    'Saisissez le code de votre application, celui que vous avez reçu, ou un code de secours.',
    'Type the code of your authenticator app, the one that you were sent, or a recovery code.',
  ),
  sendEmail: t('Recevoir un code par courriel', 'Send a code by e-mail'),
  sendSms: t('Recevoir un code par SMS', 'Send a code by SMS'),
  enrol: t('Protéger votre compte', 'Protect your account'),
  enrolHelp: t(
    'Il faut un deuxième moyen de connexion, pour que votre mot de passe seul n’ouvre pas votre dossier.',
    'A second means is needed, so that your password alone does not open your record.',
  ),
  addTotp: t('Utiliser une application de codes', 'Use an authenticator app'),
  addPasskey: t('Créer une clé d’accès', 'Create a passkey'),
  addEmail: t('Utiliser les codes par courriel', 'Use codes by e-mail'),
  addSms: t('Utiliser les codes par SMS', 'Use codes by SMS'),
  scan: t(
    'Lisez cette image avec votre application, ou saisissez-y la clé, puis recopiez le code qu’elle affiche.',
    'Scan this picture with your app, or type the key into it, then copy the code that it shows.',
  ),
  activate: t('Activer mon compte', 'Activate my account'),
  secret: t('Secret qui vous a été remis', 'Secret that you were given'),
  email: t('Adresse électronique pour vous connecter (facultatif)', 'E-mail address to sign in with (optional)'),
  newPassword: t('Nouveau mot de passe (12 caractères au moins)', 'New password (at least 12 characters)'),
  presentPassword: t('Mot de passe actuel', 'Present password'),
  changePassword: t('Changer le mot de passe', 'Change the password'),
  recover: t('Retrouver l’accès', 'Get back in'),
  recoverOne: t(
    'Votre deuxième moyen est perdu : connectez-vous avec votre mot de passe, puis saisissez un de vos codes de secours.',
    'Your second means is lost: sign in with your password, then type one of your recovery codes.',
  ),
  recoverTwo: t(
    'Votre mot de passe est oublié, ou tout est perdu : demandez un nouveau secret à qui a ouvert votre dossier ; votre identité sera vérifiée. Activez alors votre compte de nouveau : les anciens moyens de connexion seront effacés.',
    'Your password is forgotten, or everything is lost: ask whoever opened your record for a new secret; your identity will be checked. Then activate your account again: the former means are erased.',
  ),
  account: t('Mon compte', 'My account'),
  factors: t('Deuxièmes moyens de connexion', 'Second means of signing in'),
  totp: t('Application de codes', 'Authenticator app'),
  passkeyName: t('Clé d’accès', 'Passkey'),
  emailName: t('Code par courriel', 'Code by e-mail'),
  smsName: t('Code par SMS', 'Code by SMS'),
  suspended: t('suspendue : elle semble avoir été copiée', 'suspended: it seems to have been copied'),
  remove: t('Retirer', 'Remove'),
  devices: t('Appareils', 'Devices'),
  lastSeen: t('vu le', 'last seen'),
  thisDevice: t('cet appareil', 'this device'),
  recoveryCodes: t('Codes de secours', 'Recovery codes'),
  codesLeft: t('codes restants :', 'codes left:'),
  renewCodes: t('Créer de nouveaux codes', 'Make new codes'),
  keepCodes: t(
    'Notez ces codes et gardez-les chez vous : ils ne seront plus affichés. Chacun sert une fois.',
    'Write these codes down and keep them at home: they are not shown again. Each works once.',
  ),
  signOut: t('Se déconnecter', 'Sign out'),
} as const satisfies Record<string, Text>;

/** What went wrong, for the person in front of the page. */
export const refusals: Readonly<Partial<Record<ErrorCode, Text>>> = {
  'sign-in-refused': t(
    'Ce n’est pas cela, ou ce n’est plus valable. Vérifiez et recommencez.',
    'This is not right, or no longer valid. Check it and try again.',
  ),
  'sign-in-throttled': t(
    'Trop d’essais. Attendez un quart d’heure, ou utilisez une clé d’accès ou un appareil déjà connu.',
    'Too many attempts. Wait a quarter of an hour, or use a passkey or a device that is known.',
  ),
  'password-refused': t(
    'Ce mot de passe ne convient pas : il est trop court, trop long, trop courant, ou fait de ce que l’on sait de vous.',
    'This password will not do: it is too short, too long, too common, or made of what is known of you.',
  ),
  'email-taken': t('Cette adresse ne peut pas servir à se connecter.', 'This address cannot be used to sign in.'),
  'factor-last': t(
    'C’est votre dernier deuxième moyen : ajoutez-en un autre d’abord.',
    'It is your last second means: add another one first.',
  ),
  'invitation-unknown': t(
    'Ce code n’est pas celui d’une invitation en cours.',
    'This is not the code of an open invitation.',
  ),
  'consent-invalid': t(
    'Cela ne peut pas être enregistré ainsi. Vérifiez et recommencez.',
    'This cannot be kept like that. Check it and try again.',
  ),
  'access-refused': t('Vous ne pouvez pas faire cela sur ce dossier.', 'You may not do this on this record.'),
  'factor-unknown': t('Ce moyen n’existe plus.', 'This means is not there any more.'),
  'sign-in-needed': t('La connexion a expiré. Recommencez.', 'The sign-in has expired. Start again.'),
};
