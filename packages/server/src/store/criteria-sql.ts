// SPDX-License-Identifier: Apache-2.0
import type { CodeToken, Criterion } from '../record/ports.ts';
import { namePatterns } from './fold.ts';
import { lensSql } from './lens-sql.ts';
import { tokenForms } from './tokens.ts';
import { storableAmong, timestampFor, uuidsAmong } from './values.ts';

type Field = Criterion['field'];
type CodedField = 'type' | 'class' | 'format' | 'facility' | 'practice-setting';
type TokenField = 'event' | 'confidentiality' | 'reference';
type DateField = 'creation' | 'service-start' | 'service-stop' | 'service' | 'submitted' | 'updated';

/** A fixed piece of SQL over the row `d`, its parameters numbered by `$1`, `$2`, …, and their values. */
export interface Condition {
  readonly text: string;
  readonly values: readonly unknown[];
}

const codedColumns: Readonly<Record<CodedField, string>> = {
  type: 'd.type',
  class: 'd.class',
  format: 'd.format',
  facility: 'd.facility',
  'practice-setting': 'd.practice_setting',
};

const tokenColumns: Readonly<Record<TokenField, string>> = {
  event: 'd.event_tokens',
  confidentiality: 'd.confidentiality_tokens',
  reference: 'd.reference_tokens',
};

/** First moment, and first moment after, of what a document says. */
const dateRanges: Readonly<Record<DateField, readonly [start: string, end: string]>> = {
  creation: ['d.creation_from', 'd.creation_to'],
  'service-start': ['d.service_start_from', 'd.service_start_to'],
  'service-stop': ['d.service_stop_from', 'd.service_stop_to'],
  // a missing end of the period is open (FHIR R4 §3.1.1.4.7); no period at all matches nothing
  service: [
    "case when d.service_stop_to is null then d.service_start_from else coalesce(d.service_start_from, '-infinity') end",
    "case when d.service_start_from is null then d.service_stop_to else coalesce(d.service_stop_to, 'infinity') end",
  ],
  submitted: ['d.submitted_at', "d.submitted_at + interval '1 millisecond'"],
  updated: ['d.updated_at', "d.updated_at + interval '1 millisecond'"],
};

const coded = (column: string, tokens: readonly CodeToken[]): Condition => ({
  text: `(${column}_code = any($1::text[]) or ${column}_system || '|' || ${column}_code = any($2::text[])
    or ${column}_system || '|' = any($2::text[]))`,
  values: [
    tokenForms(tokens.filter(({ system }) => system === undefined)),
    tokenForms(tokens.filter(({ system }) => system !== undefined)),
  ],
});

/** FHIR R4 §3.1.1.4.7: within both bounds the document's moment must lie wholly, a single bound it need only reach past. */
const dated = (field: DateField, from: string | undefined, to: string | undefined, negate: boolean): Condition => {
  const [start, end] = dateRanges[field];
  const condition =
    from !== undefined && to !== undefined
      ? `${start} >= $1::timestamptz and ${end} <= $2::timestamptz`
      : `${end} > coalesce($1::timestamptz, '-infinity') and ${start} < coalesce($2::timestamptz, 'infinity')`;
  return { text: `${negate ? 'not ' : ''}(${condition})`, values: [timestampFor(from), timestampFor(to)] };
};

const conditionOf = (criterion: Criterion): Condition => {
  switch (criterion.field) {
    case 'status':
      return { text: 'd.status = any($1::text[])', values: [criterion.anyOf] };
    case 'type':
    case 'class':
    case 'format':
    case 'facility':
    case 'practice-setting':
      return coded(codedColumns[criterion.field], criterion.anyOf);
    case 'event':
    case 'confidentiality':
    case 'reference':
      return { text: `${tokenColumns[criterion.field]} && $1::text[]`, values: [tokenForms(criterion.anyOf)] };
    case 'identifier':
      return {
        // names become logicalIds by their indexes first, so that a record of many documents is not read through
        text: `d.logical_id = any(array(select unnest($2::uuid[])
          union select n.logical_id from record.document_entry n
          where n.record_id = :record and n.is_latest and n.unique_id = any($1::text[])
          union select n.logical_id from record.document_entry n
          where n.record_id = :record and n.entry_uuid = any($2::uuid[])))`,
        values: [storableAmong(criterion.anyOf), uuidsAmong(criterion.anyOf)],
      };
    case 'creation':
    case 'service-start':
    case 'service-stop':
    case 'service':
    case 'submitted':
    case 'updated':
      return dated(criterion.field, criterion.from, criterion.to, criterion.negate ?? false);
    case 'author-family':
    case 'author-given': {
      const column = criterion.field === 'author-family' ? 'd.author_family' : 'd.author_given';
      return {
        text: `exists (select from unnest(${column}) name where name like any($1::text[]))`,
        values: [namePatterns(criterion.anyOf)],
      };
    }
    case 'author':
      return { text: 'd.author_keys && $1::text[]', values: [storableAmong(criterion.anyOf)] };
    case 'relates-to':
      return {
        // a target out of sight finds nothing: what answers would name it
        text: `d.relates_to && array(select target.logical_id from record.document_entry target
          where target.record_id = :record and target.is_latest and :target-in-sight and target.logical_id = any(array(
            select unnest($1::uuid[]) union select n.logical_id from record.document_entry n
            where n.record_id = :record and n.entry_uuid = any($1::uuid[]))))`,
        values: [uuidsAmong(criterion.anyOf)],
      };
    case 'member-of':
      return {
        text: `exists (select from record.membership m where m.record_id = d.record_id and m.member = d.logical_id
          and m.list_uuid = any($1::uuid[]))`,
        values: [uuidsAmong(criterion.anyOf)],
      };
  }
};

const byField = (a: { readonly field: Field }, b: { readonly field: Field }): number =>
  a.field < b.field ? -1 : a.field > b.field ? 1 : 0;

/** The conditions of a search. Same fields, same conditions, in whatever order. */
export const conditionsOf = (criteria: readonly Criterion[]): readonly Condition[] =>
  criteria.toSorted(byField).map(conditionOf);

/**
 * Conditions as `and (…) and (…)` over the row `d` of record.document_entry, parameters from `$first` on. The text is
 * made of fixed pieces only; every value of the caller is a parameter. The statement has the record's id in `$1` and
 * the lens from `$lens` on.
 */
export const conditionsSql = (
  conditions: readonly Condition[],
  { first, lens }: { readonly first: number; readonly lens: number },
): string => {
  let offset = first - 1;
  return conditions
    .map(({ text, values }) => {
      const numbered = text.replace(/\$(\d)/g, (_, number: string) => `$${Number(number) + offset}`);
      offset += values.length;
      return `and ${numbered.replaceAll(':record', '$1::uuid').replaceAll(':target-in-sight', lensSql('target', lens))}`;
    })
    .join('\n  ');
};
