// SPDX-License-Identifier: Apache-2.0

/** Where the receivers live. */
const TIME_ZONE = 'Europe/Paris';

/** A moment in the words of a language; what is no moment is left as it is. */
export const whenIn = (locale: string): ((at: string) => string) => {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: TIME_ZONE });
  return (at) => (Number.isNaN(Date.parse(at)) ? at : format.format(new Date(at)));
};
