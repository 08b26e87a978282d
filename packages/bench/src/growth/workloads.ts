// SPDX-License-Identifier: Apache-2.0
import { Agent, request } from 'node:http';
import {
  DOCUMENTS_WITH_CONTENT,
  documentIds,
  documentWithContent,
  INS_OID,
  measuredOf,
  measuredRecord,
  type Population,
  patientOf,
  recordsOf,
  recordWithContent,
  smallRecord,
  templateOf,
  withContentOf,
} from './population.ts';
import { shareMessages } from './share-message.ts';
import { bodyOf, TEMPLATES } from './templates.ts';

export const workloadNames = ['find', 'retrieve', 'open-and-look', 'share'] as const;
export type WorkloadName = (typeof workloadNames)[number];

/** One operation of a caller; throws when the answer is not what it must be. */
export type Operation = () => Promise<void>;

export interface Server {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly token: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

export interface Asked {
  /** Default: FHIR JSON. */
  readonly accept?: string;
  readonly body?: string;
}

export type Ask = (method: 'GET' | 'POST', path: string, asked?: Asked) => Promise<Answer>;

/** Asks over connections that stay open, at most `clients` of them. */
export const asking = ({ url, token }: Server, clients: number): { readonly ask: Ask; close(): void } => {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const authorization = `Bearer ${token}`;
  const ask: Ask = (method, path, { accept = 'application/fhir+json', body } = {}) =>
    new Promise((done, failed) => {
      const bodyHeaders =
        body === undefined
          ? {}
          : { 'content-type': 'application/fhir+json', 'content-length': Buffer.byteLength(body) };
      const headers = { authorization, accept, ...bodyHeaders };
      const asked = request(`${url}${path}`, { method, agent, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', failed);
        answer.on('end', () => done({ status: answer.statusCode ?? 0, body: Buffer.concat(parts) }));
      });
      asked.on('error', failed);
      asked.end(body);
    });
  return { ask, close: () => agent.destroy() };
};

const expectAnswer = ({ status, body }: Answer, expected: number, holds?: string): void => {
  if (status !== expected) throw new Error(`${status}: ${body.toString().slice(0, 300)}`);
  if (holds !== undefined && !body.includes(holds)) throw new Error(`No ${holds} in ${body.toString().slice(0, 300)}`);
};

const below = (count: number): number => Math.floor(Math.random() * count);

const patientQuery = (ins: string): string => `identifier=urn:oid:${INS_OID}%7C${ins}`;

/** A document whose content is in the installation. */
interface WithContent {
  readonly record: number;
  readonly document: number;
}

const bodies = new Map<number, Buffer>();

const contentOf = ({ record, document }: WithContent): Buffer => {
  const template = templateOf(record, document, TEMPLATES);
  const body = bodies.get(template) ?? bodyOf(template);
  bodies.set(template, body);
  return body;
};

/** Makes all bodies that may be asked for: making one takes longer than comparing it, and would be in the times. */
const prepareContents = (population: Population): void => {
  for (let n = 0; n < withContentOf(population); n += 1) {
    const record = recordWithContent(population, n);
    for (let nth = 0; nth < DOCUMENTS_WITH_CONTENT; nth += 1) contentOf({ record, document: documentWithContent(nth) });
  }
};

/** Submission set, document and content, each created. */
const expectShared = (answer: Answer): void => {
  expectAnswer(answer, 200);
  const created = answer.body.toString().match(/"status":"201 Created"/g)?.length ?? 0;
  if (created !== 3) throw new Error(`${created} entries were created, not 3: ${answer.body.toString().slice(0, 300)}`);
};

/** What is done to a record drawn from the whole population. */
export const workload = async (name: WorkloadName, population: Population, ask: Ask): Promise<Operation> => {
  const find = async (ins: string): Promise<void> =>
    expectAnswer(
      await ask('GET', `/fhir/DocumentReference?patient.${patientQuery(ins)}&status=current&_count=20`),
      200,
      '"total":20',
    );
  const retrieve = async (record: number, n: number): Promise<void> => {
    const document = documentWithContent(n);
    const { logicalId } = documentIds(population, record, document);
    const answer = await ask('GET', `/fhir/Binary/${logicalId}`, { accept: 'text/xml' });
    expectAnswer(answer, 200);
    if (!answer.body.equals(contentOf({ record, document })))
      throw new Error(`The document ${logicalId} has other bytes than its template.`);
  };
  const anyWithContent = (): number => recordWithContent(population, below(withContentOf(population)));
  if (name === 'retrieve' || name === 'open-and-look') prepareContents(population);
  switch (name) {
    case 'find':
      return () => find(patientOf(population, measuredRecord(below(measuredOf(population)))).ins);
    case 'retrieve':
      return () => retrieve(anyWithContent(), below(DOCUMENTS_WITH_CONTENT));
    case 'open-and-look':
      return async () => {
        const record = anyWithContent();
        const { ins } = patientOf(population, record);
        expectAnswer(await ask('GET', `/fhir/Patient?${patientQuery(ins)}`), 200, '"total":1');
        await find(ins);
        await retrieve(record, 0);
        await retrieve(record, 1);
      };
    case 'share': {
      // To the records that no other workload counts the documents of.
      const message = await shareMessages();
      const others = recordsOf(population) - measuredOf(population);
      return async () => {
        const { ins } = patientOf(population, smallRecord(below(others)));
        expectShared(await ask('POST', '/fhir', { body: message(ins) }));
      };
    }
  }
};
