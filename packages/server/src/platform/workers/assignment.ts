// SPDX-License-Identifier: Apache-2.0
import { type Config, type Environment, readConfig } from '../config.ts';

/** What the leading process decides for its workers; they read all else from the environment, as it did. */
export interface Assignment {
  readonly environment: Environment;
  readonly port: number;
  /** Where TLS is spoken, if anywhere. */
  readonly tlsPort?: number;
  /** Most connections to the database. */
  readonly connections: number;
  /** Where the demo catches its mail: that address is known only while it runs. */
  readonly catcher?: Catcher;
}

type Catcher = Partial<Pick<Config, 'smtpUrl' | 'mailFrom' | 'smsUrl' | 'smsSecret'>>;

/** What a demo's workers must know of its catcher; production has none. */
export const catcherOf = ({ environment, smtpUrl, mailFrom, smsUrl, smsSecret }: Config): Catcher =>
  environment === 'demo'
    ? {
        ...(smtpUrl !== undefined && { smtpUrl }),
        ...(mailFrom !== undefined && { mailFrom }),
        ...(smsUrl !== undefined && { smsUrl }),
        ...(smsSecret !== undefined && { smsSecret }),
      }
    : {};

/** The configuration of a worker, from its argument and its environment. */
export const readAssignment = (
  argument = '',
  env: NodeJS.ProcessEnv,
): { readonly config: Config } & Pick<Assignment, 'connections' | 'tlsPort'> => {
  const { environment, port, tlsPort, connections, catcher } = JSON.parse(argument) as Assignment;
  const config = { ...readConfig({ ...env, PORT: String(port) }, environment), ...catcher };
  return { config, connections, ...(tlsPort !== undefined && { tlsPort }) };
};
