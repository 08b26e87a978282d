// SPDX-License-Identifier: Apache-2.0
import { type Command, InvalidArgumentError } from 'commander';
import type { HistoricEntry, LoadReport } from '../directory/index.ts';
import { installedConfigOf } from './configuration.ts';
import type { Terminal } from './index.ts';
import { columns } from './steps.ts';

interface LoadFlags {
  readonly full?: boolean;
  readonly limit?: number;
}

const parsePercent = (text: string): number => {
  if (!/^\d{1,3}$/.test(text) || Number(text) > 100) throw new InvalidArgumentError('It must be a number up to 100.');
  return Number(text);
};

/** What a file says must not steer the terminal. */
const printable = (text: string): string => text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '?');

const sentenceOf = ({ outcome, items, changed, ended, unresolved, missing }: LoadReport): string => {
  switch (outcome) {
    case 'busy':
      return 'Another load is on; try again when it is done.';
    case 'unchanged':
      return 'The very same was loaded before; nothing changed.';
    case 'refused':
      return `The extract names ${missing ? missing.of - missing.unseen : 0} of ${missing?.of ?? 0} active entries of the kind "${missing?.kind ?? ''}": it looks cut off, so nobody was struck off. --limit says how many percent may end.`;
    default:
      return `${items} items read, ${changed} entries changed, ${ended} ended, ${unresolved} situations name nobody known.`;
  }
};

const load = async ({ env, out }: Terminal, paths: readonly string[], flags: LoadFlags): Promise<number> => {
  const config = await installedConfigOf(env);
  const [{ openRooms }, { findDirectoryFiles, loadFiles }] = await Promise.all([
    import('../rooms.ts'),
    import('../directory/index.ts'),
  ]);
  const files = await findDirectoryFiles(paths);
  const rooms = await openRooms(config);
  try {
    const report = await loadFiles(files, {
      pool: rooms.pool,
      clock: rooms.ports.clock,
      whole: flags.full === true,
      endLimitPercent: flags.limit ?? config.directoryEndPercent,
    });
    for (const fault of report.faults) out(`${printable(fault)}\n`);
    if (report.faultCount > report.faults.length) out(`and ${report.faultCount - report.faults.length} more\n`);
    out(`${sentenceOf(report)}\n`);
    return report.outcome === 'refused' || report.outcome === 'busy' || report.faultCount > 0 ? 1 : 0;
  } finally {
    await rooms.close();
  }
};

const rowOf = ({ kind, key, version, active, organization, facts, valid_from, valid_until }: HistoricEntry) => [
  kind,
  printable(kind === 'situation' ? (organization ?? 'outside any structure') : key),
  `version ${version}`,
  active ? 'active' : 'not active',
  `${valid_from} to ${valid_until ?? 'now'}`,
  printable(JSON.stringify(facts)),
];

const show = async ({ env, out }: Terminal, id: string): Promise<number> => {
  const config = await installedConfigOf(env);
  const [{ openRooms }, { readHistory }] = await Promise.all([import('../rooms.ts'), import('../directory/index.ts')]);
  const rooms = await openRooms(config);
  try {
    const entries = await readHistory(rooms.pool, id);
    out(
      entries.length === 0
        ? `The directory knows nobody under ${printable(id)}.\n`
        : `${columns(entries.map(rowOf))}\n`,
    );
    return entries.length === 0 ? 1 : 0;
  } finally {
    await rooms.close();
  }
};

/** directory load, directory show */
export const addDirectoryCommands = (program: Command, terminal: Terminal, finish: (code: number) => void): void => {
  const directory = program.command('directory').description('works on the directory of professionals and structures');
  directory
    .command('load <files...>')
    .description('loads FHIR (.ndjson, .json) or the open-data extract (.txt, .csv), from files and folders')
    .option('--full', 'they are a whole extract: what they do not name has ended')
    .option(
      '--limit <percent>',
      'most of the active entries that may end (DOSSIER_DIRECTORY_END_PERCENT)',
      parsePercent,
    )
    .action(async (paths: readonly string[], flags: LoadFlags) => finish(await load(terminal, paths, flags)));
  directory
    .command('show <id>')
    .description('prints what the directory says, and has said, of a professional or a structure')
    .action(async (id: string) => finish(await show(terminal, id)));
};
