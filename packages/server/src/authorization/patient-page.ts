// SPDX-License-Identifier: Apache-2.0
import type { TraitsAsked } from '@dossier/core/identity';
import { type Html, html, type Language, type Text } from '../pages/index.ts';
import type { PatientShown } from './patients.ts';

const texts = {
  title: { fr: 'Choisir le patient', en: 'Choose the patient' },
  breaking: { fr: 'Bris de glace', en: 'Break-glass' },
  mode: { fr: 'Mode d’accès', en: 'Mode of access' },
  normal: { fr: 'Normal', en: 'Normal' },
  normalHint: {
    fr: 'Les dossiers auxquels vous êtes autorisé.',
    en: 'The records to which you are authorised.',
  },
  breakingHint: {
    fr: 'Urgence : le dossier d’un seul patient, sans son autorisation.',
    en: 'Emergency: the record of one patient, without their authorisation.',
  },
  warning: {
    fr: 'Le bris de glace ouvre sans autorisation le dossier d’un seul patient, pour un temps limité. Le patient et son médecin traitant en sont avertis aussitôt, votre motif est tracé, et chaque accès est contrôlé. Réservé au patient hors d’état d’exprimer sa volonté, dont la santé est exposée à un risque immédiat.',
    en: 'Break-glass opens the record of one patient without authorisation, for a bounded time. The patient and the attending doctor are told at once, your reason is traced, and every access is reviewed. Only for a patient who cannot express their will and whose health is at immediate risk.',
  },
  reason: { fr: 'Motif', en: 'Reason' },
  ins: { fr: 'INS du patient (15 caractères)', en: 'INS of the patient (15 characters)' },
  orTraits: { fr: 'ou ses traits d’identité', en: 'or the traits of identity' },
  family: { fr: 'Nom', en: 'Family name' },
  given: { fr: 'Prénom', en: 'Given name' },
  birthDate: { fr: 'Date de naissance (AAAA-MM-JJ, ou l’année)', en: 'Birth date (YYYY-MM-DD, or the year)' },
  search: { fr: 'Rechercher', en: 'Search' },
  open: { fr: 'Ouvrir ce dossier', en: 'Open this record' },
  breakGlass: { fr: 'Briser la glace', en: 'Break the glass' },
  refuse: { fr: 'Annuler', en: 'Cancel' },
  born: { fr: 'Date de naissance :', en: 'Born' },
} as const satisfies Record<string, Text>;

/** Why the page is shown again. */
const refusals = {
  none: {
    fr: 'Aucun dossier que vous puissiez ouvrir ne correspond.',
    en: 'No record that you may open agrees with this.',
  },
  'too-little': {
    fr: 'Donnez l’INS, ou le nom et au moins le prénom ou la date de naissance.',
    en: 'Give the INS, or the family name and at least the given name or the birth date.',
  },
  reason: { fr: 'Le bris de glace demande un motif.', en: 'Break-glass needs a reason.' },
  refused: {
    fr: 'Ce dossier ne peut pas être ouvert ainsi.',
    en: 'This record cannot be opened in this way.',
  },
} as const satisfies Record<string, Text>;

/** Which of the modes a professional acts in; the normal one is chosen already. */
export const modeField = (language: Language): Html => html`<fieldset><legend>${texts.mode[language]}</legend>
<label class="choice"><input type="radio" name="mode" value="normal" checked><span>${texts.normal[language]}<small>${texts.normalHint[language]}</small></span></label>
<label class="choice"><input type="radio" name="mode" value="break-glass"><span>${texts.breaking[language]}<small>${texts.breakingHint[language]}</small></span></label></fieldset>`;

/** What was said so far of whom to work on, and how. */
export interface PatientAsking {
  readonly choice: string;
  readonly breaking: boolean;
  readonly reason: string;
  /** The record that the launching software has open. */
  readonly launched?: string;
  /** What was found; empty before a search, and where it found nothing. */
  readonly found: readonly PatientShown[];
  readonly refusal?: keyof typeof refusals;
}

/** The INS, or the traits, that the fields of the form say. */
export const patientAsked = (fields: Readonly<Record<string, string>>): { readonly ins: string } | TraitsAsked => {
  const said = (name: string): string => (fields[name] ?? '').trim();
  const ins = said('ins').replace(/\s/g, '').toUpperCase();
  if (ins !== '') return { ins };
  const [family, given, birthDate] = [said('family'), said('given'), said('birthdate')];
  return {
    ...(family !== '' && { family }),
    ...(given !== '' && { given }),
    ...(/^\d{4}(-\d\d(-\d\d)?)?$/.test(birthDate) && { birthDate }),
  };
};

const field = (name: string, label: string): Html =>
  html`<label for="${name}">${label}</label><input id="${name}" name="${name}" autocomplete="off" maxlength="100">`;

/** The page on which a professional says whom they work on and, to break the glass, why. */
export const patientPage = (
  asking: PatientAsking,
  language: Language,
): { readonly title: string; readonly search: boolean; readonly content: Html } => {
  const { choice, breaking, reason, launched, found, refusal } = asking;
  const search = launched === undefined && found.length === 0;
  const alarm = refusal !== undefined && html`<p class="alarm" role="alert">${refusals[refusal][language]}</p>`;
  const why =
    breaking &&
    html`<p class="alarm">${texts.warning[language]}</p><label for="reason">${texts.reason[language]}</label><input id="reason" name="reason" value="${reason}" maxlength="1000" autocomplete="off" required>`;
  const fields = html`${field('ins', texts.ins[language])}${
    !breaking &&
    html`<h2>${texts.orTraits[language]}</h2>${field('family', texts.family[language])}${field('given', texts.given[language])}${field('birthdate', texts.birthDate[language])}`
  }`;
  const patients = found.map(
    ({ recordId, name, birthDate }, index) =>
      html`<label class="choice"><input type="radio" name="patient" value="${recordId}" required${index === 0 && found.length === 1 && html` checked`}><span>${name}<small>${texts.born[language]} ${birthDate}</small></span></label>`,
  );
  const go = search ? texts.search : breaking ? texts.breakGlass : texts.open;
  const content = html`${alarm}<input type="hidden" name="choice" value="${choice}"><input type="hidden" name="mode" value="${breaking ? 'break-glass' : 'normal'}">
${why}${search ? fields : patients}
<button name="answer" value="allow">${go[language]}</button>
<button class="second" name="answer" value="refuse" formnovalidate>${texts.refuse[language]}</button>`;
  return { title: (breaking ? texts.breaking : texts.title)[language], search, content };
};
