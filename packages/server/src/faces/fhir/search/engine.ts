// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import type { RecordRef } from '../../../record/ports.ts';
import { type RawParameter, readName } from './query-string.ts';
import { splitValues } from './values.ts';

/** Type of a search parameter, as a CapabilityStatement names it. */
export type ParameterType = 'token' | 'date' | 'string' | 'reference' | 'special';

/** What a parser is given besides the parameters. */
export interface SearchContext {
  readonly now: Instant;
  /** Base address of the FHIR face, without a slash at the end. */
  readonly base: string;
  /** `Prefer: handling=strict`: an unknown parameter is an error. */
  readonly strict: boolean;
}

/** One occurrence of a parameter in a request. */
interface Occurrence {
  /** Values joined by OR, still escaped; at least one. */
  readonly values: readonly string[];
  readonly modifier?: string;
  readonly context: SearchContext;
}

/** What a parameter adds to a search. `C` is the condition of the search in question. */
export interface Contribution<C> {
  readonly conditions?: readonly C[];
  /** Names the record to search in. */
  readonly record?: RecordRef;
  /** The names of one object, any of which can name the record where nothing else does. */
  readonly object?: readonly string[];
  readonly count?: number;
  readonly countOnly?: boolean;
  readonly counts?: 'all' | 'none';
  readonly sort?: string;
  /** Words to be found inside of what is searched for. */
  readonly content?: string;
}

/**
 * A search parameter: the parser and the CapabilityStatement read the same table of these, so that `/metadata` says
 * exactly what is there.
 */
export interface SearchParameter<C> {
  readonly name: string;
  readonly type: ParameterType;
  readonly documentation: string;
  /** Canonical address of its definition, where a standard or a guide has one. */
  readonly definition?: string;
  /** Other paths under which it is asked. */
  readonly aliases?: readonly string[];
  readonly modifiers?: readonly string[];
  /** Resource types that may qualify it, as in `subject:Patient`. */
  readonly targets?: readonly string[];
  /** Left out of the CapabilityStatement: FHIR defines it for every search. */
  readonly general?: true;
  /** A condition with no value that can match at all is undefined conditions, not an error. The error says why. */
  readonly read: (occurrence: Occurrence) => Result<Contribution<C>, string>;
}

export interface AskedCondition<C> {
  /** The parameter, as the caller wrote it. */
  readonly name: string;
  readonly condition: C;
}

export interface ParsedSearch<C> {
  readonly record?: RecordRef;
  readonly objects: readonly (readonly string[])[];
  readonly conditions: readonly C[];
  readonly count?: number;
  readonly countOnly: boolean;
  readonly counts?: 'all' | 'none';
  readonly sort?: string;
  readonly content?: string;
  /** The conditions with the parameters that brought them. */
  readonly asked: readonly AskedCondition<C>[];
  /** The parameters that were understood, for the self link. */
  readonly understood: readonly RawParameter[];
  readonly warnings: readonly Failure[];
}

/** Bounds of a search, so that no request costs more than a page. */
const searchBounds = { parameters: 50, values: 100, valueLength: 512 } as const;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to refuse
const controlCharacter = /[\u0000-\u001f\u007f]/;

/** What is wrong with a parameter, by a name that came from outside. */
export const invalid = (name: string, why: string): Failure =>
  failure('parameter-invalid', { name: quotable(name), why });

/** A name as it may stand in a sentence. */
const quotable = (name: string): string => name.replace(/[^\x20-\x7e]/g, '?').slice(0, 80);

const findParameter = <C>(table: readonly SearchParameter<C>[], path: string): SearchParameter<C> | undefined =>
  table.find(({ name, aliases }) => name === path || aliases?.includes(path));

