// SPDX-License-Identifier: Apache-2.0
import { contentOf } from '../data/content.ts';
import type { KnownDocument, KnownPatient } from '../data/dataset.ts';
import { insToken, type Reader } from './people.ts';
import { type Conversation, expectStatus, WrongAnswer } from './workload.ts';

const FHIR_JSON = 'application/fhir+json';

interface Searchset {
  readonly total: number;
  readonly entry: readonly { readonly resource: { readonly id: string; readonly status: string } }[];
}

/** Of so many answers one is read as JSON and compared document by document; the others by what stands in their text. */
const READ_ONE_OF = 64;
let answers = 0;

const checkText = (body: Buffer, expected: readonly KnownDocument[]): void => {
  if (!body.includes(`"total":${expected.length},`)) throw new WrongAnswer(`another total than ${expected.length}`);
  // the last one named there is the one that a cut answer lacks
  for (const { entryUuid } of [expected.at(0), expected.at(-1)].filter((one) => one !== undefined))
    if (!body.includes(entryUuid)) throw new WrongAnswer(`the document ${entryUuid} is not in the answer`);
};

const checkJson = (body: Buffer, expected: readonly KnownDocument[]): void => {
  const { entry } = JSON.parse(body.toString()) as Searchset;
  const ids = entry.map(({ resource }) => resource.id).toSorted();
  const wanted = expected.map(({ entryUuid }) => entryUuid).toSorted();
  if (ids.join() !== wanted.join()) throw new WrongAnswer('other documents than those of the patient');
  if (entry.some(({ resource }) => resource.status !== 'current')) throw new WrongAnswer('a document is not current');
};

/** ITI-67: the documents of a patient that meet the further conditions (`&_lastUpdated=…`); all expected, no other. */
export function* find(
  { ins }: KnownPatient,
  { token }: Reader,
  expected: readonly KnownDocument[],
  conditions = '',
): Conversation {
  const path = `/fhir/DocumentReference?patient.identifier=${insToken(ins)}&status=current${conditions}`;
  const answer = yield { method: 'GET', path, token, accept: FHIR_JSON };
  expectStatus(answer, 200);
  checkText(answer.body, expected);
  answers += 1;
  if (answers % READ_ONE_OF === 1) checkJson(answer.body, expected);
}

/** ITI-68: the bytes of a document, every one as it was shared. */
export function* retrieve(document: KnownDocument, { token }: Reader): Conversation {
  const answer = yield { method: 'GET', path: `/fhir/Binary/${document.logicalId}`, token, accept: 'text/xml' };
  expectStatus(answer, 200);
  if (!answer.body.equals(contentOf(document)))
    throw new WrongAnswer(`other bytes than those of the document ${document.logicalId}`);
}

/** Patient by INS (TD0.2). */
export function* findPatient({ ins, recordId }: KnownPatient, { token }: Reader): Conversation {
  const answer = yield { method: 'GET', path: `/fhir/Patient?identifier=${insToken(ins)}`, token, accept: FHIR_JSON };
  expectStatus(answer, 200);
  if (!answer.body.includes('"total":1,') || !answer.body.includes(`"${recordId}"`))
    throw new WrongAnswer('another patient than the one asked for');
}
