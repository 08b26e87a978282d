// SPDX-License-Identifier: Apache-2.0
import { AnswerError } from './errors.ts';
import { json, type RequestOptions, type Send } from './http.ts';
import type { Bundle } from './resources.ts';

/** One value; or several, of which one has to match. Values of a list are escaped, a single one goes out as it is. */
export type SearchValue = string | number | boolean | readonly string[];

/** What a search parameter asks: a value, or several conditions that all have to hold. */
export type SearchCriterion = SearchValue | { readonly all: readonly SearchValue[] };

/** Parameters of a search as FHIR names them (`/metadata` lists them); what is undefined is left out. */
export interface SearchCriteria {
  readonly [name: string]: SearchCriterion | undefined;
}

/** What documents are searched by (ITI-67, PDSm flux 05); codes as `system|code` or `code`. */
export interface DocumentCriteria extends SearchCriteria {
  /** Default: `current`. `superseded` are replaced ones, `entered-in-error` deleted ones. */
  readonly status?: SearchCriterion;
  /** `false` leaves archived documents out; they are `current` too. */
  readonly isArchived?: SearchCriterion;
  /** typeCode: `http://loinc.org|11488-4`. */
  readonly type?: SearchCriterion;
  /** classCode. */
  readonly category?: SearchCriterion;
  readonly format?: SearchCriterion;
  /** When the act took place: `ge2026-01-01`. */
  readonly period?: SearchCriterion;
  /** When the document was made: `{ all: ['ge2026-01-01', 'lt2026-07-01'] }`. */
  readonly date?: SearchCriterion;
  /** National identifier of an author, professional or structure, as `system|value`. */
  readonly 'author.identifier'?: SearchCriterion;
  /** uniqueId, entryUUID or logical id. */
  readonly identifier?: SearchCriterion;
  /** `date`, `creation` or `period-start`, with `-` before it for the latest first. Default: shared last, first. */
  readonly _sort?: SearchCriterion;
  /** Entries that one request fetches, at most 200; 50 unless said. */
  readonly _count?: SearchCriterion;
}

/** What traces are searched by. */
export interface AccessCriteria extends SearchCriteria {
  /** When it happened: `ge2026-01-01`. */
  readonly date?: SearchCriterion;
  /** Who acted, by national identifier: `urn:oid:1.2.250.1.71.4.2.1|899700218896`. */
  readonly 'agent.identifier'?: SearchCriterion;
  /** The operation: `document.retrieve`. */
  readonly subtype?: SearchCriterion;
  /** `0` success, `4` refused, `8` failure. */
  readonly outcome?: SearchCriterion;
  /** One document: `DocumentReference/<id>` as traces name it. */
  readonly entity?: SearchCriterion;
  readonly _count?: SearchCriterion;
}

const escaped = (value: string): string => value.replace(/[\\,$]/g, (character) => `\\${character}`);

const isList = (value: SearchValue): value is readonly string[] => typeof value === 'object';

const textOf = (value: SearchValue): string => (isList(value) ? value.map(escaped).join(',') : String(value));

const valuesOf = (criterion: SearchCriterion): readonly SearchValue[] =>
  typeof criterion === 'object' && 'all' in criterion ? criterion.all : [criterion];

/** Criteria as a form, in their order. */
const formOf = (criteria: SearchCriteria): string =>
  new URLSearchParams(
    Object.entries(criteria).flatMap(([name, criterion]) =>
      criterion === undefined ? [] : valuesOf(criterion).map((value): [string, string] => [name, textOf(value)]),
    ),
  ).toString();

/**
 * One page of a search, by POST (FHIR R4 §3.1.1.1): the patient's number stands in the body, not in an address that
 * proxies write down.
 */
export const search = <R>(
  send: Send,
  resourceType: string,
  criteria: SearchCriteria,
  options: RequestOptions = {},
): Promise<Bundle<R>> =>
  json(
    send(`${resourceType}/_search`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: formOf(criteria),
      repeatable: true,
      ...options,
    }),
  );

/** All matches of a search, page after page; a page is fetched when it is needed. */
export const searchAll = async function* <R extends { readonly resourceType: string }>(
  send: Send,
  resourceType: R['resourceType'],
  criteria: SearchCriteria,
  options: RequestOptions = {},
): AsyncGenerator<R, void, undefined> {
  const fetched = new Set<string>();
  let page = await search<R>(send, resourceType, criteria, options);
  while (true) {
    for (const { resource } of page.entry ?? []) if (resource?.resourceType === resourceType) yield resource;
    const next = page.link?.find(({ relation }) => relation === 'next')?.url;
    if (next === undefined) return;
    if (fetched.has(next)) throw new AnswerError('form', 'The pages of the search lead back to one another.');
    fetched.add(next);
    page = await json<Bundle<R>>(send(next, options));
  }
};
