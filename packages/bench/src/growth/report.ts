// SPDX-License-Identifier: Apache-2.0
import type { Machine } from '../measure/host.ts';
import type { Origin } from '../measure/origin.ts';
import { takenOn } from '../report/host.ts';
import { measure, whole } from '../report/numbers.ts';
import { markdownTable } from '../report/table.ts';
import type { MeasuredHotRecord } from './hot-record.ts';
import type { Cost } from './measure.ts';
import type { Plan } from './plans.ts';
import { RECORDS_WITH_CONTENT } from './population.ts';
import type { MeasuredRevisions, TableState } from './revisions.ts';
import { CLIENTS, type MeasuredSize } from './sizes.ts';
import { type WorkloadName, workloadNames } from './workloads.ts';

export interface GrowthReport {
  readonly takenAt: string;
  readonly origin: Origin;
  readonly host: Machine;
  readonly sizes: readonly MeasuredSize[];
  readonly hot?: MeasuredHotRecord;
  readonly revisions: readonly MeasuredRevisions[];
}

/** Names to the left, numbers to the right. */
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  markdownTable(
    head.map((title, column) => (column === 0 ? { title } : { title, align: 'right' })),
    rows,
  );

/** How much longer than at the smallest size something may take at any other. */
const MOST_RATIO = 1.3;

/** Workloads that draw from the records with contents, which are no more in a larger installation. */
const OF_FEW: ReadonlySet<WorkloadName> = new Set(['retrieve', 'open-and-look']);

const within = (ratio: number): string => (ratio <= MOST_RATIO ? 'yes' : '**no**');

/** By the smallest size: both ratios, and whether each is small enough. */
const growthCells = (cost: Cost, base: Cost | undefined): readonly string[] => {
  if (base === undefined || base === cost) return ['–', '–', '–'];
  const p50 = cost.p50Ms / base.p50Ms;
  const p99 = cost.p99Ms / base.p99Ms;
  return [measure(p50), measure(p99), `${within(p50)}, ${within(p99)}`];
};

/** Times, CPU and pages of one measurement. */
const costCells = ({ perSecond, p50Ms, p99Ms, each }: Cost): readonly string[] => [
  whole(perSecond),
  measure(p50Ms),
  measure(p99Ms),
  measure(each.serverCpuMs),
  measure(each.databaseCpuMs),
  whole(each.pages),
  measure(each.pagesRead),
];

const COST_HEAD = ['a second', 'p50 ms', 'p99 ms', 'server CPU ms', 'database CPU ms', 'pages', 'of them read'];

const workloadsTable = (sizes: readonly MeasuredSize[]): string => {
  const smallest = sizes.toSorted((one, other) => one.documents - other.documents)[0];
  const rows = workloadNames.flatMap((name) =>
    CLIENTS.flatMap((clients) => {
      const costOf = (size: MeasuredSize | undefined): Cost | undefined =>
        size?.workloads.find((one) => one.workload === name && one.clients === clients)?.cost;
      const base = costOf(smallest);
      return sizes.flatMap((size) => {
        const cost = costOf(size);
        if (cost === undefined) return [];
        const label = OF_FEW.has(name) ? `${name} ¹` : name;
        return [[label, String(clients), whole(size.documents), ...costCells(cost), ...growthCells(cost, base)]];
      });
    }),
  );
  return table(['workload', 'clients', 'documents', ...COST_HEAD, 'p50 ratio', 'p99 ratio', `≤ ${MOST_RATIO}`], rows);
};

/** One row for each part of a table, one column for each size. */
const sizesTable = (sizes: readonly MeasuredSize[]): string => {
  const largest = sizes.at(-1)?.sizes ?? [];
  const rows = largest.map(({ table: owner, part }) => [
    `${owner} ${part}`,
    ...sizes.map((size) => whole(size.sizes.find((one) => one.table === owner && one.part === part)?.bytes ?? 0)),
  ]);
  const total = sizes.map((size) => whole(size.sizes.reduce((sum, { bytes }) => sum + bytes, 0)));
  const head = ['bytes for each document', ...sizes.map(({ documents }) => whole(documents))];
  return table(head, [...rows, ['**all**', ...total]]);
};

