// SPDX-License-Identifier: Apache-2.0
import type { DirectoryProfile, ExtractColumn } from '../profile.ts';
import { structureIds } from '../structure-ids.ts';
import type { DirectoryEntry, SourceItem } from '../types.ts';
import { linesOf } from './lines.ts';

type Row = (column: ExtractColumn) => string;

const PROFESSIONAL_ID = /^\d{9,13}$/;

/** Where the columns of this file stand, or the name of one that it lacks. */
const columnsIn = (
  head: string,
  { columns, separator }: DirectoryProfile['extract'],
): Readonly<Record<ExtractColumn, number>> | string => {
  const titles = head.split(separator).map((title) => title.trim());
  const found = Object.entries(columns).map(([name, title]) => [name, titles.indexOf(title)] as const);
  const missing = found.find(([, index]) => index === -1);
  if (missing) return columns[missing[0] as ExtractColumn];
  return Object.fromEntries(found) as Record<ExtractColumn, number>;
};

/** The entries of one line of the extract: the professional, the structure, and that the one practises in the other. */
const entriesOf = (row: Row, extract: DirectoryProfile['extract']): readonly DirectoryEntry[] | string => {
  const professional = row('nationalId');
  const profession = row('profession');
  if (!PROFESSIONAL_ID.test(professional)) return 'the national identifier of the professional is not one';
  if (profession === '') return 'there is no profession';
  const specialty = row('skillType') === extract.specialtyType && row('skill') !== '' ? row('skill') : undefined;
  const [organization, ...aliases] = structureIds({
    finess: row('finess'),
    siret: row('siret'),
    siren: row('siren'),
    formerId: row('formerId'),
    technicalId: row('technicalId'),
  });
  const sector = row('sector');
  const person: DirectoryEntry = {
    kind: 'professional',
    key: professional,
    active: true,
    aliases: [],
    facts: { family: row('family'), given: row('given') },
  };
  const situation: DirectoryEntry = {
    kind: 'situation',
    key: [professional, organization ?? '', profession, specialty ?? ''].join('/'),
    active: true,
    aliases: [],
    professional,
    ...(organization !== undefined && { organization }),
    facts: { profession, ...(specialty !== undefined && { specialty }) },
  };
  if (organization === undefined) return [person, situation];
  const structure: DirectoryEntry = {
    kind: 'organization',
    key: organization,
    active: true,
    aliases,
    facts: { name: row('structureName'), ...(sector !== '' && { sector }) },
  };
  return [person, structure, situation];
};

/**
 * Reads the open-data extract: a head with the titles of the columns, then one line for each situation of practice.
 * Throws a RangeError when it lacks a column that is needed.
 */
export const readExtract = async function* (path: string, { extract }: DirectoryProfile): AsyncGenerator<SourceItem> {
  let columns: Readonly<Record<ExtractColumn, number>> | undefined;
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    if (columns === undefined) {
      const found = columnsIn(line, extract);
      if (typeof found === 'string') throw new RangeError(`it has no column "${found}"`);
      columns = found;
      continue;
    }
    if (line.trim() === '') continue;
    const cells = line.split(extract.separator);
    const at = columns;
    const entries = entriesOf((column) => (cells[at[column]] ?? '').trim(), extract);
    const place = `line ${number}`;
    yield typeof entries === 'string' ? { entries: [], fault: entries, place } : { entries, place };
  }
};
