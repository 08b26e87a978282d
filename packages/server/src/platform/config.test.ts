// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { StartError } from '../start-error.ts';
import { readConfig } from './config.ts';
import { configurationPage, errorsPage } from './reference-pages.ts';

const docs = join(import.meta.dirname, '../../../../docs');

describe('readConfig', () => {
  test('without variables: the demo on 127.0.0.1:8080', () => {
    expect(readConfig({ PATH: '/bin', HOME: '/home/x' })).toEqual({
      port: 8080,
      home: resolve('.dossier'),
      host: '127.0.0.1',
      environment: 'demo',
      logLevel: 'warn',
      insKeyErrors: 'warn',
      bodyLimitBytes: 41_943_040,
      requestsLimit: 256,
      bodiesLimitBytes: 134_217_728,
      documentLimitBytes: 26_214_400,
      entriesLimit: 200,
      nestingLimit: 64,
      directory: 'when-loaded',
      directoryHours: 24,
      directoryEndPercent: 5,
      workers: Math.min(availableParallelism(), 16),
      metrics: 'on',
    });
  });

  test('production is stricter and tells more', () => {
    expect(readConfig({}, 'production')).toMatchObject({
      environment: 'production',
      logLevel: 'info',
      insKeyErrors: 'refuse',
    });
    expect(readConfig({ DOSSIER_ENVIRONMENT: 'demo' }, 'production')).toMatchObject({ environment: 'demo' });
  });

  test('an empty value is unset', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 8080 });
    expect(readConfig({ DATABASE_URL: '' })).not.toHaveProperty('databaseUrl');
  });

  test('the base address loses its last slash', () => {
    expect(readConfig({ DOSSIER_BASE_URL: 'https://dossier.example/a/' }).baseUrl).toBe('https://dossier.example/a');
  });

  test.each([
    [{ DOSSIER_HOMME: '/x' }, /DOSSIER_HOMME is not known; do you mean DOSSIER_HOME\?/],
    [{ DOSSIER_SOMETHING_ELSE: '1' }, /DOSSIER_SOMETHING_ELSE is not known; docs\/configuration.md lists/],
    [{ PORT: 'http' }, /PORT is not valid: it must be a whole number from 0 to 65535/],
    [{ PORT: '70000' }, /PORT is not valid/],
    [{ PORT: '-1' }, /PORT is not valid/],
    [{ DATABASE_URL: 'mysql://x' }, /DATABASE_URL is not valid: it must look like postgres:/],
    [{ DOSSIER_BASE_URL: 'dossier.example' }, /DOSSIER_BASE_URL is not valid: it must be an http or https address/],
    [{ DOSSIER_BASE_URL: 'https://a/?q=1' }, /DOSSIER_BASE_URL is not valid/],
    [{ DOSSIER_ENVIRONMENT: 'prod' }, /must be one of demo, production/],
    [{ DOSSIER_LOG_LEVEL: 'loud' }, /must be one of debug, info, warn, error/],
    [{ DOSSIER_WORKERS: '0' }, /DOSSIER_WORKERS is not valid: it must be a whole number from 1 to 64/],
    [{ DOSSIER_WORKERS: 'all' }, /DOSSIER_WORKERS is not valid/],
    [{ DOSSIER_METRICS: 'yes' }, /DOSSIER_METRICS is not valid: it must be one of on, off/],
    [{ DOSSIER_HOME: ' ' }, /DOSSIER_HOME is not valid: it must not be empty/],
    [
      { DOSSIER_DOCUMENT_LIMIT_BYTES: '41943040' },
      /55924056 bytes in base64, but DOSSIER_BODY_LIMIT_BYTES is only 41943040/,
    ],
    [{ DOSSIER_TOKEN_ISSUER: 'x' }, /go together: set all three or none/],
    [{ DOSSIER_ENVIRONMENT: 'production', DOSSIER_INS_KEY_ERRORS: 'warn' }, /is for the demo only/],
  ])('%j stops the start', (env, sentence) => {
    expect(() => readConfig(env)).toThrow(sentence);
    expect(() => readConfig(env)).toThrow(StartError);
  });
});

describe('the reference pages are those of the code (node scripts/docs.mjs writes them)', () => {
  test('docs/configuration.md', async () => {
    expect(await readFile(join(docs, 'configuration.md'), 'utf8')).toBe(configurationPage());
  });

  test('docs/errors.md', async () => {
    expect(await readFile(join(docs, 'errors.md'), 'utf8')).toBe(errorsPage());
  });
});
