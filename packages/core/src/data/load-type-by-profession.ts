// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '../errors/index.ts';
import { fail, ok, type Result } from '../result/index.ts';
import { lookup } from './lookup.ts';
import type { TypeByProfession, Versioned } from './types.ts';

type Json = Readonly<Record<string, unknown>>;

/** One cell of the published grid. */
interface Cell {
  readonly profession: string;
  readonly type: string;
  readonly consultable: boolean;
}

/**
 * Reads the type-by-profession grid in the form in which it is published (domain §2.2): JSON:API of
 * `/jsonapi/node/matrice_professionnel_document` with `field_type_de_document` and `field_code_profession` included.
 * A node says with `field_consultation_document` whether a profession consults a type.
 *
 * `jsonApi` is one response, or the array of all pages. `piece` says which version of the law it is. Fails, naming the
 * place, on anything that is not that form, on a pair that is both open and closed, and on a grid without a cell.
 */
export const loadTypeByProfession = (jsonApi: unknown, piece: Versioned): Result<TypeByProfession, Failure> => {
  const pages = Array.isArray(jsonApi) ? jsonApi : [jsonApi];
  const grid = new Map<string, Cell>();
  for (const [number, page] of pages.entries()) {
    const cells = readPage(page, pages.length === 1 ? '' : `[${number}].`);
    if (!cells.ok) return cells;
    for (const cell of cells.value) {
      const key = `${cell.profession} ${cell.type}`;
      const before = grid.get(key);
      if (before !== undefined && before.consultable !== cell.consultable)
        return invalid('data', `profession ${cell.profession} and type ${cell.type} are both open and closed`);
      grid.set(key, cell);
    }
  }
  if (grid.size === 0) return invalid('data', 'the grid has no cell');
  const consultable = new Map<string, string[]>();
  for (const { profession, type, consultable: open } of grid.values()) {
    const types = consultable.get(profession) ?? [];
    consultable.set(profession, open ? [...types, type] : types);
  }
  const { id, version, validFrom, validUntil, source, evidence } = piece;
  return ok({
    id,
    version,
    validFrom,
    ...(validUntil === undefined ? {} : { validUntil }),
    source,
    evidence,
    consultable: lookup(consultable),
  });
};

const readPage = (page: unknown, at: string): Result<readonly Cell[], Failure> => {
  if (!isObject(page)) return invalid(at || 'document', 'it is not a JSON:API document');
  if (!Array.isArray(page.data)) return invalid(`${at}data`, 'it is not an array of nodes');
  if (!Array.isArray(page.included)) return invalid(`${at}included`, 'types and professions must be included');
  const included = new Map<string, Json>();
  for (const resource of page.included)
    if (isObject(resource) && isObject(resource.attributes)) included.set(keyOf(resource), resource.attributes);

  const cells: Cell[] = [];
  for (const [number, node] of page.data.entries()) {
    const place = `${at}data[${number}]`;
    if (!isObject(node) || !isObject(node.attributes)) return invalid(place, 'it is not a node with attributes');
    const consultable = node.attributes.field_consultation_document;
    if (typeof consultable !== 'boolean')
      return invalid(`${place}.attributes.field_consultation_document`, 'it is not true or false');
    const professions = relatedCodes(node, 'field_code_profession', 'field_code_profession', included, place);
    if (!professions.ok) return professions;
    const types = relatedCodes(node, 'field_type_de_document', 'field_code_loinc', included, place);
    if (!types.ok) return types;
    for (const profession of professions.value)
      for (const type of types.value) cells.push({ profession, type, consultable });
  }
  return ok(cells);
};

/** The codes that an included resource carries in `attribute`, for one relationship (to one or to many). */
const relatedCodes = (
  node: Json,
  relationship: string,
  attribute: string,
  included: ReadonlyMap<string, Json>,
  place: string,
): Result<readonly string[], Failure> => {
  const at = `${place}.relationships.${relationship}`;
  const related = isObject(node.relationships) ? node.relationships[relationship] : undefined;
  const linkage = isObject(related) ? related.data : undefined;
  const links = (Array.isArray(linkage) ? linkage : [linkage]).filter(isObject);
  if (links.length === 0) return invalid(at, 'it names nothing');
  const codes: string[] = [];
  for (const link of links) {
    const attributes = included.get(keyOf(link));
    if (attributes === undefined) return invalid(at, 'what it names is not included');
    const code = attributes[attribute];
    const text = typeof code === 'number' ? String(code) : code;
    if (typeof text !== 'string' || text.trim() === '') return invalid(at, `what it names has no ${attribute}`);
    codes.push(text.trim());
  }
  return ok(codes);
};

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const keyOf = ({ type, id }: Json): string => `${String(type)} ${String(id)}`;

const invalid = (path: string, why: string): { readonly ok: false; readonly error: Failure } =>
  fail(failure('element-invalid', { path, why }));
