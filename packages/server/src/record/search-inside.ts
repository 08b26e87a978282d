// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { ok } from '@dossier/core/result';
import { admitToRead } from './admit.ts';
import { type FacetName, type Facets, facetNames, facetsOf, hasValue } from './inside/facets.ts';
import { type Highlight, highlightsOf } from './inside/highlight.ts';
import { rank, type Sought } from './inside/rank.ts';
import { allowedTrace } from './journal-entries.ts';
import type { Ports, RecordRef, SearchedDocument } from './ports.ts';
import type { Outcome } from './requests.ts';

export interface SearchInsideRequest {
  readonly record: RecordRef;
  /** As it was typed. */
  readonly text: string;
  /** Only documents with these values of a facet. */
  readonly facets?: Readonly<Partial<Record<FacetName, string>>>;
  readonly offset: number;
  readonly limit: number;
}

export interface InsideHit extends SearchedDocument {
  readonly logicalId: string;
  readonly entryUuid: string;
  readonly score: number;
  readonly highlights: readonly Highlight[];
}

export interface FoundInside {
  readonly recordId: string;
  readonly total: number;
  readonly hits: readonly InsideHit[];
  /** Counts over all that were found by the words. */
  readonly facets: Facets;
  /** Current documents in sight that were shared and not yet read. */
  readonly unread: number;
}

/** More words than these are not looked for. */
const MOST_WORDS = 16;

const soughtIn = (text: string, { wordsOf }: Ports): readonly Sought[] => {
  const words = wordsOf(text).slice(0, MOST_WORDS);
  return words.map((word, index) => ({ ...word, mayGoOn: index === words.length - 1 && !/\s$/.test(text) }));
};

/**
 * Searches in the words of the current documents in sight: text, titles, authors, places, codes and labels. Counted is what
 * is in sight, and nothing else is looked at. The trace names the documents of which lines were shown.
 */
export const searchInside = async (
  actor: Actor,
  { record, text, facets = {}, offset, limit }: SearchInsideRequest,
  ports: Ports,
): Outcome<FoundInside> => {
  const read = await admitToRead(actor, 'document.retrieve', record, ports, async ({ allowed }) => {
    const sought = soughtIn(text, ports);
    const { documents, unread } = await ports.store.readWords(allowed);
    const found = sought.length === 0 ? [] : rank(documents, sought);
    const kept = found.filter(({ document }) =>
      facetNames.every((name) => facets[name] === undefined || hasValue(document, name, facets[name])),
    );
    const page = kept.slice(offset, offset + limit);
    const texts = await ports.store.readTexts(
      allowed,
      page.map(({ document }) => document.logicalId),
    );
    return { found, kept, page, texts, unread };
  });
  if (!read.ok) return read;
  const { admitted, value } = read.value;
  const { allowed } = admitted;
  const { found, kept, page, texts, unread } = value;
  const documents = page.map(({ document }) => document.logicalId);
  await ports.store.journal(allowedTrace(allowed, ports, { documents, detail: { search: 'inside' } }));
  return ok({
    recordId: allowed.recordId,
    total: kept.length,
    hits: page.map(({ document: { named: _, said: _s, ...document }, score, by }) => ({
      ...document,
      score,
      highlights: highlightsOf(texts.get(document.logicalId) ?? [], by, ports.wordsOf),
    })),
    facets: facetsOf(found.map(({ document }) => document)),
    unread,
  });
};
