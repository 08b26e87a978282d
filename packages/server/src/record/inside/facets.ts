// SPDX-License-Identifier: Apache-2.0
import type { SearchedDocument } from '../ports.ts';

/** How many of the documents found have a value, the most frequent first. */
export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

export type FacetName = 'type' | 'year' | 'author' | 'place';

export type Facets = Readonly<Record<FacetName, readonly FacetValue[]>>;

const valuesOf: Readonly<Record<FacetName, (document: SearchedDocument) => readonly string[]>> = {
  type: ({ type }) => [type],
  year: ({ creationTime }) => [creationTime.slice(0, 4)],
  author: ({ authors }) => authors,
  place: ({ places }) => places,
};

export const facetNames = Object.keys(valuesOf) as readonly FacetName[];

export const hasValue = (document: SearchedDocument, name: FacetName, value: string): boolean =>
  valuesOf[name](document).includes(value);

const count = (documents: readonly SearchedDocument[], name: FacetName): readonly FacetValue[] => {
  const counts = new Map<string, number>();
  for (const document of documents)
    for (const value of new Set(valuesOf[name](document))) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
};

export const facetsOf = (documents: readonly SearchedDocument[]): Facets => ({
  type: count(documents, 'type'),
  year: count(documents, 'year'),
  author: count(documents, 'author'),
  place: count(documents, 'place'),
});
