// SPDX-License-Identifier: Apache-2.0
import { frenchProfile, lawAt } from '@dossier/core/data';

/** A moment in the words of a language, in the time zone of the law; what is no moment is left as it is. */
export const whenIn = (locale: string): ((at: string) => string) => {
  const formats = new Map<string, Intl.DateTimeFormat>();
  const formatIn = (timeZone: string): Intl.DateTimeFormat => {
    const format =
      formats.get(timeZone) ?? new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone });
    formats.set(timeZone, format);
    return format;
  };
  return (at) => {
    if (Number.isNaN(Date.parse(at))) return at;
    return formatIn(lawAt(frenchProfile, at).timeRules.timeZone).format(new Date(at));
  };
};
