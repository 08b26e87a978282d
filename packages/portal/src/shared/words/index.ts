// SPDX-License-Identifier: Apache-2.0
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { fr } from './fr.ts';

const KEPT = 'dossier-language';
const languages = ['fr', 'en'] as const;
type Language = (typeof languages)[number];

const first = (): Language => {
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return languages.find((language) => wanted.find((one) => languages.some((two) => two === one)) === language) ?? 'fr';
};

/** Begins in the language that was chosen here, else that of the browser, else French. */
export const startWords = async (): Promise<void> => {
  await i18next.use(initReactI18next).init({
    lng: first(),
    fallbackLng: 'fr',
    resources: { fr: { translation: fr }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = i18next.language;
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
    localStorage.setItem(KEPT, language);
  });
};

export const otherLanguage = (language: string): Language => (language === 'fr' ? 'en' : 'fr');
