// SPDX-License-Identifier: Apache-2.0

/** Languages in which the house speaks around a document. */
export type RenderingLanguage = 'fr' | 'en';

/** All that the house itself says in a rendered document. */
export interface Words {
  readonly language: RenderingLanguage;
  readonly document: string;
  readonly patient: string;
  readonly born: string;
  readonly sex: string;
  /** By HL7 AdministrativeGender and FHIR administrative-gender. */
  readonly sexes: Readonly<Record<string, string>>;
  readonly usedName: string;
  readonly identifiers: string;
  readonly type: string;
  readonly date: string;
  readonly author: string;
  readonly custodian: string;
  readonly legalAuthenticator: string;
  readonly event: string;
  readonly version: string;
  readonly confidentiality: string;
  /** By HL7 Confidentiality; N is not told. */
  readonly confidentialities: Readonly<Record<string, string>>;
  readonly until: string;
  readonly attachments: string;
  readonly attachment: (number: number) => string;
  readonly open: (what: string, sizeBytes: number) => string;
  readonly image: string;
  readonly table: string;
  readonly shownAbove: string;
  readonly missing: string;
  readonly elsewhere: string;
  readonly codedOnly: string;
  readonly emptySection: string;
  readonly nothing: string;
  readonly footnotes: string;
  readonly notShown: (mediaType: string) => string;
  readonly unreadable: string;
  readonly pdfText: string;
  readonly noText: string;
  readonly notRead: string;
  readonly leftOut: string;
  readonly page: (number: number) => string;
  readonly original: string;
  readonly readAs: string;
}

const sizeIn = (language: RenderingLanguage, sizeBytes: number): string => {
  const [amount, unit] = sizeBytes < 1_000_000 ? [sizeBytes / 1000, 'k'] : [sizeBytes / 1_000_000, 'M'];
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(amount);
  return `${number}\u00a0${unit}${language === 'fr' ? 'o' : 'B'}`;
};

const fr: Words = {
  language: 'fr',
  document: 'Document',
  patient: 'Patient',
  born: 'Date de naissance',
  sex: 'Sexe',
  sexes: { F: 'féminin', M: 'masculin', UN: 'indéterminé', female: 'féminin', male: 'masculin', other: 'autre' },
  usedName: 'Nom utilisé',
  identifiers: 'Identifiants',
  type: 'Type de document',
  date: 'Date du document',
  author: 'Auteur',
  custodian: 'Organisme conservateur',
  legalAuthenticator: 'Responsable du document',
  event: 'Acte documenté',
  version: 'Version',
  confidentiality: 'Confidentialité',
  confidentialities: { R: 'restreinte', V: 'très restreinte' },
  until: 'au',
  attachments: 'Pièces jointes',
  attachment: (number) => `Pièce jointe ${number}`,
  open: (what, sizeBytes) => `Ouvrir : ${what} (${sizeIn('fr', sizeBytes)})`,
  image: 'Image',
  table: 'Tableau',
  shownAbove: 'Image déjà montrée dans ce document.',
  missing: 'Le document renvoie ici à un contenu qu’il ne porte pas.',
  elsewhere: 'Ce contenu se trouve hors du document ; il n’est pas recherché.',
  emptySection: 'Cette section est vide.',
  codedOnly: 'Cette section ne porte que des données codées, sans texte.',
  nothing: 'Ce document ne porte aucun texte à montrer.',
  footnotes: 'Notes',
  notShown: (mediaType) => `Un contenu de type ${mediaType} ne se montre pas ici ; ouvrez le document d’origine.`,
  unreadable: 'La structure de ce document n’a pas pu être lue ; ouvrez le document d’origine.',
  pdfText: 'Texte lu dans le PDF. La mise en page n’y est pas : le PDF fait foi.',
  noText: 'Ce PDF ne porte pas de texte : ses pages sont des images.',
  notRead: 'Le texte de ce PDF n’a pas pu être lu.',
  leftOut: 'La suite n’est pas montrée ici ; ouvrez le document d’origine.',
  page: (number) => `Page ${number}`,
  original: 'Document d’origine',
  readAs: 'Présentation par Dossier ; le document d’origine fait foi.',
};

const en: Words = {
  language: 'en',
  document: 'Document',
  patient: 'Patient',
  born: 'Date of birth',
  sex: 'Sex',
  sexes: { F: 'female', M: 'male', UN: 'undetermined', female: 'female', male: 'male', other: 'other' },
  usedName: 'Name in use',
  identifiers: 'Identifiers',
  type: 'Type of document',
  date: 'Date of the document',
  author: 'Author',
  custodian: 'Custodian',
  legalAuthenticator: 'Legal authenticator',
  event: 'Documented act',
  version: 'Version',
  confidentiality: 'Confidentiality',
  confidentialities: { R: 'restricted', V: 'very restricted' },
  until: 'to',
  attachments: 'Attachments',
  attachment: (number) => `Attachment ${number}`,
  open: (what, sizeBytes) => `Open: ${what} (${sizeIn('en', sizeBytes)})`,
  image: 'Image',
  table: 'Table',
  shownAbove: 'Image already shown in this document.',
  missing: 'The document refers here to a content that it does not carry.',
  elsewhere: 'This content stands outside the document; it is not fetched.',
  emptySection: 'This section is empty.',
  codedOnly: 'This section holds coded data only, without text.',
  nothing: 'This document holds no text to show.',
  footnotes: 'Notes',
  notShown: (mediaType) => `A content of the type ${mediaType} is not shown here; open the original document.`,
  unreadable: 'The structure of this document could not be read; open the original document.',
  pdfText: 'Text read from the PDF, without its layout: the PDF itself is what counts.',
  noText: 'This PDF holds no text: its pages are images.',
  notRead: 'The text of this PDF could not be read.',
  leftOut: 'The rest is not shown here; open the original document.',
  page: (number) => `Page ${number}`,
  original: 'Original document',
  readAs: 'As presented by Dossier; the original document is what counts.',
};

export const wordsIn: Readonly<Record<RenderingLanguage, Words>> = { fr, en };
