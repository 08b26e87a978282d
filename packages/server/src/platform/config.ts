// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';
import { StartError } from '../start-error.ts';
import { type auditVariables, contradictionOfAudit } from './audit-variables.ts';
import { contradictionOfNotices, type noticeVariables } from './notice-variables.ts';
import type { Variable } from './variable.ts';
import { variables } from './variables.ts';

type Parsed = { readonly [K in keyof typeof variables]: ReturnType<(typeof variables)[K]['parse']> };

type Optional =
  | 'databaseUrl'
  | 'directorySource'
  | 'baseUrl'
  | 'regime'
  | 'commonPasswords'
  | 'tlsCert'
  | 'tlsKey'
  | 'tlsClientCa'
  | 'clientCrl'
  | 'clientOcsp'
  | 'trustedProxies'
  | 'tokenIssuer'
  | 'tokenAudience'
  | 'tokenKeys'
  | keyof typeof noticeVariables
  | keyof typeof auditVariables;

/** The configuration of one process, complete and checked. */
export type Config = Readonly<Omit<Parsed, Optional>> & Readonly<Partial<Pick<Parsed, Optional>>>;

export type Environment = Config['environment'];

type Values = { -readonly [K in keyof Parsed]?: Parsed[K] };

/** Beyond this many the one database is what they wait for. */
const MOST_WORKERS = 16;

const known = Object.values(variables).map(({ name }) => name as string);

/** Number of letters by which two names differ (Levenshtein). */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substituted));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

const refuseUnknown = (env: NodeJS.ProcessEnv): void => {
  const unknown = Object.keys(env).find((name) => name.startsWith('DOSSIER_') && !known.includes(name));
  if (unknown === undefined) return;
  const near = known.find((name) => distance(name, unknown) <= 3);
  throw new StartError(
    `The environment variable ${unknown} is not known; ${near ? `do you mean ${near}?` : 'docs/configuration.md lists those that are.'}`,
  );
};

const parse = (variable: Variable<unknown>, text: string): unknown => {
  try {
    return variable.parse(text);
  } catch (error) {
    throw new StartError(`${variable.name} is not valid: ${(error as Error).message}.`);
  }
};

const readValues = (env: NodeJS.ProcessEnv): Values =>
  Object.fromEntries(
    Object.entries<Variable<unknown>>(variables).flatMap(([key, variable]) => {
      // Empty is unset: that is how a compose file or a service unit leaves a variable out.
      const text = env[variable.name] || variable.default;
      return text === undefined ? [] : [[key, parse(variable, text)]];
    }),
  );

const refuseContradictions = (config: Config): void => {
  const needsBytes = Math.ceil(config.documentLimitBytes / 3) * 4;
  if (needsBytes > config.bodyLimitBytes) {
    throw new StartError(
      `DOSSIER_DOCUMENT_LIMIT_BYTES is ${config.documentLimitBytes}, which is ${needsBytes} bytes in base64, but DOSSIER_BODY_LIMIT_BYTES is only ${config.bodyLimitBytes}.`,
    );
  }
  if (config.bodyLimitBytes > config.bodiesLimitBytes) {
    throw new StartError(
      `DOSSIER_BODY_LIMIT_BYTES is ${config.bodyLimitBytes}, but DOSSIER_BODIES_LIMIT_BYTES, for all bodies at a time, is only ${config.bodiesLimitBytes}.`,
    );
  }
  const ofNotices = contradictionOfNotices(config);
  if (ofNotices !== undefined) throw new StartError(ofNotices);
  const ofAudit = contradictionOfAudit(config);
  if (ofAudit !== undefined) throw new StartError(ofAudit);
  const token = [config.tokenIssuer, config.tokenAudience, config.tokenKeys].filter((value) => value !== undefined);
  if (token.length !== 0 && token.length !== 3) {
    throw new StartError(
      'DOSSIER_TOKEN_ISSUER, DOSSIER_TOKEN_AUDIENCE and DOSSIER_TOKEN_KEYS go together: set all three or none.',
    );
  }
  if (config.environment === 'production' && config.insKeyErrors === 'warn') {
    throw new StartError(
      'DOSSIER_INS_KEY_ERRORS=warn is for the demo only; production refuses an INS with a wrong key.',
    );
  }
};

