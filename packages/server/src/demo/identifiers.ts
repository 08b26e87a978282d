// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { oidOfUuid } from '@dossier/core/documents';
import { insValue, nirKey } from '@dossier/core/identity';

const digest = (name: string): Buffer => {
  const bytes = createHash('sha256').update(`dossier-demo:${name}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80; // version 8: own scheme (RFC 9562 §5.8)
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
};

/** The same name gives the same UUID, in every run and on every machine. */
export const stableUuid = (name: string): string =>
  digest(name)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** The same, as an OID below 2.25 (ITU-T X.667): what CDA and XDS want as a root without extension. */
export const stableOid = (name: string): string => oidOfUuid(stableUuid(name));

/** Luhn check digit, as in RPPS and FINESS numbers. */
const luhnDigit = (digits: string): number => {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return (10 - (sum % 10)) % 10;
};

/** PS_IdNat of a fictional professional: `8` and an RPPS number of the 9970 test range with its right check digit. */
export const demoRpps = (serial: number): string => {
  const digits = `997005${String(serial).padStart(4, '0')}`;
  return `8${digits}${luhnDigit(digits)}`;
};

/** Struct_IdNat of a fictional structure: `1` and a FINESS number of department 99, which has none. */
export const demoFiness = (serial: number): string => {
  const digits = `9900${String(serial).padStart(4, '0')}`;
  return `1${digits}${luhnDigit(digits)}`;
};

/**
 * INS of a fictional person: sex, year and month of birth, place, order of birth, key.
 *
 * @param placeCode INSEE (COG) code of the place of birth, five characters
 */
export const demoIns = (sex: 'male' | 'female', birthDate: string, placeCode: string, order: number): string => {
  const number =
    (sex === 'male' ? '1' : '2') +
    birthDate.slice(2, 4) +
    birthDate.slice(5, 7) +
    placeCode +
    String(order).padStart(3, '0');
  return insValue(number, nirKey(number));
};
