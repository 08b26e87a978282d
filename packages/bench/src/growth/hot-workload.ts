// SPDX-License-Identifier: Apache-2.0
import { INS_OID } from './population.ts';
import type { Ask, Operation } from './workloads.ts';

/** What the readers of one large record do. */
export interface HotTask {
  readonly hot: 'page' | 'search';
  readonly ins: string;
}

interface Found {
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly unknown[];
}

const PAGE = 20;
/** Pages that a reader turns before another search begins. */
const PAGES = 5;

/** Searches that find some hundred to some thousand documents, and their newest page. */
const SEARCHES = ['type=11502-2', 'period=ge2026-06-01', 'author.family=Perrin', 'category=10&creation=lt2025-01-01'];

/**
 * `page`: each operation is a page of the whole record, the next one until the fifth. `search`: the first page of one
 * of four searches.
 */
export const hotOperation = ({ hot, ins }: HotTask, ask: Ask): Operation => {
  const first = `/fhir/DocumentReference?patient.identifier=urn:oid:${INS_OID}%7C${ins}&_count=${PAGE}`;
  const open = async (path: string): Promise<Found> => {
    const { status, body } = await ask('GET', path);
    if (status !== 200) throw new Error(`${status}: ${body.toString().slice(0, 300)}`);
    return JSON.parse(body.toString()) as Found;
  };
  if (hot === 'search')
    return async () => {
      const search = SEARCHES[Math.floor(Math.random() * SEARCHES.length)];
      const { entry = [] } = await open(`${first}&${search}`);
      if (entry.length === 0) throw new Error(`The search ${search} found nothing.`);
    };
  /** Where readers are to go on. */
  const waiting: { readonly path: string; readonly page: number }[] = [];
  return async () => {
    const { path, page } = waiting.pop() ?? { path: first, page: 1 };
    const found = await open(path);
    if (found.entry?.length !== PAGE) throw new Error(`A page has ${found.entry?.length} documents.`);
    const next = found.link.find(({ relation }) => relation === 'next');
    if (next !== undefined && page < PAGES) {
      const { pathname, search } = new URL(next.url);
      waiting.push({ path: pathname + search, page: page + 1 });
    }
  };
};
