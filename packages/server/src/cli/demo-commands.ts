// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { StartError } from '../start-error.ts';
import { runningUrl } from '../store/postgres/index.ts';
import { installedConfigOf } from './configuration.ts';
import type { Terminal } from './index.ts';

interface TokenFlags {
  readonly mode?: string;
  readonly reason?: string;
  readonly organization?: string;
  readonly secret?: boolean;
}

interface AssertionFlags extends TokenFlags {
  readonly authentication?: string;
  readonly patient?: string;
}

const demoConfig = async (env: NodeJS.ProcessEnv, verb: string) => {
  const config = await installedConfigOf(env);
  if (config.environment !== 'demo')
    throw new StartError(`dossier ${verb} is for the demo; this installation is production.`);
  return config;
};

const printToken = async ({ env, out }: Terminal, persona: string, flags: TokenFlags): Promise<void> => {
  const { home } = await demoConfig(env, 'token');
  const { DemoTokenError, requestToken } = await import('../demo/index.ts');
  try {
    out(`${await requestToken(home, persona, flags)}\n`);
  } catch (error) {
    if (error instanceof DemoTokenError) throw new StartError(error.message);
    throw error;
  }
};

const printAssertion = async ({ env, out }: Terminal, persona: string, flags: AssertionFlags): Promise<void> => {
  const { home } = await demoConfig(env, 'vihf');
  const { DemoTokenError, demoAssertion } = await import('../demo/index.ts');
  try {
    out(`${await demoAssertion(home, persona, flags)}\n`);
  } catch (error) {
    if (error instanceof DemoTokenError) throw new StartError(error.message);
    throw error;
  }
};

const printDatabaseUrl = async ({ env, out }: Terminal): Promise<void> => {
  const { home, databaseUrl } = await demoConfig(env, 'database-url');
  const url = databaseUrl ?? (await runningUrl(home));
  if (url === undefined) throw new StartError(`No database runs for ${home}; start the demo with npm start.`);
  out(`${url}\n`);
};

const printCode = async ({ env, out }: Terminal, persona: string): Promise<void> => {
  await demoConfig(env, 'code');
  const [{ demoCode }, { demoAgent, demoPersons }] = await Promise.all([
    import('../accounts/index.ts'),
    import('../demo/index.ts'),
  ]);
  const keys: readonly string[] = [...demoPersons, demoAgent].map(({ key }) => key);
  if (!keys.includes(persona)) throw new StartError(`${persona} has no account; ${keys.join(', ')} have one.`);
  out(`${demoCode(persona, new Date().toISOString())}\n`);
};

/** token, vihf, code, database-url */
export const addDemoCommands = (program: Command, terminal: Terminal): void => {
  program
    .command('token <persona>')
    .description('prints a bearer token of a persona of the demo')
    .option('--mode <mode>', 'normal, break-glass or emergency-dispatch')
    .option('--reason <text>', 'why, for break-glass')
    .option('--organization <id>', 'which one, where the persona has several')
    .option('--secret', 'a secret session')
    .action((persona: string, flags: TokenFlags) => printToken(terminal, persona, flags));
  program
    .command('vihf <persona>')
    .description('prints a signed assertion (VIHF) of a persona of the demo, for one SOAP message')
    .option('--mode <mode>', 'normal, break-glass or emergency-dispatch')
    .option('--reason <text>', 'why, for break-glass')
    .option('--organization <id>', 'which one, where the persona has several')
    .option('--secret', 'a secret session')
    .option('--authentication <way>', 'direct (card), indirect or reinforced-indirect (certificate of the structure)')
    .option('--patient <persona>', 'whom it is about, or none', 'dominique')
    .action((persona: string, flags: AssertionFlags) => printAssertion(terminal, persona, flags));
  program
    .command('code <persona>')
    .description("prints what the authenticator app of a persona's account shows now")
    .action((persona: string) => printCode(terminal, persona));
  program
    .command('database-url')
    .description("prints the address of the running demo's database")
    .action(() => printDatabaseUrl(terminal));
};
