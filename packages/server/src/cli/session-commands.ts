// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { StartError } from '../start-error.ts';
import { installedConfigOf } from './configuration.ts';
import type { Terminal } from './index.ts';
import { columns } from './steps.ts';

type Rooms = Awaited<ReturnType<typeof import('../rooms.ts')['openRooms']>>;

const ACCOUNT = /^(person|ps|staff|support):\S{1,100}$/;

/** `ps:8997…`, `person:…` as the journal names parties; or an INS. */
const accountNamed = async (who: string, { accounts }: Rooms): Promise<string> => {
  if (ACCOUNT.test(who)) return who;
  const { findPerson } = await import('../accounts/index.ts');
  const person = await findPerson(who, accounts);
  if (person !== undefined) return `person:${person.personId}`;
  throw new StartError(`${who} is no INS of a record, and no party such as ps:899700218896.`);
};

const withRooms = async ({ env, out }: Terminal, work: (rooms: Rooms) => Promise<string>): Promise<void> => {
  const { openRooms } = await import('../rooms.ts');
  const rooms = await openRooms(await installedConfigOf(env));
  try {
    out(await work(rooms));
  } finally {
    await rooms.close();
  }
};

const list = (terminal: Terminal, who: string): Promise<void> =>
  withRooms(terminal, async (rooms) => {
    const { openGrants, openSessions } = await import('../authorization/index.ts');
    const accountId = await accountNamed(who, rooms);
    const [sessions, grants] = await Promise.all([
      openSessions(rooms.pool, accountId),
      openGrants(rooms.pool, accountId),
    ]);
    const rows = [
      ...sessions.map(({ since, methods }) => ['signed in', since.toISOString(), methods.join(' '), '']),
      ...grants.map(({ since, application, scope }) => ['application', since.toISOString(), application, scope]),
    ];
    return rows.length === 0 ? 'Nothing is open.\n' : `${columns([['what', 'since', 'by', 'scope'], ...rows])}\n`;
  });

const end = (terminal: Terminal, who: string): Promise<void> =>
  withRooms(terminal, async (rooms) => {
    const [{ endAll }, { sessionPortsOf }] = await Promise.all([
      import('../authorization/index.ts'),
      import('../authorize.ts'),
    ]);
    const accountId = await accountNamed(who, rooms);
    await endAll(accountId, { ...sessionPortsOf(rooms), pool: rooms.pool });
    return `${accountId} is signed out everywhere; tokens are refused within seconds.\n`;
  });

/** sessions list, end */
export const addSessionCommands = (program: Command, terminal: Terminal): void => {
  const verb = program.command('sessions').description('works on what somebody has open');
  verb
    .command('list <who>')
    .description('sign-ins and applications of an INS, or of a party such as ps:899700218896')
    .action((who: string) => list(terminal, who));
  verb
    .command('end <who>')
    .description('signs somebody out everywhere, applications and tokens too; traced')
    .action((who: string) => end(terminal, who));
};
