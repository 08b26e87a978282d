// SPDX-License-Identifier: Apache-2.0
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runOpenLoop, type Span } from '../load/open-loop.ts';
import { runClosedLoop } from './closed-loop.ts';
import { createCounter, Refused } from './outcome.ts';

test('what ends in the warm-up is checked, not counted', () => {
  const counter = createCounter(100, 200);
  counter.right(90, 99);
  counter.right(90, 110);
  counter.right(150, 200);
  counter.failed(new Error('first'));
  counter.failed(new Error('second'));
  counter.failed(new Refused());
  expect(counter.outcome(2)).toEqual({
    operations: 1,
    perSecond: 0.5,
    latencyMs: { p50: 20, p95: 20, p99: 20, max: 20 },
    refused: 1,
    wrong: 2,
    firstWrong: 'first',
  });
});

/** A client that notes how many of its operations were on at the same time. */
const noting = (takesMs: number) => {
  const noted = { calls: 0, on: 0, most: 0 };
  const client = async (): Promise<void> => {
    noted.calls += 1;
    noted.on += 1;
    noted.most = Math.max(noted.most, noted.on);
    await pause(takesMs);
    noted.on -= 1;
  };
  return { noted, client };
};

test('a client of a closed loop does one operation after the other, and the edges of the time are told once', async () => {
  const { noted, client } = noting(1);
  const edges: string[] = [];
  const options = { warmSeconds: 0.02, seconds: 0.1, onEdge: (edge: string) => void edges.push(edge) };
  const outcome = await runClosedLoop([client], options);
  expect(outcome.wrong).toBe(0);
  expect(noted.calls).toBeGreaterThan(0);
  expect([noted.most, noted.on]).toEqual([1, 0]);
  expect(edges.at(-1)).toBe('ends');
  expect(edges.filter((edge) => edge === 'ends')).toHaveLength(1);
});

test('what arrives in an open loop is served by one client after the other, and nothing is left', async () => {
  const { noted, client } = noting(5);
  const spans: Span[] = [];
  const options = { perSecond: 300, seconds: 0.3, spanSeconds: 60, onSpan: (span: Span) => void spans.push(span) };
  await runOpenLoop([client], options);
  expect(spans).toHaveLength(1);
  expect(spans[0]).toMatchObject({ operations: noted.calls, arrived: noted.calls, wentAway: 0, wrong: 0, refused: 0 });
  expect([noted.most, noted.on]).toEqual([1, 0]);
});

test('the time of an operation counts from its arrival, not from when a client was free', async () => {
  const { client } = noting(50);
  const spans: Span[] = [];
  const options = { perSecond: 100, seconds: 0.3, spanSeconds: 60, onSpan: (span: Span) => void spans.push(span) };
  await runOpenLoop([client], options);
  expect(spans[0]?.wrong).toBe(0);
  expect(spans[0]?.latencyMs.p99).toBeGreaterThan(300);
});

test('who waited longer than their patience goes away, and is counted', async () => {
  const { noted, client } = noting(100);
  const spans: Span[] = [];
  const options = { perSecond: 300, seconds: 0.3, spanSeconds: 60, patienceMs: 20 };
  await runOpenLoop([client], { ...options, onSpan: (span) => void spans.push(span) });
  const [{ arrived = 0, wentAway = 0, wrong } = {}] = spans;
  expect(wrong).toBe(0);
  expect(wentAway).toBeGreaterThan(0);
  expect(arrived).toBe(wentAway + noted.calls);
});
