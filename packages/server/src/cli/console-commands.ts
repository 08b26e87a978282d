// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { StartError } from '../start-error.ts';
import { installedConfigOf } from './configuration.ts';
import type { Terminal } from './index.ts';
import { columns } from './steps.ts';

type Console = typeof import('../console/index.ts');
type Rooms = Awaited<ReturnType<typeof import('../rooms.ts')['openRooms']>>;

const withRooms = async (
  { env, out }: Terminal,
  work: (console: Console, rooms: Rooms, url: string) => Promise<string>,
): Promise<void> => {
  const [{ openRooms }, console, { publicUrl }] = await Promise.all([
    import('../rooms.ts'),
    import('../console/index.ts'),
    import('../front.ts'),
  ]);
  const rooms = await openRooms(await installedConfigOf(env));
  try {
    out(await work(console, rooms, publicUrl(rooms.config, rooms.config.port)));
  } finally {
    await rooms.close();
  }
};

/** console add, disable, list */
export const addConsoleCommands = (program: Command, terminal: Terminal): void => {
  const verb = program.command('console').description('works on the agents who may sign in to the console');
  verb
    .command('add <login>')
    .description('lets an agent enrol, or enrol again; the means and sessions before end')
    .requiredOption('--name <name>', 'as the journal names them to patients')
    .action((login: string, { name }: { name: string }) =>
      withRooms(terminal, async ({ addAgent }, { accounts }, url) => {
        const { agent, secret, expiresAt } = await addAgent({ login, name }, accounts);
        return `${agent.name} enrols at ${url}/console/enrol as ${agent.login} until ${expiresAt} with this secret:\n\n  ${secret}\n\n`;
      }),
    );
  verb
    .command('disable <login>')
    .description("ends an agent's access and what is signed in, at once")
    .action((login: string) =>
      withRooms(terminal, async ({ disableAgent }, { accounts }) => {
        const agent = await disableAgent(login, accounts);
        if (agent === undefined) throw new StartError(`No agent who may sign in has the login ${login}.`);
        return `${agent.name} cannot sign in any more.\n`;
      }),
    );
  verb
    .command('list')
    .description('the agents, and whether they have enrolled')
    .action(() =>
      withRooms(terminal, async ({ listAgents }, { pool }) => {
        const agents = await listAgents({ pool });
        if (agents.length === 0) return 'There is no agent.\n';
        return `${columns([['login', 'name', 'state'], ...agents.map(({ login, name, state }) => [login, name, state])])}\n`;
      }),
    );
};
