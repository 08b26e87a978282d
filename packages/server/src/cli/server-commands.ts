// SPDX-License-Identifier: Apache-2.0
import { type Command, InvalidArgumentError } from 'commander';
import { closingAfter } from '../platform/closers.ts';
import { readConfig } from '../platform/config.ts';
import { openDatabase } from '../platform/database.ts';
import { StartError } from '../start-error.ts';
import { configOf } from './configuration.ts';
import type { Terminal } from './index.ts';
import { stepPrinter } from './steps.ts';
import { untilSignal } from './until-signal.ts';

const parsePort = (text: string): string => {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('It must be a number up to 65535.');
  return text;
};

const serve = async ({ env, err }: Terminal): Promise<void> => {
  const config = readConfig(env, 'production');
  if (config.environment !== 'production') {
    throw new StartError(
      'dossier serve is for production, and DOSSIER_ENVIRONMENT says demo; dossier demo runs a demo.',
    );
  }
  const stop = untilSignal(env);
  const { openHouse } = await import('../house.ts');
  // The log has standard output to itself.
  const house = await openHouse(config, { onStep: stepPrinter(err) });
  house.log.info({ address: `${house.url}/fhir` }, 'serving');
  await closingAfter(() => Promise.race([stop, house.broken]), house.close);
};

const migrateOnly = async ({ env, out }: Terminal): Promise<void> => {
  const config = await configOf(env, 'production');
  const database = await openDatabase(config, { onError: () => undefined });
  const { applied } = database;
  await database.close();
  out(applied.length === 0 ? 'The schema is up to date.\n' : `Applied ${applied.join(', ')}.\n`);
};

/** demo, serve, migrate, doctor */
export const addServerCommands = (program: Command, terminal: Terminal, finish: (code: number) => void): void => {
  program
    .command('demo')
    .description('runs the demo: embedded PostgreSQL and a fictional population')
    .option('--fresh', 'forget everything that an earlier demo kept, and start over')
    .option('--port <number>', 'port of the HTTP server (PORT)', parsePort)
    .action(async (options: { readonly fresh?: boolean; readonly port?: string }) => {
      const { runDemo } = await import('./run-demo.ts');
      await runDemo(terminal, options);
    });
  program
    .command('serve')
    .description('runs the server, configured by environment variables (docs/configuration.md)')
    .action(() => serve(terminal));
  program
    .command('migrate')
    .description('brings the schema of the database up to date')
    .action(() => migrateOnly(terminal));
  program
    .command('doctor')
    .description('checks this machine and this installation')
    .action(async () => {
      const { runDoctor } = await import('./doctor.ts');
      finish(await runDoctor(terminal));
    });
};
