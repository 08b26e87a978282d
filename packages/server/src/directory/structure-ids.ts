// SPDX-License-Identifier: Apache-2.0
import { type DirectoryProfile, frenchDirectory } from './profile.ts';

/** How a situation of practice names its structure; empty where it does not. */
export interface StructureNumbers {
  readonly finess: string;
  readonly siret: string;
  readonly siren: string;
  readonly formerId: string;
  readonly technicalId: string;
}

/**
 * The national identifiers (Struct_IdNat) of a structure, the one that is its key first; none for one who practises
 * outside any structure. The number of a company names all its places, so it counts only where there is nothing else.
 */
export const structureIds = (
  numbers: StructureNumbers,
  { structurePrefixes, technicalPrefixes }: DirectoryProfile['structures'] = frenchDirectory.structures,
): readonly string[] => {
  const named = structurePrefixes.flatMap(([name, prefix]) => (numbers[name] === '' ? [] : [prefix + numbers[name]]));
  if (named.length > 0) return [...new Set(named)];
  const { prefix, bare } = technicalPrefixes[numbers.technicalId.charAt(0)] ?? {};
  if (prefix !== undefined) return [prefix + (bare ? numbers.technicalId.slice(1) : numbers.technicalId)];
  return numbers.siren === '' ? [] : [`2${numbers.siren}`];
};
