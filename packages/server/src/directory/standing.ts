// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { type Failure, failure } from '@dossier/core/errors';
import type { Qualification } from './types.ts';

/** What the directory says of a professional and a structure now. */
export interface Standing {
  readonly professional: {
    readonly active: boolean;
    readonly facts: { readonly qualifications?: readonly Qualification[] };
  } | null;
  readonly organization: { readonly active: boolean; readonly key: string } | null;
  /** The active situations of the professional. */
  readonly situations: readonly {
    readonly organization: string | null;
    readonly facts: Partial<Qualification> & { readonly until?: string };
  }[];
}

/** Whom the directory is asked about; undefined for callers who are not in it. */
export interface Asked {
  readonly professional?: { readonly id: string; readonly profession: string; readonly specialty?: string };
  readonly organization?: string;
}

export const askedOf = (actor: Actor): Asked | undefined => {
  switch (actor.kind) {
    case 'professional':
      return {
        professional: {
          id: actor.nationalId,
          profession: actor.profession,
          ...(actor.specialty !== undefined && { specialty: actor.specialty }),
        },
        ...(actor.organization && { organization: actor.organization.id }),
      };
    case 'staff':
    case 'organization':
    case 'feed':
      return { organization: actor.organization.id };
    default:
      return undefined;
  }
};

const holds = (asked: Required<Asked>['professional'], standing: Standing): boolean => {
  const stated = [
    ...(standing.professional?.facts.qualifications ?? []),
    ...standing.situations.map(({ facts }) => facts),
  ].filter(({ profession }) => profession !== undefined);
  // a register that states no qualification says nothing against one
  if (stated.length === 0) return true;
  const same = stated.filter(({ profession }) => profession === asked.profession);
  if (same.length === 0) return false;
  const specialties = same.flatMap(({ specialty }) => specialty ?? []);
  return asked.specialty === undefined || specialties.length === 0 || specialties.includes(asked.specialty);
};

/**
 * Whether these may act today (domain §3.6: "Structure introuvable ou inactive", "PS et structure non liés").
 *
 * @param today `YYYY-MM-DD`
 * @returns `professional-not-active`, `structure-not-active`, `professional-structure-not-linked`,
 *   `profession-not-held`, or undefined
 */
export const judge = (asked: Asked, standing: Standing, today: string): Failure | undefined => {
  const { professional, organization } = asked;
  if (professional !== undefined && !standing.professional?.active) return failure('professional-not-active');
  if (organization !== undefined && !standing.organization?.active) return failure('structure-not-active');
  if (professional === undefined) return undefined;
  const situations = standing.situations.filter(({ facts: { until } }) => until === undefined || until >= today);
  if (organization !== undefined && !situations.some((one) => one.organization === standing.organization?.key))
    return failure('professional-structure-not-linked');
  if (!holds(professional, { ...standing, situations })) return failure('profession-not-held');
  return undefined;
};
