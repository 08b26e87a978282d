// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance, type SealedSoFar } from './gaps.ts';

/** A database with nothing but transaction ids, a sequence and rows. */
const createModel = () => {
  let nextId = 1;
  let nextSeq = 1;
  const open = new Map<number, { id: number; seqs: number[] }>();
  const committed = new Set<number>();
  /** Numbers of rows that stand where only a whole look comes. */
  const aside = new Set<number>();
  return {
    committed,
    begin: (session: number) => {
      if (!open.has(session)) open.set(session, { id: nextId++, seqs: [] });
    },
    draw: (session: number, isAside: boolean) => {
      if (isAside) aside.add(nextSeq);
      open.get(session)?.seqs.push(nextSeq++);
    },
    end: (session: number, commit: boolean) => {
      for (const seq of open.get(session)?.seqs ?? []) if (commit) committed.add(seq);
      open.delete(session);
    },
    find: ({ maxSeq, gaps }: SealedSoFar, limit: number, whole: boolean) => {
      const seqs = [...committed]
        .filter((seq) => whole || !aside.has(seq))
        .filter((seq) => seq > maxSeq || gaps.some(({ low, high }) => low <= seq && seq <= high))
        .sort((a, b) => a - b)
        .slice(0, limit);
      const endedBefore = Math.min(nextId, ...[...open.values()].map(({ id }) => id));
      return { seqs, limited: seqs.length === limit, whole, endedBefore, laterId: nextId++ };
    },
    restore: () => {
      open.clear();
      nextId = 1;
    },
  };
};

const session = fc.nat(5);
const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('begin' as const), session }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('draw' as const), session, aside: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end' as const), session, commit: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('seal' as const),
      limit: fc.integer({ min: 1, max: 6 }),
      whole: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const) }) },
);

test('whatever the order of commits, every committed number is sealed exactly once, and gaps close', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 80, size: 'max' }), (actions) => {
      const model = createModel();
      let state: SealedSoFar = { maxSeq: 0, gaps: [] };
      const sealed: number[] = [];
      const seal = (limit: number, whole = true): boolean => {
        const found = model.find(state, limit, whole);
        sealed.push(...found.seqs);
        state = advance(state, found);
        return found.limited;
      };
      for (const step of actions) {
        if (step.do === 'begin') model.begin(step.session);
        else if (step.do === 'draw') model.draw(step.session, step.aside);
        else if (step.do === 'end') model.end(step.session, step.commit);
        else if (step.do === 'seal') seal(step.limit, step.whole);
        else model.restore();
      }
      for (let number = 0; number < 6; number++) model.end(number, true);
      let rounds = 0;
      while (seal(2)) if (++rounds > model.committed.size) throw new Error('it seals the same again and again');
      expect(sealed.toSorted((a, b) => a - b)).toEqual([...model.committed].sort((a, b) => a - b));
      seal(2);
      expect(state.gaps).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('a gap keeps its bound while it is filled in part', () => {
  const found = { limited: false, whole: true, endedBefore: 5, laterId: 9 };
  const first = advance({ maxSeq: 0, gaps: [] }, { ...found, seqs: [1, 2, 6] });
  expect(first).toEqual({ maxSeq: 6, gaps: [{ low: 3, high: 5, bound: 9 }] });
  const second = advance(first, { ...found, seqs: [4, 7, 9], endedBefore: 8, laterId: 12 });
  expect(second).toEqual({
    maxSeq: 9,
    gaps: [
      { low: 3, high: 3, bound: 9 },
      { low: 5, high: 5, bound: 9 },
      { low: 8, high: 8, bound: 12 },
    ],
  });
  expect(advance(second, { ...found, whole: false, seqs: [], endedBefore: 99, laterId: 5 })).toEqual(second);
  expect(advance(second, { ...found, seqs: [], endedBefore: 9, laterId: 13 }).gaps).toEqual([
    { low: 8, high: 8, bound: 12 },
  ]);
});
