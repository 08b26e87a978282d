// SPDX-License-Identifier: Apache-2.0
import { reasons } from './applies.ts';
import type { StepResult } from './runner.ts';

/** Identifiers of this run, which differ from run to run. */
const steady = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…')
    .replaceAll(/1\.2\.250\.1\.999\.42\.[\d.]+/g, '…')
    .replaceAll('|', '\\|')
    .replaceAll(/\s+/g, ' ');

const rowOf = (name: string, results: readonly StepResult[] | string): string => {
  if (typeof results === 'string') return `| ${name} | not applicable | ${results} |`;
  const failed = results.filter(({ faults }) => faults.length > 0);
  const ran = results.filter(({ absent }) => absent === undefined);
  if (ran.length === 0) return `| ${name} | nothing to run | the public part has no step of it with its file |`;
  const why = failed
    .map(({ section, step, faults }) => `${section}/${step}: ${steady(faults.join(', '))}`)
    .join('<br>');
  const all =
    ran.length === results.length
      ? `${ran.length} steps`
      : `${ran.length} steps of ${results.length}, the others lack their file`;
  return `| ${name} | ${failed.length === 0 ? `pass | ${all}` : `fail | ${reasons[name] === undefined ? '' : `**${reasons[name]}**<br>`}${why}`} |`;
};

/** docs/nist-kit.md. */
export const pageOf = (tests: ReadonlyMap<string, readonly StepResult[] | string>): string => {
  const rows = [...tests].map(([name, results]) => rowOf(name, results));
  const count = (word: string): number => rows.filter((row) => row.includes(`| ${word} |`)).length;
  return `${[
    '# The NIST kit for XDS.b',
    '',
    'Results of the public part of the NIST XDS Toolkit (`testkit/tests` of `usnistgov/iheos-toolkit2`) against the SOAP faces,',
    'over HTTP, with the codes of the kit instead of the French ones. Made by `packages/server/test/nist/nist.test.ts`, which',
    'fails when a result differs from this page (`npx vitest run packages/server/test/nist --update` writes it anew). A test that fails has its reason in bold.',
    '',
    `${count('pass')} pass, ${count('fail')} fail, ${count('not applicable')} not applicable, ${count('nothing to run')} without steps.`,
    '',
    '| test | result | why |',
    '|---|---|---|',
    ...rows,
  ].join('\n')}\n`;
};
