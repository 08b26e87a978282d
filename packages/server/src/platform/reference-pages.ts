// SPDX-License-Identifier: Apache-2.0
import { type ErrorDefinition, errors } from '@dossier/core/errors';
import type { Variable } from './variable.ts';
import { variables } from './variables.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Text of `docs/configuration.md`. */
export const configurationPage = (): string => {
  const rows = Object.values<Variable<unknown>>(variables).map((variable) => [
    `\`${variable.name}\``,
    cell(variable.purpose),
    cell(variable.default === undefined ? (variable.defaultNote ?? '') : `\`${variable.default}\``),
    variable.since,
  ]);
  return `# Configuration

Dossier is configured by environment variables. A variable that begins with \`DOSSIER_\` and is not in this list, a value
that is not valid and values that contradict each other stop the start with a sentence. An empty value counts as unset.

This page is generated from \`packages/server/src/platform/variables.ts\` by \`scripts/docs.mjs\`; a test compares the two.

${table(['Variable', 'What for', 'Default', 'Since'], rows)}
`;
};

/** Text of `docs/errors.md`. */
export const errorsPage = (): string => {
  const rows = Object.entries<ErrorDefinition>(errors).map(([code, definition]) => [
    `\`${code}\``,
    cell(definition.text),
    String(definition.httpStatus),
    `\`${definition.issue}\``,
    `\`${definition.xds}\``,
  ]);
  return `# Errors

Every refusal has one code and one sentence, whichever face speaks it. FHIR answers it as an \`OperationOutcome\` with the
issue type below and the code in \`details.coding\`; the SOAP faces with the ebXML code; other addresses as JSON with
\`code\` and \`text\`. Words in braces are filled in.

This page is generated from \`packages/core/src/errors/registry.ts\` by \`scripts/docs.mjs\`; a test compares the two.

${table(['Code', 'Sentence', 'HTTP', 'FHIR issue', 'ebXML'], rows)}
`;
};
