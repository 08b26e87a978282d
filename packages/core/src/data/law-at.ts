// SPDX-License-Identifier: Apache-2.0
import type { Instant } from '../time/index.ts';
import type { BoundElement, Law, Profile, RightsMatrix, ValueSet, Versioned } from './types.ts';

/** The law of one day is asked for by every request of that day. */
const lastLaw = new WeakMap<Profile, { readonly day: string; readonly law: Law }>();

/**
 * The pieces of a profile that hold at one moment; where versions overlap, the one that came into force last. A version
 * comes into force at 00:00 UTC of its `validFrom`. Throws when a piece has no version for that day: a house without
 * that law cannot decide anything.
 */
export const lawAt = (profile: Profile, at: Instant): Law => {
  const day = at.slice(0, 10);
  const last = lastLaw.get(profile);
  if (last?.day === day) return last.law;
  const law = lawOfDay(profile, day);
  lastLaw.set(profile, { day, law });
  return law;
};

const lawOfDay = (profile: Profile, day: string): Law => {
  const one = <T extends Versioned>(name: string, versions: readonly T[]): T => {
    const found = inForce(versions, day);
    if (found === undefined) throw new Error(`Profile ${profile.id} has no ${name} in force on ${day}`);
    return found;
  };

  const rights = rightsInForce(profile.rights, day);
  if (rights.length === 0) throw new Error(`Profile ${profile.id} has no rights matrix in force on ${day}`);
  /** What decisions rest on, and cite. */
  const cited = {
    actorClasses: one('actor classes', profile.actorClasses),
    typeByProfession: one('type-by-profession matrix', profile.typeByProfession),
    confidentiality: one('confidentiality rules', profile.confidentiality),
    timeRules: one('time rules', profile.timeRules),
    regimes: one('regimes', profile.regimes),
    feeds: one('feed rules', profile.feeds),
    delegation: one('delegation rules', profile.delegation),
    emergency: one('emergency rules', profile.emergency),
  };
  const valueSets = Object.fromEntries(
    Object.entries(profile.valueSets).map(([element, sets]) => [element, one(`value set for ${element}`, sets)]),
  ) as Record<BoundElement, ValueSet>;

  return {
    profile: profile.id,
    rights,
    ...cited,
    nameMatching: one('name matching', profile.nameMatching),
    identity: one('identity rules', profile.identity),
    assertions: one('assertion rules', profile.assertions),
    submissionSignatures: one('rules for signatures of submissions', profile.submissionSignatures),
    typeToClass: one('type-to-class map', profile.typeToClass),
    valueSets,
    formatByTemplate: profile.formatByTemplate,
    formatByMediaType: profile.formatByMediaType,
    partySystems: profile.partySystems,
    versions: [...rights, ...Object.values(cited)].map(({ id, version }) => ({ id, version })),
  };
};

const holds = ({ validFrom, validUntil }: Versioned, day: string): boolean =>
  validFrom <= day && (validUntil === undefined || day < validUntil);

/** The version in force; of two with the same beginning, the one listed last. */
const inForce = <T extends Versioned>(versions: readonly T[], day: string): T | undefined =>
  versions
    .filter((version) => holds(version, day))
    .reduce<T | undefined>(
      (best, next) => (best === undefined || next.validFrom >= best.validFrom ? next : best),
      undefined,
    );

/** One version of each matrix, in the order of the profile. */
const rightsInForce = (matrices: readonly RightsMatrix[], day: string): readonly RightsMatrix[] =>
  [...new Set(matrices.map(({ id }) => id))]
    .map((id) =>
      inForce(
        matrices.filter((matrix) => matrix.id === id),
        day,
      ),
    )
    .filter((matrix) => matrix !== undefined);
