// SPDX-License-Identifier: Apache-2.0
import type { SourcePatientInfo } from '@dossier/core/documents';
import { componentAt, componentsOf, withComponents } from './components.ts';
import { readCx, writeCx } from './identifiers.ts';
import { readXpn, writeXpn } from './parties.ts';

type Sex = NonNullable<SourcePatientInfo['sex']>;
type Address = NonNullable<SourcePatientInfo['address']>;

/** HL7 table 0001, administrative sex. */
const SEXES: Readonly<Record<string, Sex>> = { M: 'male', F: 'female', O: 'other', A: 'other', U: 'unknown' };
const SEX_CODES: Readonly<Record<Sex, string>> = { male: 'M', female: 'F', other: 'O', unknown: 'U' };

const readAddress = (text: string): Address | undefined => {
  const components = componentsOf(text);
  const at = (number: number): string | undefined => componentAt(components, number);
  const lines = [at(1), at(2)].filter((line) => line !== undefined);
  const [city, postalCode, country] = [at(3), at(5), at(6)];
  if (lines.length === 0 && city === undefined && postalCode === undefined && country === undefined) return undefined;
  return {
    lines,
    ...(city === undefined ? {} : { city }),
    ...(postalCode === undefined ? {} : { postalCode }),
    ...(country === undefined ? {} : { country }),
  };
};

/** A date of HL7 as the record has it: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
const isoDate = (text: string): string | undefined => {
  const [, year, month, day] = /^(\d{4})(?:(\d{2})(?:(\d{2})\d*)?)?$/.exec(text.trim()) ?? [];
  return year && [year, month, day].filter((part) => part !== undefined).join('-');
};

/**
 * The fields of a PID segment, one in a value (ITI TF-3 §4.2.3.2.23): the patient as the source knew them. What a
 * field repeats is read once, but for identifiers.
 */
export const readPatientInfo = (values: readonly string[]): SourcePatientInfo | undefined => {
  const fields = new Map<string, string[]>();
  for (const value of values) {
    const [, number, text = ''] = /^\s*PID-(\d+)\|(.*)$/s.exec(value) ?? [];
    if (number !== undefined) fields.set(number, [...(fields.get(number) ?? []), ...text.split('~')]);
  }
  const first = (number: string): string => fields.get(number)?.[0]?.trim() ?? '';
  if (fields.size === 0) return undefined;
  const identifiers = (fields.get('3') ?? []).map(readCx).filter((one) => one !== undefined);
  const name = readXpn(first('5'));
  const birthDate = isoDate(first('7'));
  const sex = SEXES[first('8').toUpperCase()];
  const address = readAddress(first('11'));
  return {
    identifiers,
    ...(name && { name }),
    ...(birthDate !== undefined && { birthDate }),
    ...(sex && { sex }),
    ...(address && { address }),
  };
};

export const writePatientInfo = ({
  identifiers,
  name,
  birthDate,
  sex,
  address,
}: SourcePatientInfo): readonly string[] => [
  ...identifiers.map((identifier) => `PID-3|${writeCx(identifier)}`),
  ...(name ? [`PID-5|${writeXpn(name)}`] : []),
  ...(birthDate ? [`PID-7|${birthDate.replaceAll('-', '')}`] : []),
  ...(sex ? [`PID-8|${SEX_CODES[sex]}`] : []),
  ...(address ? [`PID-11|${addressText(address)}`] : []),
];

const addressText = ({ lines, city, postalCode, country }: Address): string =>
  withComponents({ 1: lines[0], 2: lines.slice(1).join(', '), 3: city, 5: postalCode, 6: country });
