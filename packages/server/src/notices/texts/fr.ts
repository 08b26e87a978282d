// SPDX-License-Identifier: Apache-2.0
import type { Facts, Role } from '../kinds.ts';
import type { Message, Texts, Words } from './types.ts';
import { whenIn } from './when.ts';

const when = whenIn('fr-FR');

const dossier = (role: Role): string =>
  role === 'patient' ? 'votre dossier' : 'le dossier d’une personne que vous représentez';

const du = (role: Role): string =>
  role === 'patient' ? 'de votre dossier' : 'du dossier d’une personne que vous représentez';

const qui = ({ name }: Facts): string => name ?? 'Un professionnel de santé';

const decisions: Readonly<Record<string, string>> = {
  authorization: 'une autorisation d’accès',
  block: 'le blocage d’un professionnel',
  'attending-doctor': 'le médecin traitant',
  administrator: 'l’accès d’un professionnel aux documents masqués',
  'opposition-break-glass': 'l’opposition au bris de glace',
  'opposition-emergency-dispatch': 'l’opposition à l’accès du centre 15',
  'emergency-masked-permission': 'l’accès aux documents masqués en urgence',
  'default-confidentiality': 'la confidentialité par défaut',
};

const mode = (facts: Facts): string =>
  facts.mode === 'emergency-dispatch' ? 'au titre de la régulation médicale (centre 15)' : 'en bris de glace';

const words = (subject: string, paragraphs: readonly string[], short: string): Words => ({
  subject,
  paragraphs,
  short,
});

const delegation = (facts: Facts, role: Role, verb: string): Words =>
  words(
    'Délégation modifiée',
    [
      role === 'holder'
        ? `Une délégation qui vous est donnée sur le dossier d’une autre personne ${verb} le ${when(facts.at ?? '')}.`
        : `Une délégation${facts.name === undefined ? '' : ` à ${facts.name}`} sur ${dossier(role)} ${verb} le ${when(facts.at ?? '')}.`,
    ],
    'Une délégation a été modifiée.',
  );

/** The secret stands in what is sent, and in nothing that is kept. */
const activation = ({ secret, secretUntil = '', activateAt }: Facts): readonly string[] =>
  secret === undefined
    ? []
    : [
        `Pour activer votre compte, allez à l’adresse ${activateAt} avant le ${when(secretUntil)}.`,
        `Saisissez-y votre INS et ce secret, valable une seule fois : ${secret}. Ne le donnez à personne.`,
      ];

const message = (sent: Message): Words => {
  if (sent.kind === 'address-replaced')
    return words(
      'Vos coordonnées ont changé',
      [
        'Cette adresse n’est plus celle où vous êtes prévenu de ce qui concerne votre dossier et votre compte. Si ce changement ne vient pas de vous, connectez-vous et mettez fin à ce qui est ouvert, ou adressez-vous à l’assistance.',
      ],
      'Ce numéro ne recevra plus les avis de votre dossier. Ce n’est pas vous ? Connectez-vous.',
    );
  if (sent.kind === 'code') {
    const what = sent.purpose === 'sign-in' ? 'pour vous connecter' : 'pour confirmer votre adresse';
    return words(
      'Votre code',
      [
        `Votre code ${what} : ${sent.code}`,
        `Il est valable ${sent.minutes} minutes. Ne le donnez à personne : nous ne vous le demanderons jamais.`,
      ],
      `Code ${sent.code} ${what}, valable ${sent.minutes} min. Ne le donnez à personne.`,
    );
  }
  const what = {
    activation: 'activer votre compte',
    recovery: 'retrouver l’accès à votre compte',
    invitation: 'répondre à une invitation',
  }[sent.purpose];
  return words('Votre lien', [`Pour ${what}, ouvrez cette adresse :`, sent.url], `Pour ${what} : ${sent.url}`);
};

