// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrderOfDependence } from './order.ts';

interface Node {
  readonly uniqueId: string;
  readonly after: readonly string[];
}

const ordered = (...nodes: readonly Node[]): string =>
  inOrderOfDependence(nodes, (node) => node)
    .map(({ uniqueId }) => uniqueId)
    .join('');

describe('order of an import', () => {
  it.each([
    ['the order given where nothing depends', [['a'], ['b'], ['c']], 'abc'],
    ['the replaced before its replacement', [['b', 'a'], ['a']], 'ab'],
    ['a chain of versions', [['c', 'b'], ['b', 'a'], ['a']], 'abc'],
    ['a target that is not in the run', [['b', 'x'], ['a']], 'ba'],
    ['two that replace the same', [['c', 'a'], ['b', 'a'], ['a']], 'acb'],
    ['a circle', [['a', 'b'], ['b', 'a'], ['c']], 'bac'],
    ['itself', [['a', 'a']], 'a'],
    ['one identifier twice', [['b', 'a'], ['a'], ['a']], 'aab'],
  ])('%s', (_, list, expected) => {
    expect(ordered(...list.map(([uniqueId = '', ...after]) => ({ uniqueId, after })))).toBe(expected);
  });

  it('takes a chain of 20,000 versions, given backwards', () => {
    const nodes = Array.from({ length: 20_000 }, (_, i) => ({ uniqueId: `${i}`, after: [`${i - 1}`] })).reverse();
    expect(inOrderOfDependence(nodes, (node) => node).map(({ uniqueId }) => Number(uniqueId))).toEqual(
      Array.from({ length: 20_000 }, (_, i) => i),
    );
  });

  it('loses nothing, adds nothing, and puts targets first where there is no circle', () => {
    const run = fc.array(fc.array(fc.nat({ max: 20 }), { maxLength: 3 }), { maxLength: 20 });
    fc.assert(
      fc.property(run, fc.boolean(), (links, acyclic) => {
        const nodes = links.map((targets, i) => ({
          uniqueId: `${i}`,
          after: (acyclic ? targets.filter((target) => target > i) : targets).map(String),
        }));
        const result = inOrderOfDependence(nodes, (node) => node);
        expect(new Set(result)).toEqual(new Set(nodes));
        expect(result).toHaveLength(nodes.length);
        if (!acyclic) return;
        const place = new Map(result.map(({ uniqueId }, at) => [uniqueId, at]));
        for (const { uniqueId, after } of nodes) {
          for (const target of after) expect(place.get(target) ?? -1).toBeLessThan(place.get(uniqueId) ?? -1);
        }
      }),
    );
  });
});
