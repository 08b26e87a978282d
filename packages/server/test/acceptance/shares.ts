// SPDX-License-Identifier: Apache-2.0
import { createHash, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { bundle, type Loose } from '../../src/faces/fhir/intake/test-messages.ts';

/** One document of a submission. */
interface Sent {
  readonly uniqueId: string;
  readonly content: Buffer;
}

interface Refusal {
  /** 0 where the connection ended without an answer. */
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

/** A submission of two documents (ITI-65), and what became of it. */
export interface Attempt {
  readonly setId: string;
  readonly documents: readonly Sent[];
  /** Why the last try was not acknowledged. */
  refusal?: Refusal;
  /** Ids of the documents, in their order, when the share was acknowledged. */
  acknowledged?: readonly string[];
}

/** Where to share, and as whom. */
export interface Counter {
  /** `http://127.0.0.1:<port>/fhir` */
  readonly base: string;
  /** Whose record it is: the value of the INS. */
  readonly ins: string;
  readonly authorToken: string;
  readonly patientToken: string;
}

const sentOf = (): Sent => {
  const uuid = randomUUID();
  return { uniqueId: `urn:uuid:${uuid}`, content: Buffer.from(`%PDF-1.4 ${uuid} `.repeat(40)) };
};

export const attemptOf = (): Attempt => ({ setId: `urn:uuid:${randomUUID()}`, documents: [sentOf(), sentOf()] });

const fullUrlOf = (): string => `urn:uuid:${randomUUID()}`;

/** The valid bundle of the tests, about this patient, with these documents in it. */
const messageOf = ({ setId, documents }: Attempt, ins: string): Loose => {
  const subject = { reference: `Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|${ins}` };
  const message = bundle();
  const [set, document, binary] = message.entry as readonly Loose[];
  set.resource.identifier[0].value = setId;
  set.resource.subject = subject;
  set.resource.entry = [];
  message.entry = [set];
  for (const { uniqueId, content } of documents) {
    const [own, bytes] = [structuredClone(document), structuredClone(binary)];
    own.fullUrl = fullUrlOf();
    bytes.fullUrl = fullUrlOf();
    const { resource } = own;
    resource.masterIdentifier.value = uniqueId;
    resource.subject = subject;
    resource.contained[0].identifier[1].value = ins;
    const { attachment } = resource.content[0];
    attachment.url = bytes.fullUrl;
    attachment.size = content.length;
    attachment.hash = createHash('sha1').update(content).digest('base64');
    bytes.resource.data = content.toString('base64');
    set.resource.entry.push({ item: { reference: own.fullUrl } });
    message.entry.push(own, bytes);
  }
  return message;
};

const idIn = (location: string): string => /DocumentReference\/([^/]+)/.exec(location)?.[1] ?? '';

/** Shares it, or tries to: a connection that is cut is an attempt without an answer. */
export const share = async (attempt: Attempt, { base, ins, authorToken }: Counter): Promise<void> => {
  const headers = { authorization: `Bearer ${authorToken}`, 'content-type': 'application/fhir+json' };
  try {
    const response = await fetch(base, { method: 'POST', headers, body: JSON.stringify(messageOf(attempt, ins)) });
    const answer = await response.text();
    if (response.status !== 200) {
      attempt.refusal = { status: response.status, retryAfter: response.headers.get('retry-after'), text: answer };
      return;
    }
    const locations: readonly string[] = JSON.parse(answer).entry.map(({ response: { location } }: Loose) => location);
    attempt.acknowledged = locations.map(idIn).filter((id) => id !== '');
  } catch (error) {
    attempt.refusal = { status: 0, retryAfter: null, text: String(error) };
  }
};

/** Searches among the documents of the record; answers the status, 0 where the connection ended without an answer. */
export const search = async ({ base, ins, patientToken }: Counter): Promise<number> => {
  const patient = encodeURIComponent(`urn:oid:1.2.250.1.213.1.4.10|${ins}`);
  try {
    const response = await fetch(`${base}/DocumentReference?patient.identifier=${patient}&status=current&_count=5`, {
      headers: { authorization: `Bearer ${patientToken}` },
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
};

export const acknowledgedOf = (attempts: readonly Attempt[]): number =>
  attempts.filter(({ acknowledged }) => acknowledged !== undefined).length;

/** Does something with each, so many at once. */
export const inTurns = async <T>(all: readonly T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> => {
  const rest = all.values();
  const worker = async (): Promise<void> => {
    for (const one of rest) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};

const get = async (counter: Counter, path: string) => {
  const response = await fetch(path.startsWith('http') ? path : `${counter.base}${path}`, {
    headers: { authorization: `Bearer ${counter.patientToken}` },
  });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
};

const DOCUMENTS = '/DocumentReference?';
const SETS = '/List?code=submissionset&';

const find = async (counter: Counter, search: typeof DOCUMENTS | typeof SETS, uniqueId: string): Promise<Loose> => {
  const identifier = encodeURIComponent(`urn:ietf:rfc:3986|${uniqueId}`);
  const { status, bytes } = await get(counter, `${search}identifier=${identifier}`);
  expect(status, bytes.toString()).toBe(200);
  return JSON.parse(bytes.toString());
};

/** The content is what was sent, and what the metadata says of it. */
const expectWhole = async (counter: Counter, { content, uniqueId }: Sent, resource: Loose): Promise<void> => {
  const { attachment } = resource.content[0];
  const retrieved = await get(counter, attachment.url);
  expect(retrieved.status).toBe(200);
  expect(retrieved.bytes.equals(content), `${uniqueId} is whole`).toBe(true);
  expect(attachment).toMatchObject({
    size: content.length,
    hash: createHash('sha1').update(content).digest('base64'),
  });
};

/**
 * What was acknowledged is there. What is there is there whole: both documents with their metadata, their contents
 * byte for byte, and the set that holds them. What is not, is not at all.
 *
 * @returns whether it is there
 */
export const expectAllOrNothing = async (attempt: Attempt, counter: Counter): Promise<boolean> => {
  const { setId, documents, acknowledged } = attempt;
  const found: readonly Loose[] = await Promise.all(
    documents.map(({ uniqueId }) => find(counter, DOCUMENTS, uniqueId)),
  );
  const set = await find(counter, SETS, setId);
  const there = found[0].total === 1;
  const what = `${setId}, ${acknowledged === undefined ? 'not acknowledged' : 'acknowledged'}`;
  const expected = acknowledged !== undefined || there ? 1 : 0;
  expect([...found.map(({ total }) => total), set.total], what).toEqual([expected, expected, expected]);
  if (!there) return false;
  const resources = found.map(({ entry }) => entry[0].resource);
  if (acknowledged !== undefined) expect(resources.map(({ id }) => id)).toEqual(acknowledged);
  for (const [index, sent] of documents.entries()) await expectWhole(counter, sent, resources[index]);
  const held = set.entry[0].resource.entry.map(({ item }: Loose) => idIn(item.reference));
  const entryUuids = resources.flatMap(({ identifier }) => identifier.map(({ value }: Loose) => value.slice(-36)));
  expect(held, what).toHaveLength(2);
  expect(entryUuids, what).toEqual(expect.arrayContaining(held));
  return true;
};
