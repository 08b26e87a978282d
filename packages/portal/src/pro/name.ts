// SPDX-License-Identifier: Apache-2.0
import type { Patient } from '../shared/fhir.ts';

/** Given and family name in use. */
export const nameOf = ({ name = [] }: Patient): string => {
  const shown = name.find(({ use }) => use === 'usual') ?? name[0];
  return [...(shown?.given ?? []), shown?.family].filter(Boolean).join(' ');
};
