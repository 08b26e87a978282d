// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folded, type MedicationFact, type ProblemFact, reconcile, type SourcedFact, seriesOf } from './index.ts';
import type { ObservationFact } from './types.ts';

const base = { assertion: 'stated', planned: false, section: {}, ids: [] } as const;

const problem = (text: string, more: Partial<ProblemFact> = {}): ProblemFact => ({
  ...base,
  kind: 'problem',
  course: 'present',
  concept: { codes: [], text },
  ...more,
});

let documents = 0;
const from = (fact: SourcedFact['fact'], creationTime = '20260101'): SourcedFact => {
  documents += 1;
  const logicalId = `document-${String(documents).padStart(4, '0')}`;
  return { fact, index: 0, source: { logicalId, entryUuid: logicalId, typeCode: 'x', creationTime, authors: [] } };
};

const code = (system: string, value: string) => ({ system, code: value });

const result = (value: number, unit: string, more: Partial<ObservationFact> = {}): ObservationFact => ({
  ...base,
  kind: 'result',
  concept: { codes: [code('loinc', '1')], text: 'Test' },
  values: [{ kind: 'quantity', quantity: { value, unit, written: String(value) } }],
  ranges: [],
  ...more,
});

describe('lines of what documents say', () => {
  it('are one for what shares the words, whatever case and accents, or a code, through others too', () => {
    const lines = reconcile([
      from(problem('Épilepsie')),
      from(problem('EPILEPSIE', { concept: { codes: [code('icd', 'G40')], text: 'EPILEPSIE' } })),
      from(problem('mal comitial', { concept: { codes: [code('icd', 'G40')], text: 'mal comitial' } })),
      from(problem('Asthme')),
    ]);
    expect(lines.map(({ witnesses }) => witnesses.length).toSorted()).toEqual([1, 3]);
  });

  it('keep kinds apart, and codes that name too much', () => {
    const medicine = (text: string): MedicationFact => ({
      ...base,
      kind: 'medication',
      act: 'statement',
      concept: { codes: [code('atc', 'C10')], text },
      fulfils: [],
    });
    expect(reconcile([from(problem('X')), from({ ...medicine('X') })])).toHaveLength(2);
    const two = [from(medicine('A')), from(medicine('B'))];
    expect(reconcile(two)).toHaveLength(1);
    expect(reconcile(two, (token) => token === 'atc|C10')).toHaveLength(2);
  });

  it('say in what their witnesses differ and settle nothing; the newest comes first', () => {
    const [line] = reconcile([
      from(problem('Asthme', { status: 'active' }), '20200101'),
      from(problem('asthme', { status: 'resolved', assertion: 'negated' }), '20240101'),
    ]);
    expect(line?.contradictions).toEqual(['presence', 'status']);
    expect(line?.witnesses.map(({ source }) => source.creationTime)).toEqual(['20240101', '20200101']);
  });

  it('hold each fact once, whatever the order in which they come', () => {
    const words = fc.constantFrom('a', 'b', 'c', 'd');
    const facts = fc.array(
      fc
        .record({ words, codes: fc.subarray(['1', '2', '3', '4', '5']) })
        .map(({ words: text, codes }) =>
          from(problem(text, { concept: { codes: codes.map((one) => code('s', one)), text } })),
        ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(facts, fc.infiniteStream(fc.nat()), (given, numbers) => {
        const shuffled = given
          .map((one) => ({ one, key: numbers.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const groups = (list: readonly SourcedFact[]) =>
          reconcile(list)
            .map(({ witnesses }) =>
              witnesses
                .map(({ source }) => source.logicalId)
                .toSorted()
                .join(),
            )
            .toSorted();
        expect(groups(shuffled)).toEqual(groups(given));
        expect(groups(given).join().split(',').filter(Boolean)).toHaveLength(given.length);
      }),
    );
  });
});

describe('series', () => {
  it('are one for an analyte whatever its unit, with the bounds of each laboratory', () => {
    const of = (value: number, at: string, high?: number) =>
      from(
        result(value, 'x', {
          period: { start: at, end: at },
          comparable: { analyte: 'creatinine', unit: 'umol/L', value, ...(high !== undefined && { high }) },
        }),
      );
    const [series, ...others] = seriesOf([of(80, '20240101', 90), of(70, '20200101')]);
    expect(others).toEqual([]);
    expect(series?.points.map(({ at, value, high }) => [at, value, high])).toEqual([
      ['20200101', 70, undefined],
      ['20240101', 80, 90],
    ]);
  });

  it('keep units apart that do not go into each other, and leave out bounds, plans and what is not so', () => {
    const bounded = result(3, 'g', {
      values: [{ kind: 'quantity', quantity: { value: 3, unit: 'g', written: '3', comparator: '<' } }],
    });
    const all = [
      result(1, 'g'),
      result(2, 'mol'),
      bounded,
      result(4, 'g', { planned: true }),
      result(5, 'g', { assertion: 'negated' }),
    ];
    const series = seriesOf(all.map((one) => from(one)));
    expect(series.map(({ unit, points }) => [unit, points.length])).toEqual([
      ['g', 1],
      ['mol', 1],
    ]);
  });

  it('hold the same value at the same time once, and take the bounds of the same unit only', () => {
    const ranges = [{ low: { value: 1, unit: 'g', written: '1' }, high: { value: 2, unit: 'kg', written: '2' } }];
    const one = result(1, 'g', { ranges, period: { start: '2024' } });
    const [series] = seriesOf([from(one), from(one)]);
    expect(series?.points).toHaveLength(1);
    expect([series?.points[0]?.low, series?.points[0]?.high]).toEqual([1, undefined]);
  });
});

it('folds case, accents, ligatures and punctuation', () => {
  expect(folded('  L’Œdème   de QUINCKE ')).toBe('l oedeme de quincke');
});
