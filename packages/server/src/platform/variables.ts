// SPDX-License-Identifier: Apache-2.0
import { assertionVariables } from './assertion-variables.ts';
import { auditVariables } from './audit-variables.ts';
import { noticeVariables } from './notice-variables.ts';
import { tlsVariables } from './tls-variables.ts';
import { baseUrl, databaseUrl, file, notEmpty, oneOf, type Variable, wholeNumber } from './variable.ts';

const MIB = 1024 * 1024;

/** Every variable that Dossier reads, and nothing reads any other; `docs/configuration.md` is generated from it. */
export const variables = {
  port: {
    name: 'PORT',
    default: '8080',
    since: '0.1.0',
    purpose: 'TCP port of the HTTP server; 0 takes any free one.',
    parse: wholeNumber(0, 65_535),
  },
  home: {
    name: 'DOSSIER_HOME',
    default: '.dossier',
    since: '0.1.0',
    purpose: 'Folder of the installation: keys and the embedded database. Keep it private and back it up.',
    parse: file,
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    defaultNote: 'the embedded PostgreSQL',
    since: '0.1.0',
    purpose: 'PostgreSQL 15 or newer to use instead of the embedded one.',
    parse: databaseUrl,
  },
  workers: {
    name: 'DOSSIER_WORKERS',
    defaultNote: 'one for each core, at most 16',
    since: '0.1.0',
    purpose:
      'Processes that answer requests. With 1 a single process does everything; with more, another process leads them, and all divide the connections that the database takes.',
    parse: wholeNumber(1, 64),
  },
  metrics: {
    name: 'DOSSIER_METRICS',
    default: 'on',
    since: '0.1.0',
    purpose:
      '`/metrics` for Prometheus, `on` or `off`. It names no person, no record and no address, but takes no token: keep a public proxy from passing it on.',
    parse: oneOf('on', 'off'),
  },
  host: {
    name: 'DOSSIER_HOST',
    default: '127.0.0.1',
    since: '0.1.0',
    purpose:
      'Address that the server listens on. Without DOSSIER_TLS_CERT it speaks plain HTTP: put a TLS proxy before any other than loopback.',
    parse: notEmpty,
  },
  baseUrl: {
    name: 'DOSSIER_BASE_URL',
    defaultNote: '`http://<DOSSIER_HOST>:<PORT>`, in TLS with `https`',
    since: '0.1.0',
    purpose:
      'Public address of this server: scheme, host and port, without a path; absolute addresses in answers begin with it.',
    parse: baseUrl,
  },
  environment: {
    name: 'DOSSIER_ENVIRONMENT',
    defaultNote:
      '`production` for `dossier serve`, `demo` for `dossier demo`; for other verbs what the home was first started as, in a new home `production` for `dossier migrate`, else `demo`',
    since: '0.1.0',
    purpose: '`demo` takes test identifiers and demo tokens, `production` neither.',
    parse: oneOf('demo', 'production'),
  },
  logLevel: {
    name: 'DOSSIER_LOG_LEVEL',
    defaultNote: '`warn` in the demo, `info` in production',
    since: '0.1.0',
    purpose: 'Least important level of the log (JSON lines on standard output): `debug`, `info`, `warn`, `error`.',
    parse: oneOf('debug', 'info', 'warn', 'error'),
  },
  insKeyErrors: {
    name: 'DOSSIER_INS_KEY_ERRORS',
    defaultNote: '`warn` in the demo, `refuse` in production',
    since: '0.1.0',
    purpose: 'What becomes of an INS whose control key is wrong: `refuse` it, or take it and `warn`.',
    parse: oneOf('refuse', 'warn'),
  },
  regime: {
    name: 'DOSSIER_REGIME',
    defaultNote: 'the regime in force',
    since: '0.1.0',
    purpose: 'Legal regime under which new records open, where it is not the one in force.',
    parse: notEmpty,
  },
  bodyLimitBytes: {
    name: 'DOSSIER_BODY_LIMIT_BYTES',
    default: String(40 * MIB),
    since: '0.1.0',
    purpose: 'Largest request body.',
    parse: wholeNumber(1024, 2 ** 31 - 1),
  },
  requestsLimit: {
    name: 'DOSSIER_REQUESTS_LIMIT',
    default: '256',
    since: '0.1.0',
    purpose:
      'Most requests that each process has in progress; what comes beyond is refused with 503 and `Retry-After` before its body is read. `/healthz`, `/readyz` and `/metrics` always answer.',
    parse: wholeNumber(1, 100_000),
  },
  bodiesLimitBytes: {
    name: 'DOSSIER_BODIES_LIMIT_BYTES',
    default: String(128 * MIB),
    since: '0.1.0',
    purpose:
      'Most bytes of request bodies that each process has in memory; what comes beyond is refused with 503 and `Retry-After`. At least one body must fit.',
    parse: wholeNumber(1024, 2 ** 40),
  },
  documentLimitBytes: {
    name: 'DOSSIER_DOCUMENT_LIMIT_BYTES',
    default: String(25 * MIB),
    since: '0.1.0',
    purpose: 'Largest document; in base64 it must fit into a body.',
    parse: wholeNumber(1024, 2 ** 31 - 1),
  },
  entriesLimit: {
    name: 'DOSSIER_ENTRIES_LIMIT',
    default: '200',
    since: '0.1.0',
    purpose:
      'Most entries of one message, and most documents of one submission; a message has at most a thousand times as many elements.',
    parse: wholeNumber(2, 100_000),
  },
  nestingLimit: {
    name: 'DOSSIER_NESTING_LIMIT',
    default: '64',
    since: '0.1.0',
    purpose: 'Deepest nesting of a JSON message; XML may be four times as deep.',
    parse: wholeNumber(16, 1024),
  },
  ...tlsVariables,
  ...assertionVariables,
  commonPasswords: {
    name: 'DOSSIER_COMMON_PASSWORDS',
    defaultNote: 'the list that ships',
    since: '0.1.0',
    purpose: 'File of passwords that nobody may choose, one a line, beside those of the list that ships.',
    parse: file,
  },
  tokenIssuer: {
    name: 'DOSSIER_TOKEN_ISSUER',
    defaultNote: 'no other issuer',
    since: '0.1.0',
    purpose:
      'Issuer (`iss`) whose bearer tokens are taken beside our own, for all that the gates allow to the caller whom they name, whatever their `scope`.',
    parse: notEmpty,
  },
  tokenAudience: {
    name: 'DOSSIER_TOKEN_AUDIENCE',
    defaultNote: 'no other issuer',
    since: '0.1.0',
    purpose: 'Audience (`aud`) of the bearer tokens of that issuer.',
    parse: notEmpty,
  },
  tokenKeys: {
    name: 'DOSSIER_TOKEN_KEYS',
    defaultNote: 'no other issuer',
    since: '0.1.0',
    purpose: "File with that issuer's public keys (JSON Web Key Set).",
    parse: file,
  },
  ...noticeVariables,
  ...auditVariables,
  directory: {
    name: 'DOSSIER_DIRECTORY',
    default: 'when-loaded',
    since: '0.1.0',
    purpose:
      'What becomes of professionals and structures whom the directory does not know as active and linked: `enforce` refuses them, `warn` logs it, `off` does not ask; `when-loaded` refuses them from the first load of the directory on.',
    parse: oneOf('off', 'warn', 'enforce', 'when-loaded'),
  },
  directorySource: {
    name: 'DOSSIER_DIRECTORY_SOURCE',
    defaultNote: 'none: `dossier directory load` only',
    since: '0.1.0',
    purpose:
      'Whole extract of the directory that is taken again and again: a file, a folder, or an http(s) address (docs/directory.md).',
    parse: notEmpty,
  },
  directoryHours: {
    name: 'DOSSIER_DIRECTORY_HOURS',
    default: '24',
    since: '0.1.0',
    purpose: 'Hours from one look at `DOSSIER_DIRECTORY_SOURCE` to the next.',
    parse: wholeNumber(1, 500),
  },
  directoryEndPercent: {
    name: 'DOSSIER_DIRECTORY_END_PERCENT',
    default: '5',
    since: '0.1.0',
    purpose:
      'Largest part, in percent, of the active professionals, structures or situations that one whole extract may end; one that would end more is taken for cut off, and ends nobody.',
    parse: wholeNumber(0, 100),
  },
  federation: {
    name: 'DOSSIER_FEDERATION',
    defaultNote: "none; in the demo the demo's own providers",
    since: '0.1.0',
    purpose: 'File with the OpenID providers at which people may sign in (docs/federation.md).',
    parse: file,
  },
} as const satisfies Record<string, Variable<unknown>>;
