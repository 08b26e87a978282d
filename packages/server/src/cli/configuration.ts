// SPDX-License-Identifier: Apache-2.0
import { type Config, type Environment, homeOf, readConfig } from '../platform/config.ts';
import { readInstallation } from '../platform/installation.ts';
import { StartError } from '../start-error.ts';

/** The configuration of a verb that needs an installation: one that was started before. */
export const installedConfigOf = async (env: NodeJS.ProcessEnv): Promise<Config> => {
  const home = homeOf(env);
  if ((await readInstallation(home)) === undefined) {
    throw new StartError(
      `Nothing was ever started in ${home}; start the demo with npm start, or a server with dossier serve.`,
    );
  }
  return configOf(env);
};

/** The configuration of a verb that works on an installation, whichever environment that was begun in. */
export const configOf = async (env: NodeJS.ProcessEnv, fallback: Environment = 'demo'): Promise<Config> => {
  const installation = await readInstallation(homeOf(env));
  return readConfig(env, installation?.environment ?? fallback);
};
