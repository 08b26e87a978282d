// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { type FoundInside, type InsideHit, type SearchInsideRequest, searchInside } from '../../../record/index.ts';
import { recordById } from '../search/index.ts';
import { resource } from './answers.ts';
import { operationParameters } from './body.ts';
import { type Part, parametersText } from './explain-parameters.ts';
import type { Exchange, Route } from './route.ts';
import { resourceTypes } from './route-kinds.ts';

const FACETS = ['type', 'year', 'author', 'place'] as const;
const USUAL = 20;
const MOST = 100;

const whole = (text: string | undefined, usual: number, most: number): number | undefined => {
  if (text === undefined) return usual;
  return /^\d{1,6}$/.test(text) ? Math.min(Number(text), most) : undefined;
};

const asked = (exchange: Exchange): Result<SearchInsideRequest, Failure> => {
  const parameters = operationParameters(exchange);
  if (!parameters.ok) return parameters;
  const value = (name: string): string | undefined => parameters.value.find((one) => one.name === name)?.value;
  const text = value('text');
  if (text === undefined || text.trim() === '') return fail(failure('parameter-missing', { name: 'text' }));
  const limit = whole(value('_count'), USUAL, MOST);
  const offset = whole(value('_offset'), 0, Number.MAX_SAFE_INTEGER);
  if (limit === undefined)
    return fail(failure('parameter-invalid', { name: '_count', why: 'it should be a whole number' }));
  if (offset === undefined)
    return fail(failure('parameter-invalid', { name: '_offset', why: 'it should be a whole number' }));
  const facets = Object.fromEntries(FACETS.flatMap((name) => (value(name) === undefined ? [] : [[name, value(name)]])));
  return ok({ record: recordById(exchange.id), text: text.slice(0, 512), facets, limit, offset });
};

const hitPart = (
  base: string,
  { entryUuid, title, type, creationTime, highlights, score, withoutText }: InsideHit,
): Part => ({
  name: 'hit',
  part: [
    { name: 'document', valueUri: `${base}/DocumentReference/${entryUuid}` },
    { name: 'title', valueString: title },
    { name: 'type', valueString: type },
    { name: 'date', valueString: creationTime.slice(0, 8) },
    { name: 'score', valueDecimal: score },
    { name: 'withoutText', valueBoolean: withoutText },
    ...highlights.map(
      ({ section, text, marks }): Part => ({
        name: 'highlight',
        part: [
          ...(section === undefined ? [] : [{ name: 'section', valueString: section }]),
          { name: 'text', valueString: text },
          ...marks.map(([start, end]): Part => ({ name: 'mark', valueString: `${start}-${end}` })),
        ],
      }),
    ),
  ],
});

const answerOf = (base: string, { total, hits, facets, unread }: FoundInside): readonly Part[] => [
  { name: 'total', valueInteger: total },
  { name: 'unread', valueInteger: unread },
  ...hits.map((hit) => hitPart(base, hit)),
  ...FACETS.flatMap((name) =>
    facets[name].map(
      ({ value, count }): Part => ({
        name: 'facet',
        part: [
          { name: 'name', valueCode: name },
          { name: 'value', valueString: value },
          { name: 'count', valueInteger: count },
        ],
      }),
    ),
  ),
];

const route = {
  path: '/Patient/:id/$search-inside',
  service: {
    resource: 'Patient',
    operation: 'search-inside',
    definition: 'urn:dossier:operation:search-inside',
    // The words of documents are their content.
    needs: [{ resource: 'Binary', permission: 'r' }],
    documentation:
      'Searches in the words of the documents in sight, with highlights and counts by type, year, author and place.',
    parameters: [{ name: 'text', type: 'string' }, ...FACETS.map((name) => ({ name, type: 'string' }) as const)],
  },
  answer: async (exchange) => {
    const request = asked(exchange);
    if (!request.ok) return request;
    const found = await searchInside(exchange.actor, request.value, exchange.ports);
    return found.ok ? resource(parametersText(answerOf(exchange.base, found.value))) : found;
  },
} as const satisfies Omit<Route, 'method'>;

/** Search in the words of documents, for whoever shows them to a person. */
export const searchingInside: readonly Route[] = [
  { ...route, method: 'GET' },
  { ...route, method: 'POST', accepts: resourceTypes },
];
