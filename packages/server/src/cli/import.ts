// SPDX-License-Identifier: Apache-2.0
import { sep } from 'node:path';
import type { Actor } from '@dossier/core/actors';
import {
  findFiles,
  type ImportedFile,
  type ImportOutcome,
  type ImportProgress,
  type ImportReport,
  importFiles,
  type NewHolder,
} from '../faces/import/index.ts';
import type { Ports } from '../record/index.ts';

/** Where the command writes: a terminal, a pipe, a test. */
interface ImportOutput {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface RunImport {
  readonly out: ImportOutput;
  readonly ports: Ports;
  readonly actor?: Actor;
  /** Takes the letter of each person whose record was opened. */
  readonly onOpened?: (holder: NewHolder) => Promise<void>;
}

/** Exit codes: every file was taken, some were refused, the command was used wrongly. */
const DONE = 0;
const SOME_REFUSED = 1;
const WRONG_USAGE = 2;

const WORDS: Readonly<Record<ImportOutcome, string>> = {
  shared: 'shared',
  'already-there': 'already there',
  refused: 'refused',
  'passed-over': 'passed over',
};

const CLEAR_LINE = '\r\u001b[2K';

/** File names and titles are a stranger's: no control character or change of direction reaches the terminal. */
const printable = (text: string): string => text.normalize('NFC').replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');

const shortened = (text: string, width: number): string => {
  const characters = [...text];
  return characters.length <= width ? text : `…${characters.slice(characters.length - width + 1).join('')}`;
};

const progressLine = ({ phase, done, total, path }: ImportProgress, columns: number): string => {
  const head = `${phase === 'reading' ? 'Reading' : 'Sharing'} ${done + 1} of ${total}  `;
  return head + shortened(printable(path), Math.max(10, columns - head.length - 1));
};

/** One line that changes on a terminal; elsewhere a line at each start of a phase and every hundred files. */
const progressOn = (out: ImportOutput): ((progress: ImportProgress) => void) => {
  const columns = out.columns ?? 80;
  return (progress) => {
    if (out.isTTY === true) out.write(CLEAR_LINE + progressLine(progress, columns));
    else if (progress.done % 100 === 0) {
      const verb = progress.phase === 'reading' ? 'Reading' : 'Sharing';
      out.write(`${verb} ${progress.done + 1} of ${progress.total}\n`);
    }
  };
};

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - [...text].length));

/** The folder that all paths share; empty when they share none. */
const commonFolder = (paths: readonly string[]): string => {
  const folders = paths.map((path) => path.split(sep).slice(0, -1));
  const [first = []] = folders;
  const differs = first.findIndex((name, at) => folders.some((folder) => folder[at] !== name));
  return (differs < 0 ? first : first.slice(0, differs)).map((name) => name + sep).join('');
};

const notesOf = ({ reasons, warnings }: ImportedFile): readonly string[] => [
  ...reasons,
  ...warnings.filter((warning) => !reasons.includes(warning)).map((warning) => `warning: ${warning}`),
];

const totalsLine = ({ totals }: ImportReport): string => {
  const { shared, alreadyThere, refused, passedOver, recordsOpened } = totals;
  const opened = recordsOpened === 0 ? '' : `; ${recordsOpened} ${recordsOpened === 1 ? 'record' : 'records'} opened`;
  return `${shared} shared, ${alreadyThere} already there, ${refused} refused, ${passedOver} passed over${opened}\n`;
};

/** The table: outcome, type and file under the folder that all share; under each file the reasons and warnings. */
const formatReport = (report: ImportReport): string => {
  if (report.files.length === 0) return totalsLine(report);
  const folder = commonFolder(report.files.map(({ path }) => path));
  const types = Math.max(...report.files.map(({ typeCode = '' }) => [...printable(typeCode)].length));
  const outcomes = Math.max(...report.files.map(({ outcome }) => WORDS[outcome].length));
  const lines = report.files.flatMap((file) => {
    const type = types === 0 ? '' : `${pad(printable(file.typeCode ?? ''), types)}  `;
    return [
      `${pad(WORDS[file.outcome], outcomes)}  ${type}${printable(file.path.slice(folder.length))}`,
      ...notesOf(file).map((note) => `${' '.repeat(outcomes + 4)}${printable(note)}`),
    ];
  });
  return [...(folder === '' ? [] : [`In ${printable(folder)}`]), ...lines, '', totalsLine(report)].join('\n');
};

/**
 * `dossier import <files or folders>`: shows progress, goes on after a bad file, ends with a table. Answers the exit
 * code: 0 when nothing was refused, 1 when something was, 2 for a path that does not exist (then nothing is imported).
 */
export const runImport = async (
  paths: readonly string[],
  { out, ports, actor, onOpened }: RunImport,
): Promise<number> => {
  const { files, missing } = await findFiles(paths);
  if (missing.length > 0) {
    for (const path of missing) out.write(`There is no such file or folder: ${printable(path)}\n`);
    return WRONG_USAGE;
  }
  const report = await importFiles(files, {
    ports,
    ...(actor === undefined ? {} : { actor }),
    ...(onOpened && { onOpened }),
    onProgress: progressOn(out),
  });
  if (out.isTTY === true) out.write(CLEAR_LINE);
  out.write(formatReport(report));
  return report.totals.refused > 0 ? SOME_REFUSED : DONE;
};
