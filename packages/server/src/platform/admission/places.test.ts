// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, test } from 'vitest';
import { createPlaces, type Full, type Place, type Places } from './places.ts';

let nowMs: number;
let places: Places;
beforeEach(() => {
  nowMs = 0;
  places = createPlaces({ requests: 2, bodyBytes: 100, nowMs: () => nowMs });
});

const taken = (place: Place | Full): Place => {
  if (typeof place === 'string') throw new Error(`no place: ${place}`);
  return place;
};

const enter = (bytes = 0): Place => taken(places.enter(bytes));

describe('requests', () => {
  test('as many as there are places, and another when one has left', () => {
    const first = enter();
    enter();
    expect(places.enter(0)).toBe('requests');
    first.leave();
    expect(places.requests()).toBe(1);
    enter();
    expect(places.enter(0)).toBe('requests');
  });

  test('work that nobody waits for any more holds its place until it is done', () => {
    const first = enter();
    first.work();
    enter().work();
    first.leave();
    expect(places.enter(0)).toBe('requests');
    first.answer();
    expect(places.requests()).toBe(1);
    first.leave();
    expect(places.requests()).toBe(1);
  });

  test('one that left before its work began counts while it works', () => {
    const first = enter();
    first.leave();
    expect(places.requests()).toBe(0);
    first.work();
    expect(places.requests()).toBe(1);
    first.answer();
    expect(places.requests()).toBe(0);
  });

  test('bodies that are slow to come give way, and count again when they are here', () => {
    const slow = [enter(), enter()];
    nowMs = 1_999;
    expect(places.enter(0)).toBe('requests');
    nowMs = 2_000;
    enter();
    expect(places.requests()).toBe(1);
    for (const place of slow) place.work();
    expect(places.requests()).toBe(3);
    expect(places.enter(0)).toBe('requests');
  });

  test('answers that are slow to be read give way, work does not', () => {
    const [read, worked] = [enter(), enter()];
    read.work();
    worked.work();
    nowMs = 10_000;
    read.answer();
    expect(places.enter(0)).toBe('requests');
    nowMs = 12_000;
    enter();
    expect(places.enter(0)).toBe('requests');
    read.leave();
    expect(places.requests()).toBe(2);
  });
});

describe('bytes', () => {
  test('what is said to come must fit beside what is here', () => {
    const first = enter(60);
    expect(first.receive(60)).toBe(true);
    expect(places.enter(41)).toBe('bytes');
    expect(taken(places.enter(40)).receive(41)).toBe(false);
    first.leave();
    expect(places.bodyBytes()).toBe(0);
    enter(100);
  });

  test('are held until the work is done', () => {
    const first = enter();
    first.receive(70);
    first.work();
    first.leave();
    expect(places.enter(50)).toBe('bytes');
    first.answer();
    expect(places.bodyBytes()).toBe(0);
  });

  test('stay when the place of a slow body is given up', () => {
    for (const place of [enter(), enter()]) place.receive(40);
    nowMs = 5_000;
    expect(places.enter(30)).toBe('bytes');
    enter(20);
    expect(places.bodyBytes()).toBe(80);
  });
});
