// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Each file beside itself, compressed once: the server compresses nothing while somebody waits. */
const compressed = (): Plugin => ({
  name: 'compressed',
  apply: 'build',
  // What is written is final; before, other plugins may still put something into it.
  writeBundle({ dir = '' }, bundle) {
    for (const name of Object.keys(bundle).filter((file) => file.startsWith('assets/'))) {
      const path = join(dir, name);
      const source = readFileSync(path);
      writeFileSync(`${path}.gz`, gzipSync(source));
      writeFileSync(`${path}.br`, brotliCompressSync(source));
    }
  },
});

export default defineConfig({
  base: '/portal/',
  plugins: [react(), compressed()],
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false },
});