export const fr: Texts = {
  signIn: (url) => `Pour en savoir plus, connectez-vous : ${url}`,
  why: 'Ce message est envoyé automatiquement. Il ne contient aucune information médicale.',
  message,
  notice: {
    'first-access': (facts, role) =>
      words(
        'Premier accès d’un professionnel',
        [`${qui(facts)} a accédé pour la première fois à ${dossier(role)} le ${when(facts.at ?? '')}.`],
        'Un professionnel a accédé pour la première fois à un dossier qui vous concerne.',
      ),
    'emergency-access': (facts, role) =>
      words(
        'Accès en urgence à un dossier',
        [
          role === 'attending-doctor'
            ? `${qui(facts)} a accédé ${mode(facts)} au dossier d’une personne dont vous êtes le médecin traitant, le ${when(facts.at ?? '')}.`
            : `${qui(facts)} a accédé ${mode(facts)} à ${dossier(role)} le ${when(facts.at ?? '')}.`,
        ],
        'Un accès en urgence a eu lieu dans un dossier qui vous concerne.',
      ),
    announcement: (_, role) =>
      words(
        'Mise à jour de votre dossier',
        [
          `Une mise à jour ${du(role)} a eu lieu. Vous pouvez consulter un professionnel de santé, par exemple votre médecin traitant, pour en parler.`,
        ],
        'Une mise à jour a eu lieu. Un professionnel de santé peut en parler avec vous.',
      ),
    'consent-changed': (facts, role) =>
      words(
        'Vos décisions ont été modifiées',
        [
          `${facts.actorKind === 'professional' || facts.actorKind === 'staff' ? qui(facts) : 'Une autre personne que le titulaire'} a modifié, dans ${dossier(role)}, ${decisions[facts.decision ?? ''] ?? 'une décision'}${facts.party === undefined ? '' : ` (${facts.party})`}, le ${when(facts.at ?? '')}.`,
        ],
        'Une décision d’un dossier qui vous concerne a été modifiée.',
      ),
    'delegation-begun': (facts, role) => delegation(facts, role, 'a commencé'),
    'delegation-ended': (facts, role) => delegation(facts, role, 'a pris fin'),
    'record-announced': (facts, role) =>
      words(
        'Ouverture prochaine d’un dossier',
        [
          `L’ouverture ${du(role)} est annoncée depuis le ${when(facts.at ?? '')}. Vous pouvez vous y opposer ; sans réponse, il sera ouvert.`,
          ...activation(facts),
        ],
        'Un dossier sera ouvert ; vous pouvez vous y opposer.',
      ),
    'record-opened': (facts, role) =>
      words(
        'Dossier ouvert',
        [`L’ouverture ${du(role)} a eu lieu le ${when(facts.at ?? '')}.`],
        'Un dossier qui vous concerne est ouvert.',
      ),
    'record-closed': (facts, role) =>
      words(
        'Dossier fermé',
        [`La fermeture ${du(role)} a eu lieu le ${when(facts.at ?? '')}.`],
        'Un dossier qui vous concerne est fermé.',
      ),
    'destruction-requested': (facts, role) =>
      words(
        'Destruction demandée',
        [
          `La destruction ${du(role)} a été demandée le ${when(facts.at ?? '')}. Si vous n’en êtes pas à l’origine, signalez-le sans attendre.`,
        ],
        'La destruction d’un dossier qui vous concerne est demandée.',
      ),
    'new-device': (facts) =>
      words(
        'Connexion depuis un nouvel appareil',
        [
          `Une connexion à votre compte a eu lieu${facts.device === undefined ? '' : ` depuis ${facts.device}`} le ${when(facts.at ?? '')}. Si ce n’est pas vous, changez votre mot de passe.`,
        ],
        'Connexion à votre compte depuis un nouvel appareil.',
      ),
    'factor-changed': (facts) =>
      words(
        'Moyen de connexion modifié',
        [
          `Un moyen de connexion de votre compte a été modifié${facts.factor === undefined ? '' : ` (${facts.factor})`} le ${when(facts.at ?? '')}. Si ce n’est pas vous, signalez-le sans attendre.`,
        ],
        'Un moyen de connexion de votre compte a été modifié.',
      ),
  },
};