const refuseTlsContradictions = (config: Config): void => {
  const { environment, tlsCert, tlsKey, tlsClientCa, clientCrl, clientOcsp, certificateSignIn, trustedProxies } =
    config;
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new StartError('DOSSIER_TLS_CERT and DOSSIER_TLS_KEY go together: set both or none.');
  if (environment === 'demo') {
    if (tlsCert !== undefined || tlsClientCa !== undefined || (clientCrl ?? clientOcsp) !== undefined)
      throw new StartError('DOSSIER_TLS_CERT and its like are for production; the demo has its own authority.');
    return;
  }
  if (clientCrl !== undefined && tlsClientCa === undefined)
    throw new StartError(
      'DOSSIER_CLIENT_CRL needs DOSSIER_TLS_CLIENT_CA: a list is good if an authority has signed it.',
    );
  if (clientOcsp !== undefined && tlsClientCa === undefined)
    throw new StartError(
      'DOSSIER_CLIENT_OCSP needs DOSSIER_TLS_CLIENT_CA: an answer is good if an authority stands behind it.',
    );
  if (tlsClientCa !== undefined && (clientCrl ?? clientOcsp) === undefined)
    throw new StartError(
      'DOSSIER_TLS_CLIENT_CA needs DOSSIER_CLIENT_CRL or DOSSIER_CLIENT_OCSP: nobody may get in with a certificate that was revoked.',
    );
  if (config.submissionSignature === 'required' && tlsClientCa === undefined)
    throw new StartError(
      'DOSSIER_SUBMISSION_SIGNATURE=required needs DOSSIER_TLS_CLIENT_CA: the authorities that are trusted.',
    );
  for (const [variable, on, overTls] of [
    ['DOSSIER_CERTIFICATE_SIGN_IN', certificateSignIn === 'on', true],
    ['DOSSIER_ASSERTIONS', config.assertions === 'on', config.assertionConnection === 'certificate'],
  ] as const) {
    if (!on) continue;
    if (tlsClientCa === undefined)
      throw new StartError(`${variable}=on needs DOSSIER_TLS_CLIENT_CA: the authorities that are trusted.`);
    if (overTls && tlsCert === undefined && trustedProxies === undefined)
      throw new StartError(`${variable}=on needs TLS: DOSSIER_TLS_CERT here, or DOSSIER_TRUSTED_PROXIES.`);
  }
};

/** The home alone, for what must be known before the rest can be read. */
export const homeOf = (env: NodeJS.ProcessEnv): string =>
  parse(variables.home, env[variables.home.name] || variables.home.default) as string;

/**
 * Reads the configuration from environment variables.
 *
 * @param environment what the installation is, when DOSSIER_ENVIRONMENT does not say
 * @throws StartError for an unknown `DOSSIER_*` variable, a value that is not valid, or values that contradict
 */
export const readConfig = (env: NodeJS.ProcessEnv, environment: Environment = 'demo'): Config => {
  refuseUnknown(env);
  const values = readValues(env);
  const place = values.environment ?? environment;
  const config = {
    logLevel: place === 'demo' ? 'warn' : 'info',
    insKeyErrors: place === 'demo' ? 'warn' : 'refuse',
    certificateSignIn: place === 'demo' ? 'on' : 'off',
    assertions: place === 'demo' ? 'on' : 'off',
    assertionConnection: place === 'demo' ? 'any' : 'certificate',
    workers: Math.min(availableParallelism(), MOST_WORKERS),
    ...values,
    environment: place,
  } as Config;
  refuseContradictions(config);
  refuseTlsContradictions(config);
  return config;
};
