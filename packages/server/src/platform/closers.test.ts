// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { closers, closingAfter, closingUnless } from './closers.ts';

const failing = (message: string) => async (): Promise<never> => {
  throw new Error(message);
};

test('what was opened is closed in the opposite order, also where something cannot be', async () => {
  const closed: string[] = [];
  const { add, closeAll } = closers();
  add(async () => closed.push('first'));
  add(failing('stuck'));
  add(async () => closed.push('last'));
  await expect(closeAll()).rejects.toThrow('stuck');
  expect(closed).toEqual(['last', 'first']);
});

test.each([closingAfter, closingUnless])(
  'the error of the work is told, not that of closing after it: %o',
  async (close) => {
    await expect(close(failing('The disk is full.'), failing('not closed'))).rejects.toThrow('The disk is full.');
  },
);

test('after work that is done, closing tells its error', async () => {
  await expect(closingAfter(async () => 1, failing('not closed'))).rejects.toThrow('not closed');
});

test('what opened well stays open', async () => {
  let closed = false;
  const close = async () => {
    closed = true;
  };
  expect(await closingUnless(async () => 1, close)).toBe(1);
  expect(closed).toBe(false);
  expect(await closingAfter(async () => 2, close)).toBe(2);
  expect(closed).toBe(true);
});