const checkBounds = (raw: RawParameter, values: readonly string[]): string | undefined => {
  if (values.length > searchBounds.values) return `it has more than ${searchBounds.values} values`;
  if (values.some((value) => value.length > searchBounds.valueLength)) {
    return `a value is longer than ${searchBounds.valueLength} characters`;
  }
  // What stands in the place of bytes that are no UTF-8: a search for it would find nothing, and not say why.
  if (raw.value.includes('\ufffd')) return 'its percent-encoding is not UTF-8';
  return controlCharacter.test(raw.value) ? 'it contains a control character' : undefined;
};

/** One parameter of the request: what it contributes, `unknown`, or `empty` (FHIR R4 §3.1.1.4.4 ignores it then). */
const readOne = <C>(
  table: readonly SearchParameter<C>[],
  raw: RawParameter,
  context: SearchContext,
): Result<Contribution<C> | 'unknown' | 'empty', Failure> => {
  const { path, types, modifier } = readName(raw.name);
  const parameter = findParameter(table, path);
  if (!parameter) return ok('unknown');
  if (raw.value === '') return ok('empty');
  const values = splitValues(raw.value);
  const unbounded = checkBounds(raw, values);
  if (unbounded) return fail(invalid(raw.name, unbounded));
  if (values.length === 0) return ok('empty');
  // A modifier that is not supported must be refused, whatever the handling (FHIR R4 §3.1.1.4.5).
  if (modifier !== undefined && !parameter.modifiers?.includes(modifier)) {
    return fail(invalid(raw.name, `the modifier ${quotable(modifier)} is not supported`));
  }
  const foreign = types.find((type) => !parameter.targets?.includes(type));
  if (foreign !== undefined) return fail(invalid(raw.name, `${quotable(foreign)} is not supported here`));
  const read = parameter.read({ values, context, ...(modifier === undefined ? {} : { modifier }) });
  return read.ok ? read : fail(invalid(raw.name, read.error));
};

/**
 * Parses the parameters of a search by its table. Fails with `parameter-invalid`, and with `parameter-unknown`
 * under strict handling; otherwise an unknown parameter is left out and a warning says so.
 */
export const parseSearch = <C>(
  table: readonly SearchParameter<C>[],
  parameters: readonly RawParameter[],
  context: SearchContext,
): Result<ParsedSearch<C>, Failure> => {
  if (parameters.length > searchBounds.parameters) {
    return fail(
      failure('too-many-entries', { count: parameters.length, what: 'parameters', limit: searchBounds.parameters }),
    );
  }
  const understood: RawParameter[] = [];
  const warnings: Failure[] = [];
  const contributions: Contribution<C>[] = [];
  const asked: AskedCondition<C>[] = [];
  for (const raw of parameters) {
    const read = readOne(table, raw, context);
    if (!read.ok) return read;
    if (read.value === 'empty') continue;
    if (read.value === 'unknown') {
      const unknown = failure('parameter-unknown', { name: quotable(raw.name) });
      if (context.strict) return fail(unknown);
      warnings.push(unknown);
      continue;
    }
    contributions.push(read.value);
    for (const condition of read.value.conditions ?? []) asked.push({ name: raw.name, condition });
    understood.push(raw);
  }
  const records = contributions.flatMap(({ record }) => record ?? []);
  if (records.length > 1) return fail(invalid('patient', 'it stands twice; a search concerns one patient'));
  const last = <K extends keyof Contribution<C>>(key: K): Contribution<C>[K] | undefined =>
    contributions.findLast((contribution) => contribution[key] !== undefined)?.[key];
  const [record] = records;
  const count = last('count');
  const counts = last('counts');
  const sort = last('sort');
  const content = last('content');
  return ok({
    objects: contributions.flatMap(({ object }) => (object === undefined ? [] : [object])),
    conditions: asked.map(({ condition }) => condition),
    asked,
    countOnly: last('countOnly') ?? false,
    ...(counts === undefined ? {} : { counts }),
    understood,
    warnings,
    ...(record ? { record } : {}),
    ...(count === undefined ? {} : { count }),
    ...(sort === undefined ? {} : { sort }),
    ...(content === undefined ? {} : { content }),
  });
};
