// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerReader } from './answer-reader.ts';

const counted = 'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 5\r\n\r\nhello';
const chunked =
  'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nX-Late: 1\r\n\r\n';
const empty = 'HTTP/1.1 204 No Content\r\n\r\n';

/** The parts one after the other; all answers that come of them. */
const readAll = (parts: readonly Buffer[]) => {
  const read = answerReader();
  return parts.map(read).filter((answer) => answer !== undefined);
};

const cutAt = (whole: Buffer, places: readonly number[]): readonly Buffer[] => {
  const edges = [0, ...places.toSorted((a, b) => a - b), whole.length];
  return edges.slice(1).map((end, index) => whole.subarray(edges[index], end));
};

test.each([
  [counted, 200, 'hello'],
  [chunked, 201, 'hello'],
  [empty, 204, ''],
])('an answer is whole wherever it is cut', (message, status, body) => {
  const whole = Buffer.from(message, 'latin1');
  const places = fc.array(fc.integer({ min: 0, max: whole.length }), { maxLength: 8 });
  fc.assert(
    fc.property(places, (cuts) => {
      const answers = readAll(cutAt(whole, cuts));
      expect(answers.map((answer) => [answer.status, answer.body.toString()])).toEqual([[status, body]]);
    }),
  );
});

test('answers follow each other on one connection, and the last one says so', () => {
  const closing = counted.replace('Content-Type: text/xml', 'Connection: close');
  const answers = readAll([chunked, counted, closing].map((text) => Buffer.from(text, 'latin1')));
  expect(answers.map(({ status, last }) => [status, last])).toEqual([
    [201, false],
    [200, false],
    [200, true],
  ]);
  expect(answers[1]?.headers.get('content-type')).toBe('text/xml');
});

test.each(['SSH-2.0-OpenSSH\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\nuntil the end'])('%j is refused', (text) => {
  expect(() => answerReader()(Buffer.from(text))).toThrow();
});
