// SPDX-License-Identifier: Apache-2.0
import { xpath } from '../cda/index.ts';
import { attribute, type XmlElement } from '../xml/index.ts';
import { absenceAmong, absenceOf, namesAny } from './absence.ts';
import type { Assertion, Concept } from './types.ts';

/** How a statement stands, before what it is about is known: its own marks and those of what stands around it. */
export interface Standing {
  /** How often it is denied. */
  readonly negations: number;
  /** It is null as a whole. */
  readonly isNull: boolean;
  /** It was cancelled or entered in error. */
  readonly isWithdrawn: boolean;
}

export const standing: Standing = { negations: 0, isNull: false, isWithdrawn: false };

/** HL7 ActStatus of what did not take place and of what was entered in error. */
const withdrawn: ReadonlySet<string> = new Set(['cancelled', 'nullified']);

/** What `negationInd` says; undefined when it says neither yes nor no. */
const negationIn = (bearer: XmlElement): boolean | undefined => {
  const written = attribute(bearer, 'negationInd')?.toLowerCase() ?? 'false';
  if (written === 'true' || written === '1') return true;
  return written === 'false' || written === '0' ? false : undefined;
};

/** Where a statement stands in another: only these carry marks of their own (CDA R2 entry, entryRelationship). */
const PLACE = 'parent::*[self::h:entry or self::h:entryRelationship]';

/** The standing of a statement inside what stands around it. */
export const standingOf = (statement: XmlElement, around: Standing): Standing => {
  const place = xpath.first(statement, PLACE);
  const bearers = place === undefined ? [statement] : [statement, place];
  const negations = bearers.map(negationIn);
  const status = xpath.first(statement, 'h:statusCode');
  const code = status && attribute(status, 'code');
  return {
    negations: around.negations + negations.filter((negation) => negation === true).length,
    isNull:
      around.isNull ||
      negations.includes(undefined) ||
      bearers.some((bearer) => attribute(bearer, 'nullFlavor') !== undefined),
    isWithdrawn: around.isWithdrawn || (code !== undefined && withdrawn.has(code)),
  };
};

/** Verification of a problem or an allergy (HL7 condition-ver-status, allergyintolerance-verification). */
const verified: ReadonlyMap<string, Partial<Standing>> = new Map([
  ['refuted', { negations: 1 }],
  ['entered-in-error', { isWithdrawn: true }],
]);

/** The standing with what a statement says of its own certainty. */
export const standingBy = (certainty: Concept | undefined, by: Standing): Standing => {
  const said = verified.get(certainty?.code ?? '');
  if (said === undefined) return by;
  return {
    ...by,
    negations: by.negations + (said.negations ?? 0),
    isWithdrawn: by.isWithdrawn || (said.isWithdrawn ?? false),
  };
};

/** What a statement may be about. */
interface About {
  /** In any order; a code of absence in any of these counts. */
  readonly concepts: readonly (Concept | undefined)[];
  /** Where a code of absence counts as well. */
  readonly kinds?: readonly (Concept | undefined)[];
  /** It says otherwise than by a concept what it is about (the substances of a product, a value). */
  readonly isTold?: boolean;
  /** Words beside the concepts: a name, a piece of narrative. */
  readonly words?: readonly (string | undefined)[];
}

const isCoded = ({ code, translations, qualifiers }: Concept): boolean =>
  code !== undefined || translations.length > 0 || qualifiers !== undefined;

/** A concept that has a code or words, not only a reason why it has none. */
export const saysSomething = (concept: Concept): boolean =>
  isCoded(concept) || concept.display !== undefined || concept.originalText !== undefined;

/**
 * Judges what a statement says. A code of absence weighs more than `negationInd`: the CI-SIS writes "no known problems"
 * with both, and two negations are not a problem. To deny any problem or allergy, naming none, is to say that there is
 * none. What is denied twice otherwise is not known.
 */
export const assertionOf = (by: Standing, { concepts, kinds = [], isTold = false, words = [] }: About): Assertion => {
  if (by.isWithdrawn) return 'withdrawn';
  const absence = absenceAmong([...concepts, ...kinds]);
  const coded = absence && absenceOf(absence);
  if (coded !== undefined) return coded;
  if (by.isNull || by.negations > 1) return 'unknown';
  const given = concepts.filter((concept) => concept !== undefined);
  const named = given.filter(saysSomething);
  if (by.negations === 1) return named.length > 0 && named.every(namesAny) ? 'absent' : 'negated';
  if (isTold || given.some(isCoded)) return 'stated';
  return named.length > 0 || words.some((text) => text !== undefined) ? 'worded' : 'unknown';
};
