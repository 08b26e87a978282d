// SPDX-License-Identifier: Apache-2.0

import type { Comparable, Concept, FactValue, Quantity, QuantityRange } from '@dossier/core/facts';
import { UcumLhcUtils } from '@lhncbc/ucum-lhc';
import { known } from '../cda/index.ts';
import { type Analyte, analytes } from './analytes.ts';

const LOINC = new Set(['2.16.840.1.113883.6.1', 'http://loinc.org']);

const byCode = new Map(analytes.flatMap((analyte) => analyte.codes.map((code) => [code, analyte])));

const utils = UcumLhcUtils.getInstance();

const factors = new Map<string, number | undefined>();

/** The factor from one unit to another; undefined where they do not go into each other. */
const factorOf = (from: string, to: string): number | undefined => {
  const key = `${from} ${to}`;
  if (factors.has(key)) return factors.get(key);
  const converted = utils.convertUnitTo(from, 1, to);
  const factor = converted.status === 'succeeded' && converted.toVal !== null ? converted.toVal : undefined;
  // what a stranger writes in the place of a unit has no end
  if (factors.size < 1000) factors.set(key, factor);
  return factor;
};

/** From a mass in a volume to an amount of substance in it. */
const molarFactor = (from: string, to: string, molarMass: number | undefined): number | undefined => {
  const gramsPerLitre = molarMass === undefined ? undefined : factorOf(from, 'g/L');
  const target = factorOf('mol/L', to);
  return gramsPerLitre === undefined || molarMass === undefined || target === undefined
    ? undefined
    : (gramsPerLitre / molarMass) * target;
};

const round = (value: number): number => Number(value.toPrecision(6));

const LONGEST_UNIT = 40;

const convert = (quantity: Quantity | undefined, { unit, molarMass, lines }: Analyte): number | undefined => {
  if (quantity?.unit === undefined || quantity.unit.length > LONGEST_UNIT) return undefined;
  if (quantity.unit === unit) return quantity.value;
  const line = lines?.find(({ from }) => from === quantity.unit);
  if (line) return round(line.factor * quantity.value + line.offset);
  const factor = factorOf(quantity.unit, unit) ?? molarFactor(quantity.unit, unit, molarMass);
  return factor === undefined ? undefined : round(quantity.value * factor);
};

/**
 * A result in the unit in which its analyte is compared; undefined where the test is none of {@link analytes}, or its unit
 * does not go into that one. A value that is only a bound is not a point of a curve.
 */
export const comparableOf = (
  { codes }: Concept,
  values: readonly FactValue[],
  [range]: readonly QuantityRange[],
): Comparable | undefined => {
  const code = codes.find((one) => LOINC.has(one.system) && byCode.has(one.code));
  const analyte = code && byCode.get(code.code);
  const [first] = values;
  if (analyte === undefined || first?.kind !== 'quantity' || first.quantity.comparator !== undefined) return undefined;
  const value = convert(first.quantity, analyte);
  if (value === undefined) return undefined;
  return known<Comparable>({
    analyte: analyte.name,
    unit: analyte.unit,
    value,
    low: convert(range?.low, analyte),
    high: convert(range?.high, analyte),
  });
};
