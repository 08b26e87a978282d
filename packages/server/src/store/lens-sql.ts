// SPDX-License-Identifier: Apache-2.0
import type { Lens } from '@dossier/core/access';

/** Number of parameters that a lens takes. */
export const LENS_PARAMETERS = 6;

/**
 * The SQL twin of `sees` in the access room: whether the row `alias` of record.document_entry is in sight.
 * Its six parameters begin at `$first` and are the values of {@link lensValues}. The text is the same for every lens,
 * so one prepared statement serves all.
 */
export const lensSql = (alias: string, first: number): string => {
  const [statuses, own, ownOnly, everyType, types, hiddenBy] = Array.from(
    { length: LENS_PARAMETERS },
    (_, index) => `$${first + index}`,
  );
  return `(${alias}.status = any(${statuses}::text[])
    and (${alias}.author_keys && ${own}::text[]
      or (not ${ownOnly}::boolean
        and (${everyType}::boolean or ${alias}.type_code = any(${types}::text[]))
        and not ${alias}.confidentiality_codes && ${hiddenBy}::text[])))`;
};

/** Array literals of lists that are the same for many requests, such as the types of a profession. */
const literals = new WeakMap<readonly string[], string>();

const literalOf = (values: readonly string[]): string => {
  const known = literals.get(values);
  if (known !== undefined) return known;
  const literal = `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
  literals.set(values, literal);
  return literal;
};

export const lensValues = (lens: Lens): readonly unknown[] => [
  lens.statuses,
  lens.own,
  lens.ownOnly,
  lens.types === 'every',
  lens.types === 'every' ? '{}' : literalOf(lens.types),
  lens.hiddenBy,
];
