// SPDX-License-Identifier: Apache-2.0
import { type Instant, isInstant } from '@dossier/core/time';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether PostgreSQL takes the text as a uuid; anything else names no object of ours. */
export const isUuid = (text: string): boolean => UUID.test(text);

export const uuidsAmong = (texts: readonly string[]): readonly string[] => texts.filter(isUuid);

/** PostgreSQL holds every character but U+0000; what contains one equals nothing stored. */
export const isStorable = (text: string): boolean => !text.includes('\u0000');

export const storableAmong = (texts: readonly string[]): readonly string[] => texts.filter(isStorable);

/** Text for a search column. */
export const storable = (text: string): string => text.replaceAll('\u0000', '');

/** For a parameter. Years before 1 and after 9999 (the end of the DTM `9999`) are written as PostgreSQL reads them. */
export const timestampFor = (instant: Instant | undefined): string | null => {
  if (instant === undefined) return null;
  return /^(-|0000)/.test(instant) ? '-infinity' : instant.replace(/^\+0*/, '');
};

/** Whether a page may go on after this value of an order column. */
export const isPosition = (value: string): boolean => value === 'infinity' || value === '-infinity' || isInstant(value);

/** A property only when its value is there, for exact optional properties. */
export const optional = <K extends string, V>(key: K, value: V | null | undefined): { readonly [P in K]?: V } =>
  value === null || value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
