// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
    globalSetup: ['packages/server/test/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // What happens in its own time is waited for as long as a busy machine may need.
    expect: { poll: { timeout: 15_000 } },
    // The room that decides is tested to its last branch; `npm test` fails when it is not.
    coverage: {
      provider: 'v8',
      include: ['packages/core/src/access/**'],
      thresholds: { 100: true },
      reporter: ['text-summary'],
    },
    typecheck: { enabled: true, include: ['packages/*/test/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
  },
});
