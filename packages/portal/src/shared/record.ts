// SPDX-License-Identifier: Apache-2.0
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Point } from './curve.tsx';
import {
  type AuditEvent,
  ask,
  type Bundle,
  type Composition,
  type Consent,
  type DocumentReference,
  nextOf,
  type Parameter,
  type Parameters,
  type Patient,
  resources,
  type SummarySection,
  valueIn,
} from './fhir.ts';

const PAGE = 50;

/** Pages of a search, one after the other. */
const usePages = <T>(key: readonly unknown[], first: string, more: { readonly staleTime?: number } = {}) =>
  useInfiniteQuery({
    queryKey: key,
    ...more,
    initialPageParam: first,
    queryFn: ({ pageParam, signal }) => ask<Bundle<T>>(pageParam, { signal }),
    getNextPageParam: nextOf,
    select: ({ pages }) => ({ total: pages[0]?.total, items: pages.flatMap((page) => resources(page)) }),
  });

export const usePatient = (recordId: string) =>
  useQuery({ queryKey: ['patient', recordId], queryFn: () => ask<Patient>(`/fhir/Patient/${recordId}`) });

export const useDocuments = (recordId: string) =>
  usePages<DocumentReference>(
    ['documents', recordId],
    `/fhir/DocumentReference?patient=${recordId}&status=current&_sort=-date&_count=${PAGE}`,
  );

export const useDocument = (id: string) =>
  useQuery({
    queryKey: ['document', id],
    queryFn: () => ask<DocumentReference>(`/fhir/DocumentReference/${id}`),
  });

/** Whoever looks at the journal wants what it says now. */
export const useAccesses = (recordId: string) =>
  usePages<AuditEvent>(['accesses', recordId], `/fhir/AuditEvent?patient=${recordId}&_count=${PAGE}`, { staleTime: 0 });

export const useConsents = (recordId: string) =>
  useQuery({
    queryKey: ['consents', recordId],
    queryFn: async () => resources(await ask<Bundle<Consent>>(`/fhir/Consent?patient=${recordId}`)),
  });

/** The sections of the International Patient Summary, each with its lines in words. */
export const useSummary = (recordId: string) =>
  useQuery({
    queryKey: ['summary', recordId],
    queryFn: async () => {
      const bundle = await ask<Bundle<Composition>>(`/fhir/Patient/${recordId}/$summary`);
      return bundle.entry?.[0]?.resource.section ?? [];
    },
  });

export interface SummaryLine {
  readonly words: string;
  readonly notes: readonly string[];
}

/** The lines of a section: the server writes them as a list, read here as text and never as markup. */
export const linesOf = ({ text }: SummarySection): readonly SummaryLine[] => {
  const parsed = new DOMParser().parseFromString(text?.div ?? '', 'text/html');
  return [...parsed.querySelectorAll('li')].map((item) => {
    const [words = '', ...notes] = (item.textContent ?? '').split(' · ');
    return { words, notes };
  });
};

export interface Trend {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  readonly points: readonly Point[];
}

const pointOf = ({ part }: Parameter): Point => {
  const [low, high] = [valueIn(part, 'low'), valueIn(part, 'high')];
  return {
    at: String(valueIn(part, 'at')),
    value: Number(valueIn(part, 'value')),
    ...(low !== undefined && { low: Number(low) }),
    ...(high !== undefined && { high: Number(high) }),
  };
};

export const useTrends = (recordId: string) =>
  useQuery({
    queryKey: ['trends', recordId],
    queryFn: async (): Promise<readonly Trend[]> => {
      const { parameter = [] } = await ask<Parameters>(`/fhir/Patient/${recordId}/$trends`);
      return parameter
        .filter(({ name }) => name === 'series')
        .map(({ part = [] }) => ({
          key: String(valueIn(part, 'key')),
          label: String(valueIn(part, 'label')),
          unit: String(valueIn(part, 'unit')),
          points: part.filter(({ name }) => name === 'point').map(pointOf),
        }));
    },
  });

export interface Hit {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly date: string;
  readonly highlights: readonly { readonly text: string; readonly marks: readonly (readonly [number, number])[] }[];
}

const hitOf = ({ part = [] }: Parameter): Hit => ({
  id: String(valueIn(part, 'document')).split('/').at(-1) ?? '',
  title: String(valueIn(part, 'title') ?? ''),
  type: String(valueIn(part, 'type') ?? ''),
  date: String(valueIn(part, 'date') ?? ''),
  highlights: part
    .filter(({ name }) => name === 'highlight')
    .map(({ part: inside = [] }) => ({
      text: String(valueIn(inside, 'text') ?? ''),
      marks: inside
        .filter(({ name }) => name === 'mark')
        .map((mark) =>
          String(valueIn([mark], 'mark'))
            .split('-')
            .map(Number),
        )
        .map(([from = 0, to = 0]) => [from, to] as const),
    })),
});

interface Inside {
  readonly total: number;
  readonly hits: readonly Hit[];
}

/** Documents whose words answer what was typed; while others are on their way, those of before. */
export const useInside = (recordId: string, text: string) =>
  useQuery({
    queryKey: ['inside', recordId, text],
    enabled: text.length > 1,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Inside> => {
      const query = new URLSearchParams({ text, _count: '30' });
      const { parameter = [] } = await ask<Parameters>(`/fhir/Patient/${recordId}/$search-inside?${query}`, { signal });
      return {
        total: Number(valueIn(parameter, 'total') ?? 0),
        hits: parameter.filter(({ name }) => name === 'hit').map(hitOf),
      };
    },
  });
