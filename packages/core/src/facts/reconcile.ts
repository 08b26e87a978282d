// SPDX-License-Identifier: Apache-2.0
import { labelOf, namesOf } from './labels.ts';
import type { Concept, Fact, FactKind, SourcedFact } from './types.ts';

/** One thing that one or several documents speak of: a line of a list, with its witnesses. */
export interface FactLine {
  readonly kind: FactKind;
  readonly label: string;
  /** All codes under which the witnesses name it. */
  readonly concept: Concept;
  /** Newest document first. */
  readonly witnesses: readonly [SourcedFact, ...SourcedFact[]];
  /** In what the witnesses do not agree; what each says stands with it, and none is taken for the truth. */
  readonly contradictions: readonly Contradiction[];
}

export type Contradiction = 'presence' | 'status' | 'criticality';

/** Codes that name too much to say that two things are one, for example a group of an ATC level. */
export type IsBroad = (token: string) => boolean;

const newestFirst = (a: SourcedFact, b: SourcedFact): number =>
  b.source.creationTime.localeCompare(a.source.creationTime) ||
  a.source.logicalId.localeCompare(b.source.logicalId) ||
  a.index - b.index;

/** Present, past and noted problems are one list; everything else keeps to its kind. */
const sameLine = (facts: readonly SourcedFact[], isBroad: IsBroad): readonly (readonly SourcedFact[])[] => {
  const groupOf = new Map<string, SourcedFact[]>();
  for (const sourced of facts) {
    const names = namesOf(sourced.fact.concept)
      .filter((name) => !isBroad(name))
      .map((name) => `${sourced.fact.kind} ${name}`);
    const known = [...new Set(names.flatMap((name) => groupOf.get(name) ?? []))];
    const merged = new Set<SourcedFact[]>(names.flatMap((name) => present(groupOf.get(name))));
    const group = [...known, sourced];
    for (const old of merged) for (const [name, held] of groupOf) if (held === old) groupOf.set(name, group);
    for (const name of names) groupOf.set(name, group);
    if (names.length === 0) groupOf.set(`${sourced.source.logicalId} ${sourced.index}`, group);
  }
  return [...new Set(groupOf.values())];
};

const present = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

const differ = (values: readonly (string | boolean | undefined)[]): boolean =>
  new Set(values.filter((value) => value !== undefined)).size > 1;

const criticalityOf = (fact: Fact): string | undefined => (fact.kind === 'allergy' ? fact.criticality : undefined);

const contradictionsOf = (witnesses: readonly SourcedFact[]): readonly Contradiction[] => {
  const facts = witnesses.map(({ fact }) => fact);
  return [
    ...(differ(facts.map(({ assertion }) => (assertion === 'worded' ? undefined : assertion)))
      ? (['presence'] as const)
      : []),
    ...(differ(facts.map(({ status }) => status)) ? (['status'] as const) : []),
    ...(differ(facts.map(criticalityOf)) ? (['criticality'] as const) : []),
  ];
};

const lineOf = (group: readonly SourcedFact[]): FactLine => {
  const [newest, ...others] = [...group].sort(newestFirst) as [SourcedFact, ...SourcedFact[]];
  const witnesses = [newest, ...others] as const;
  const codes = new Map(
    witnesses.flatMap(({ fact }) => fact.concept.codes).map((code) => [`${code.system}|${code.code}`, code]),
  );
  return {
    kind: newest.fact.kind,
    label: labelOf(newest.fact.concept),
    concept: { codes: [...codes.values()], text: labelOf(newest.fact.concept) },
    witnesses,
    contradictions: contradictionsOf(witnesses),
  };
};

/**
 * The lines of what documents say: two facts of a kind are one where they share a code or the words, through others too.
 * Nothing is dropped and nothing is settled: each line keeps all its witnesses, and says in what they differ. The line with
 * the newest witness comes first.
 */
export const reconcile = (facts: readonly SourcedFact[], isBroad: IsBroad = () => false): readonly FactLine[] =>
  sameLine(facts, isBroad)
    .map(lineOf)
    .sort((a, b) => newestFirst(a.witnesses[0], b.witnesses[0]));
