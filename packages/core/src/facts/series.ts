// SPDX-License-Identifier: Apache-2.0
import type { Dtm } from '../time/index.ts';
import { labelOf } from './labels.ts';
import type { ObservationFact, SourcedFact } from './types.ts';

export interface SeriesPoint {
  readonly at: Dtm;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  readonly sourced: SourcedFact;
}

/** The values of one test over time, oldest first, in one unit. */
export interface Series {
  /** Name of the analyte in the profile, or the code with its system. */
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  readonly points: readonly SeriesPoint[];
}

export const isObservation = (fact: SourcedFact['fact']): fact is ObservationFact => 'values' in fact;

interface Plotted {
  readonly key: string;
  readonly unit: string;
  readonly point: SeriesPoint;
}

const plotted = (sourced: SourcedFact): readonly Plotted[] => {
  const { fact, source } = sourced;
  if (!isObservation(fact) || fact.assertion !== 'stated' || fact.planned) return [];
  const at = fact.period?.end ?? fact.period?.start ?? source.creationTime;
  if (fact.comparable !== undefined) {
    const { analyte, unit, value, low, high } = fact.comparable;
    const range = { ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
    return [{ key: analyte, unit, point: { at, value, ...range, sourced } }];
  }
  const [code] = fact.concept.codes;
  return fact.values.flatMap((value) => {
    if (value.kind !== 'quantity' || value.quantity.comparator !== undefined || code === undefined) return [];
    const { unit = '' } = value.quantity;
    const [range] = fact.ranges;
    const bounds = {
      ...(range?.low?.unit === value.quantity.unit && range?.low !== undefined && { low: range.low.value }),
      ...(range?.high?.unit === value.quantity.unit && range?.high !== undefined && { high: range.high.value }),
    };
    return [
      { key: `${code.system}|${code.code}`, unit, point: { at, value: value.quantity.value, ...bounds, sourced } },
    ];
  });
};

/**
 * The series of tests among the facts: results of one analyte in the unit in which it is compared, whatever the
 * laboratory's; other tests by code and unit. What is the same value at the same time in two documents is one point.
 */
export const seriesOf = (facts: readonly SourcedFact[]): readonly Series[] => {
  const byKey = new Map<string, { readonly unit: string; readonly key: string; readonly points: SeriesPoint[] }>();
  for (const { key, unit, point } of facts.flatMap(plotted)) {
    const name = `${key} ${unit}`;
    const series = byKey.get(name) ?? { unit, key, points: [] };
    byKey.set(name, series);
    if (!series.points.some(({ at, value }) => at === point.at && value === point.value)) series.points.push(point);
  }
  return [...byKey.values()]
    .map(({ key, unit, points }) => {
      const ordered = [...points].sort((a, b) => a.at.localeCompare(b.at));
      const last = ordered.at(-1);
      return { key, unit, label: last === undefined ? key : labelOf(last.sourced.fact.concept), points: ordered };
    })
    .sort((a, b) => a.label.localeCompare(b.label));
};
