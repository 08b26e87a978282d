// SPDX-License-Identifier: Apache-2.0
import { attribute, type XmlElement } from '../xml/index.ts';
import { known } from './known.ts';
import { readAddress, readIds, readTexts, readTimeAt, xpath } from './read-parts.ts';
import type { CdaPatient } from './types.ts';

/** Name parts with one qualifier; a qualifier may be a list (`BR SP`). */
const qualified = (patient: XmlElement, part: 'family' | 'given', qualifier: 'BR' | 'SP' | 'CL'): string | undefined =>
  xpath.text(patient, `h:name/h:${part}[contains(concat(" ", @qualifier, " "), " ${qualifier} ")]`);

/**
 * Given names of the birth certificate. The first one carries `BR`; the unqualified part holds all of them
 * (CI-SIS), or in older documents only the others.
 */
const birthGivenNames = (patient: XmlElement): readonly string[] => {
  const first = qualified(patient, 'given', 'BR');
  const all = readTexts(patient, 'h:name/h:given[not(@qualifier)]').join(' ');
  if (first === undefined) return all === '' ? [] : all.split(' ');
  const rest = all === first ? '' : all.startsWith(`${first} `) ? all.slice(first.length + 1) : all;
  return rest === '' ? [first] : [first, ...rest.split(' ')];
};

export const readPatient = (role: XmlElement): CdaPatient => {
  const patient = xpath.first(role, 'h:patient');
  const common = {
    ids: readIds(role, 'h:id'),
    address: readAddress(role, 'h:addr'),
  };
  if (patient === undefined) return known<CdaPatient>({ ...common, birthGivenNames: [] });
  const sex = xpath.first(patient, 'h:administrativeGenderCode');
  return known<CdaPatient>({
    ...common,
    birthFamilyName: qualified(patient, 'family', 'BR'),
    birthGivenNames: birthGivenNames(patient),
    usedFamilyName:
      qualified(patient, 'family', 'CL') ??
      qualified(patient, 'family', 'SP') ??
      xpath.text(patient, 'h:name/h:family[not(@qualifier)]'),
    usedGivenName: qualified(patient, 'given', 'CL') ?? qualified(patient, 'given', 'SP'),
    sex: sex === undefined ? undefined : attribute(sex, 'code'),
    birthTime: readTimeAt(patient, 'h:birthTime'),
    birthPlaceCode: xpath.text(patient, 'h:birthplace/h:place/h:addr/h:county'),
  });
};
