// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notApplicable } from './applies.ts';
import { pageOf } from './page.ts';
import { createRunner, type StepResult } from './runner.ts';
import { openWorld, type World } from './world.ts';

const kit = join(import.meta.dirname, '../../../../../shared/corpus/nist-iheos-toolkit2');
const tests = join(kit, 'testkit/tests');
const there = existsSync(tests);

/** Others look at what these leave. */
const FIRST = ['12346', '12361', '12374'];

describe.skipIf(!there)('the public part of the NIST kit (XDS.b), from the corpus', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kit);
  });
  afterAll(() => world?.stop());

  test('gives the results of docs/nist-kit.md', { timeout: 300_000 }, async () => {
    const run = createRunner(kit, world);
    const names = readdirSync(tests).toSorted();
    const results = new Map<string, readonly StepResult[] | string>();
    for (const name of [...FIRST, ...names.filter((one) => !FIRST.includes(one))]) {
      const why = notApplicable(name);
      results.set(name, why ?? (await run(name)));
    }
    await expect(
      pageOf(new Map([...results].toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })))),
    ).toMatchFileSnapshot(join(import.meta.dirname, '../../../../docs/nist-kit.md'));
  });
});
