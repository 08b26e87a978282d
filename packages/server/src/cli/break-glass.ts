// SPDX-License-Identifier: Apache-2.0
import type { Support } from '@dossier/core/actors';
import { sentenceOf } from '@dossier/core/errors';
import { addDelay, type Instant, instant } from '@dossier/core/time';
import type { Command } from 'commander';
import type { Ports } from '../record/index.ts';
import { StartError } from '../start-error.ts';
import { installedConfigOf } from './configuration.ts';
import type { Terminal } from './index.ts';
import { columns } from './steps.ts';

/** Who reviews at the command line: the help desk, under the name that was given. */
const reviewer = (name: string): Support => ({
  kind: 'support',
  agentId: 'command-line',
  name,
  authentication: 'direct',
  mode: { kind: 'normal' },
});

type UseCases = typeof import('../record/index.ts');

const withRooms = async (
  { env, out }: Terminal,
  work: (record: UseCases, ports: Ports) => Promise<string | { readonly refused: string }>,
): Promise<number> => {
  const config = await installedConfigOf(env);
  const [{ openRooms }, record] = await Promise.all([import('../rooms.ts'), import('../record/index.ts')]);
  const rooms = await openRooms(config);
  try {
    const said = await work(record, rooms.ports);
    out(typeof said === 'string' ? said : `${said.refused}\n`);
    return typeof said === 'string' ? 0 : 1;
  } finally {
    await rooms.close();
  }
};

interface ListOptions {
  readonly as: string;
  readonly verdict: string;
  readonly organization?: string;
  readonly limit: string;
}

const list = (terminal: Terminal, options: ListOptions): Promise<number> => {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new StartError('--limit is a number from 1 to 1000.');
  return withRooms(terminal, async ({ listEmergencyAccesses }, ports) => {
    const query = {
      limit,
      ...(options.verdict === 'all' ? {} : { verdict: options.verdict }),
      ...(options.organization === undefined ? {} : { organizationId: options.organization }),
    };
    const found = await listEmergencyAccesses(reviewer(options.as), query, ports);
    if (!found.ok) return { refused: sentenceOf(found.error) };
    if (found.value.length === 0) return 'Nothing to look at.\n';
    const rows = found.value.map((one) => [
      one.accessId,
      one.openedAt,
      one.verdict ?? '-',
      `${one.holderName} (${one.holder})`,
      one.organizationName ?? '-',
      one.recordId,
    ]);
    return `${columns([['access', 'opened', 'verdict', 'professional', 'organisation', 'record'], ...rows])}\n`;
  });
};

const show = (terminal: Terminal, accessId: string, options: { readonly as: string }): Promise<number> =>
  withRooms(terminal, async ({ readEmergencyAccess }, ports) => {
    const read = await readEmergencyAccess(reviewer(options.as), { accessId }, ports);
    if (!read.ok) return { refused: sentenceOf(read.error) };
    const { access, reason, verdicts } = read.value;
    const rows = [
      ['professional', `${access.holderName} (${access.holder}), profession ${access.profession}`],
      ['organisation', access.organizationName ?? '-'],
      ['record', access.recordId],
      ['open', `${access.openedAt} to ${access.until}`],
      ['reason', reason ?? '-'],
      ...verdicts.map(({ verdict, at, byName, comment }) => [verdict, `${at} ${byName}: ${comment ?? '-'}`]),
    ];
    return `${columns(rows)}\n`;
  });

const verdict = (
  terminal: Terminal,
  accessId: string,
  given: string,
  options: { readonly as: string; readonly comment?: string },
): Promise<number> =>
  withRooms(terminal, async ({ judgeEmergencyAccess }, ports) => {
    const request = {
      accessId,
      verdict: given,
      ...(options.comment === undefined ? {} : { comment: options.comment }),
    };
    const judged = await judgeEmergencyAccess(reviewer(options.as), request, ports);
    return judged.ok
      ? `The access is ${given}; the patient finds it in the journal.\n`
      : { refused: sentenceOf(judged.error) };
  });

const DAY_MS = 86_400_000;

const moment = (text: string | undefined, name: string, fallback: Instant): Instant => {
  if (text === undefined) return fallback;
  const read = instant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (read === undefined) throw new StartError(`--${name} is a date (YYYY-MM-DD), or a time with its zone.`);
  return read;
};

interface FiguresOptions {
  readonly as: string;
  readonly from?: string;
  readonly to?: string;
}

const figures = (terminal: Terminal, options: FiguresOptions): Promise<number> =>
  withRooms(terminal, async ({ readEmergencyFigures }, ports) => {
    const now = ports.clock.now();
    const span = {
      from: moment(options.from, 'from', addDelay(now, { years: -1 })),
      to: moment(options.to, 'to', addDelay(now, { minutes: 1 })),
    };
    const read = await readEmergencyFigures(reviewer(options.as), span, ports);
    if (!read.ok) return { refused: sentenceOf(read.error) };
    if (read.value.length === 0) return 'No access in this time.\n';
    const rows = read.value.map((one) => {
      const { justified = 0, 'not-justified': not = 0 } = one.verdicts;
      const judged = justified + not;
      const waiting = one.oldestWaiting;
      return [
        one.organizationName ?? one.organizationId ?? 'without organisation',
        String(one.accesses),
        String(one.professionals),
        String(one.records),
        String(justified),
        String(not),
        String(one.accesses - judged),
        judged === 0 ? '-' : `${Math.round((100 * not) / judged)} %`,
        waiting === undefined ? '-' : `${Math.floor((Date.parse(now) - Date.parse(waiting)) / DAY_MS)} d`,
      ];
    });
    const head = [
      'organisation',
      'accesses',
      'professionals',
      'records',
      'justified',
      'not',
      'waiting',
      'rate',
      'oldest',
    ];
    return `${columns([head, ...rows])}\n`;
  });

/** break-glass list, show, verdict, figures */
export const addBreakGlassCommands = (program: Command, terminal: Terminal, finish: (code: number) => void): void => {
  const verb = program.command('break-glass').description('reviews accesses without authorisation');
  const by = ['--as <name>', 'who reviews, as the journal names them'] as const;
  verb
    .command('list')
    .description('the accesses to look at, the oldest first; identities and times only')
    .requiredOption(...by)
    .option('--verdict <verdict>', 'none, justified, not-justified, to-be-examined, or all', 'none')
    .option('--organization <id>', 'only those of this structure')
    .option('--limit <number>', 'at most so many', '100')
    .action(async (options: ListOptions) => finish(await list(terminal, options)));
  verb
    .command('show <access>')
    .description('one access with its reason; the patient finds in the journal that it was read')
    .requiredOption(...by)
    .action(async (access: string, options: { as: string }) => finish(await show(terminal, access, options)));
  verb
    .command('verdict <access> <verdict>')
    .description('justified, not-justified or to-be-examined')
    .requiredOption(...by)
    .option('--comment <text>', 'kept with the verdict, not told to the patient')
    .action(async (access: string, given: string, options: { as: string; comment?: string }) =>
      finish(await verdict(terminal, access, given, options)),
    );
  verb
    .command('figures')
    .description('counts by organisation, share not justified, age of what waits longest')
    .requiredOption(...by)
    .option('--from <time>', 'default: a year ago')
    .option('--to <time>', 'default: now')
    .action(async (options: FiguresOptions) => finish(await figures(terminal, options)));
};
