// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { StartError } from '../start-error.ts';
import { readConfig } from './config.ts';
import { configurationPage, errorsPage } from './reference-pages.ts';
import type { Variable } from './variable.ts';
import { variables } from './variables.ts';

const docs = join(import.meta.dirname, '../../../../docs');

const MAIL = { DOSSIER_SMTP_URL: 'smtps://mail.example', DOSSIER_MAIL_FROM: 'no-reply@dossier.example' };

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
      certificateSignIn: 'on',
      assertions: 'on',
      assertionAgeSeconds: 300,
      assertionSkewSeconds: 60,
      assertionSha1: 'refuse',
      assertionConnection: 'any',
      assertionStructures: 'own',
      submissionSignature: 'optional',
      submissionSha1: 'accept',
      clientCrlStale: 'refuse',
      clientOcspSilence: 'refuse',
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
    expect(readConfig({ DOSSIER_BASE_URL: 'https://dossier.example/' }).baseUrl).toBe('https://dossier.example');
    expect(readConfig({ DOSSIER_BASE_URL: 'HTTPS://Dossier.example:443' }).baseUrl).toBe('https://dossier.example');
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
    [{ DOSSIER_BASE_URL: 'https://user@a' }, /DOSSIER_BASE_URL is not valid/],
    [{ DOSSIER_BASE_URL: 'https://a/?' }, /DOSSIER_BASE_URL is not valid/],
    [{ DOSSIER_BASE_URL: 'https://a.example/dossier' }, /it must have no path: https:\/\/a.example without \/dossier/],
    [{ DOSSIER_ENVIRONMENT: 'prod' }, /must be one of demo, production/],
    [{ DOSSIER_LOG_LEVEL: 'loud' }, /must be one of debug, info, warn, error/],
    [{ DOSSIER_WORKERS: '0' }, /DOSSIER_WORKERS is not valid: it must be a whole number from 1 to 64/],
    [{ DOSSIER_WORKERS: 'all' }, /DOSSIER_WORKERS is not valid/],
    [{ DOSSIER_METRICS: 'yes' }, /DOSSIER_METRICS is not valid: it must be one of on, off/],
    [{ DOSSIER_HOME: ' ' }, /DOSSIER_HOME is not valid: it must not be empty/],
    [{ DOSSIER_SMTP_URL: 'smtp://user:secret@mail.example' }, /DOSSIER_SMTP_URL is not valid: it must be an address/],
    [{ DOSSIER_SMTP_URL: 'smtp://mail.example/?x=1' }, /must have nothing after the port/],
    [{ DOSSIER_SMTP_URL: 'smtp://mail.example' }, /DOSSIER_SMTP_URL and DOSSIER_MAIL_FROM go together/],
    [{ DOSSIER_MAIL_FROM: 'Dossier <a@b.example>' }, /DOSSIER_MAIL_FROM is not valid/],
    [{ ...MAIL, DOSSIER_SMTP_USER: 'u' }, /DOSSIER_SMTP_USER and a password/],
    [{ ...MAIL, DOSSIER_SMTP_PASSWORD_FILE: '/nowhere' }, /the file cannot be read \(ENOENT\)/],
    [{ ...MAIL, DOSSIER_DKIM_DOMAIN: 'b.example' }, /go together: set all three or none/],
    [{ DOSSIER_SMS_URL: 'https://sms.example' }, /DOSSIER_SMS_URL and its secret go together/],
    [{ DOSSIER_SMS_URL: 'http://sms.example', DOSSIER_SMS_SECRET: 'x' }, /it must be https/],
    [{ DOSSIER_DKIM_KEY_FILE: import.meta.filename }, /the file holds no private key in PEM/],
    [
      { ...MAIL, DOSSIER_SMTP_USER: 'u', DOSSIER_SMTP_PASSWORD: 'x', DOSSIER_SMTP_PASSWORD_FILE: import.meta.filename },
      /DOSSIER_SMTP_PASSWORD_FILE is not valid: it must be one line/,
    ],
    [
      { DOSSIER_DOCUMENT_LIMIT_BYTES: '41943040' },
      /55924056 bytes in base64, but DOSSIER_BODY_LIMIT_BYTES is only 41943040/,
    ],
    [{ DOSSIER_TLS_CERT: 'a', DOSSIER_ENVIRONMENT: 'production' }, /DOSSIER_TLS_KEY go together: set both or none/],
    [{ DOSSIER_TLS_CLIENT_CA: 'a' }, /the demo has its own authority/],
    [{ DOSSIER_ENVIRONMENT: 'production', DOSSIER_CLIENT_CRL: 'a' }, /DOSSIER_CLIENT_CRL needs DOSSIER_TLS_CLIENT_CA/],
    [
      { DOSSIER_ENVIRONMENT: 'production', DOSSIER_CLIENT_OCSP: 'certificate' },
      /DOSSIER_CLIENT_OCSP needs DOSSIER_TLS_CLIENT_CA/,
    ],
    [{ DOSSIER_CLIENT_OCSP: 'always' }, /DOSSIER_CLIENT_OCSP is not valid: it must be certificate, or an address/],
    [{ DOSSIER_CLIENT_OCSP: 'certificate' }, /the demo has its own authority/],
    [{ DOSSIER_CLIENT_CRL: 'ldap://x' }, /DOSSIER_CLIENT_CRL is not valid: it must be files, or addresses/],
    [{ DOSSIER_ENVIRONMENT: 'production', DOSSIER_CERTIFICATE_SIGN_IN: 'on' }, /=on needs DOSSIER_TLS_CLIENT_CA/],
    [
      { DOSSIER_ENVIRONMENT: 'production', DOSSIER_SUBMISSION_SIGNATURE: 'required' },
      /SIGNATURE=required needs DOSSIER_TLS_CLIENT_CA/,
    ],
    [{ DOSSIER_ENVIRONMENT: 'production', DOSSIER_ASSERTIONS: 'on' }, /ASSERTIONS=on needs DOSSIER_TLS_CLIENT_CA/],
    [
      { DOSSIER_ENVIRONMENT: 'production', DOSSIER_TLS_CLIENT_CA: 'a' },
      /DOSSIER_TLS_CLIENT_CA needs DOSSIER_CLIENT_CRL or DOSSIER_CLIENT_OCSP/,
    ],
    [
      {
        DOSSIER_ENVIRONMENT: 'production',
        DOSSIER_CERTIFICATE_SIGN_IN: 'on',
        DOSSIER_TLS_CLIENT_CA: 'a',
        DOSSIER_CLIENT_CRL: 'b',
      },
      /DOSSIER_CERTIFICATE_SIGN_IN=on needs TLS/,
    ],
    [{ DOSSIER_TRUSTED_PROXIES: 'proxy.example' }, /DOSSIER_TRUSTED_PROXIES is not valid: it must be addresses/],
    [{ DOSSIER_TRUSTED_PROXIES: '0.0.0.0/0' }, /DOSSIER_TRUSTED_PROXIES is not valid/],
    [{ DOSSIER_TRUSTED_PROXIES: '10.0.0.0/33' }, /DOSSIER_TRUSTED_PROXIES is not valid/],
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

  test('no variable is of a version that is still to come', () => {
    const number = (version: string): number => version.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);
    const all = Object.values<Variable<unknown>>(variables);
    expect(all.filter(({ since }) => !(number(since) <= number(manifest.version)))).toEqual([]);
  });

  test('docs/errors.md', async () => {
    expect(await readFile(join(docs, 'errors.md'), 'utf8')).toBe(errorsPage());
  });
});
