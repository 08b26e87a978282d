// SPDX-License-Identifier: Apache-2.0

/**
 * Words that the commonest passwords are made of; a password is refused when nothing else is left of it (see
 * `password-rules.ts`). A list of our own making; the operator names a longer one in DOSSIER_COMMON_PASSWORDS.
 */
export const commonPasswords = {
  version: '1',
  validFrom: '2026-01-01',
  source: 'Own compilation: French and English everyday words, keyboard walks, and names of this service',
  words:
    `password passwort motdepasse motdepass mdp secret secrete bonjour bonsoir salut soleil azerty azertyuiop qwerty
qwertyuiop qwertz asdfgh asdfghjkl qsdfgh qsdfghjklm zxcvbn wxcvbn abc abcd abcdef abcdefgh abcdefghijkl iloveyou jetaime
doudou loulou chouchou nounours princesse princess marseille paris lyon france football soccer dragon monkey superman
batman welcome bienvenue admin administrator administrateur root user utilisateur login letmein changeme changezmoi default
invite guest test tester testing demo dossier dossiermedical dossierpatient monespacesante espacesante sante santé health
docteur doctor medecin patient hopital hospital infirmier infirmiere pharmacie vitale cartevitale ameli assurance maladie
assurancemaladie camille nicolas julien thomas maxime marie sophie chocolat chocolate cheval papillon vacances famille
maison voiture amour coucou trustno trustnoone correcthorsebatterystaple sunshine shadow master hello hellohello computer
ordinateur internet google facebook starwars pokemon spring printemps summer ete autumn automne winter hiver january janvier
february fevrier march mars april avril may mai june juin july juillet august aout september septembre october octobre
november novembre december decembre monday lundi tuesday mardi wednesday mercredi thursday jeudi friday vendredi saturday
samedi sunday dimanche`.split(/\s+/),
} as const;