const widthsTable = (sizes: readonly MeasuredSize[]): string => {
  const widths = (sizes.at(-1)?.widths ?? []).filter(({ bytes }) => bytes >= 1);
  return table(
    ['column of record.document_entry', 'bytes'],
    widths.map(({ column, bytes }) => [column, whole(bytes)]),
  );
};

const plansText = (plans: readonly Plan[]): string =>
  plans.map(({ statement, lines }) => `\`${statement}\`\n\n\`\`\`\n${lines.join('\n')}\n\`\`\``).join('\n\n');

const fillText = ({ documents, filledInSeconds }: MeasuredSize): string[] =>
  filledInSeconds === undefined ? [] : [`${whole(documents)} in ${whole(filledInSeconds)} s`];

const sizesText = (
  sizes: readonly MeasuredSize[],
): string => `Records with 20 documents hold four fifths of all documents, the others 2 to 5. Requests name a record drawn from the
whole population, in the name of a doctor whom every patient has authorised. Every document has its rows, its lookups and
its submission set, sealed and rendered as the server does it. Contents (20 KB) stand for the two newest documents of at
most ${whole(RECORDS_WITH_CONTENT)} records, spread evenly over all; retrieve and open-and-look draw from these. Documents were written in rounds,
one for every record in a shuffled order, so that those of one record are not neighbours on disk. The journal begins
empty. The database was started anew before each size: its shared buffers were empty, the page cache of the system was
not; two seconds of warm-up go before each round. CPU and pages are for one operation.

Filled: ${sizes.flatMap(fillText).join(', ') || 'before'}.

${workloadsTable(sizes)}

¹ Draws from at most ${whole(RECORDS_WITH_CONTENT)} records at every size. Ratios are by the smallest size, and the last column says of p50
and of p99 whether they are within ${MOST_RATIO} of it.

${sizesTable(sizes)}

${widthsTable(sizes)}

#### Plans at ${whole(sizes.at(-1)?.documents ?? 0)} documents

${plansText(sizes.at(-1)?.plans ?? [])}`;

const hotText = ({ documents, readers, page, search, plans }: MeasuredHotRecord): string => `### One large record

One patient with ${whole(documents)} documents, ${readers} readers at once: pages of 20, five in a row, and
searches. Its rows stand together, as a restore leaves them; those of a record that grew over years do not.

${table(
  ['work', ...COST_HEAD],
  [
    ['page', ...costCells(page)],
    ['search', ...costCells(search)],
  ],
)}

${plansText(plans)}`;

const stateCells = ({ updates, hotUpdates, deadRows, autovacuums, sizes }: TableState, documents: number) => {
  const bytes = (part: string): number => sizes.find((size) => size.part === part)?.bytes ?? 0;
  const indexes = sizes.filter(({ part }) => part !== 'rows' && part !== 'toast');
  return [
    whole(updates),
    updates === 0 ? '–' : `${whole((hotUpdates / updates) * 100)} %`,
    whole(deadRows),
    whole(autovacuums),
    ...[bytes('rows'), bytes('toast'), indexes.reduce((sum, index) => sum + index.bytes, 0)].map((each) =>
      whole((each * documents) / 1e6),
    ),
  ];
};

const revisionsText = (all: readonly MeasuredRevisions[]): string => `### Vacuum and bloat

${all
  .map(
    ({ changed, documents, versions, statuses, seconds, before, after, vacuumed }) =>
      `${whole(versions)} new versions and ${whole(statuses)} changes of status in ${whole(seconds)} s, over ` +
      `${whole(documents)} documents; ${changed === undefined ? 'the schema as it is' : `after \`${changed.replace(/\s+/g, ' ')}\``}.\n\n${table(
        ['', 'updates', 'heap-only', 'dead rows', 'autovacuums', 'rows MB', 'toast MB', 'indexes MB'],
        [
          ['before', ...stateCells(before, documents)],
          ['after', ...stateCells(after, documents)],
          ['vacuumed', ...stateCells(vacuumed, documents)],
        ],
      )}`,
  )
  .join('\n\n')}`;

/** The section of docs/performance.md, without its heading. */
export const growthSection = ({ sizes, hot, revisions, ...taken }: GrowthReport): string =>
  [
    `${takenOn(taken)}.`,
    ...(sizes.length === 0 ? [] : [sizesText(sizes)]),
    ...(hot === undefined ? [] : [hotText(hot)]),
    ...(revisions.length === 0 ? [] : [revisionsText(revisions)]),
  ].join('\n\n');
