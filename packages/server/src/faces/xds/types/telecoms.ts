// SPDX-License-Identifier: Apache-2.0
import { componentAt, componentsOf, withComponents } from './components.ts';

/** XTN to an address as the record has it: `mailto:…` or `tel:…`. Undefined where it is neither mail nor number. */
export const readXtn = (text: string): string | undefined => {
  const components = componentsOf(text);
  const at = (number: number): string => componentAt(components, number) ?? '';
  const address = at(4);
  if (at(3) === 'Internet' || address.includes('@')) return address === '' ? undefined : `mailto:${address}`;
  const [country, area, local] = [at(5), at(6), at(7)];
  const whole = at(12) || at(1);
  const number = local === '' ? whole : `${country === '' ? '' : `+${country.replace(/^\+/, '')}`}${area}${local}`;
  if (number === '') return undefined;
  return `${at(3) === 'FX' ? 'fax' : 'tel'}:${number.replace(/\s/g, '')}`;
};

export const writeXtn = (address: string): string => {
  const [, scheme = '', rest = address] = /^(mailto|tel|fax):(.*)$/s.exec(address) ?? [];
  if (scheme === 'tel') return withComponents({ 3: 'PH', 7: rest });
  if (scheme === 'fax') return withComponents({ 3: 'FX', 7: rest });
  return withComponents({ 2: 'NET', 3: 'Internet', 4: rest });
};
