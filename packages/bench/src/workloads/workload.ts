// SPDX-License-Identifier: Apache-2.0
import type { Dataset } from '../data/dataset.ts';
import type { Answer } from '../load/answer-reader.ts';
import type { Ask } from '../load/connection.ts';
import { Refused } from '../measure/outcome.ts';

/** One client of the load: what it needs to ask for its own things. */
export interface ClientSetting {
  readonly dataset: Dataset;
  /** OID below which this client makes identifiers that nobody else makes. */
  readonly root: string;
  /** Ask for everything that was acknowledged in the end, not only for the last of it. */
  readonly checkAll?: boolean;
}

/** Requests that follow from each other: yields each, takes its answer, throws a WrongAnswer for one that is not right. */
export type Conversation = Generator<Ask, void, Answer>;

export interface BenchClient {
  /** One operation: what is counted and timed. */
  operation(): Conversation;
  /** When the time is over: asks for what was acknowledged, each by itself. Not timed. */
  afterwards?(): Iterable<Conversation>;
}

/** Statements of the database floor; what they are, floor/tables.ts says. */
export type FloorStatement = 'share' | 'find' | 'since' | 'person' | 'content' | 'heavy-content';

/** Bytes that have to be sealed, opened or hashed: of a document of 20 KB, of one of 2 MB, of the text of one document. */
export interface FloorCrypto {
  readonly do: 'seal' | 'open' | 'sha1' | 'sha256';
  readonly of: 'document' | 'heavy' | 'text';
  readonly times: number;
}

/**
 * What is measured. A protocol face brings its own: a file here with one of these, and its line in index.ts. The sizes
 * of the answers of the HTTP floor are taken from the first operation.
 */
export interface Workload {
  /** For `--only`. */
  readonly name: string;
  /** For the tables. */
  readonly title: string;
  /** What one operation cannot do without, at the least. */
  readonly floor: { readonly statements: readonly FloorStatement[]; readonly crypto: readonly FloorCrypto[] };
  client(setting: ClientSetting): BenchClient;
}

/** The server answered something else than it should have. */
export class WrongAnswer extends Error {}

export const expectStatus = (answer: Answer, status: number): void => {
  if (answer.status === status) return;
  if (answer.status === 503 && answer.headers.has('retry-after')) throw new Refused('the server is too busy');
  throw new WrongAnswer(`status ${answer.status}, not ${status}: ${answer.body.toString('utf8', 0, 300)}`);
};
