// SPDX-License-Identifier: Apache-2.0
import { type ContentFacts, contentOf } from '../data/content.ts';
import { fullSize } from '../data/dataset.ts';
import type { Answer } from '../load/answer-reader.ts';
import type { Ask } from '../load/connection.ts';
import { type MessageFacts, provideBundleMessage, simplifiedMessage } from './messages.ts';
import { anyOf, type Reader, readerOf } from './people.ts';
import {
  type BenchClient,
  type ClientSetting,
  type Conversation,
  expectStatus,
  type Workload,
  WrongAnswer,
} from './workload.ts';

/** One way to share a document: how it is asked, and what of it the answer says. */
interface Way {
  readonly ask: (facts: MessageFacts, token: string) => Ask;
  /** Address of the content below `/fhir/`; throws a WrongAnswer when the answer does not acknowledge the document. */
  readonly contentAt: (answer: Answer) => string;
}

const contentType = 'application/fhir+json';

const asBundle: Way = {
  ask: (facts, token) => ({ method: 'POST', path: '/fhir', token, contentType, body: provideBundleMessage(facts) }),
  contentAt: (answer) => {
    expectStatus(answer, 200);
    const text = answer.body.toString();
    const created = text.match(/"status":"201 Created"/g)?.length ?? 0;
    const content = /"location":"(Binary\/[0-9a-f-]{36})"/.exec(text)?.[1];
    if (created !== 3 || content === undefined)
      throw new WrongAnswer(`${created} entries were created, not 3: ${text}`);
    return content;
  },
};

const simplified: Way = {
  ask: (facts, token) => ({
    method: 'POST',
    path: '/fhir/DocumentReference',
    token,
    contentType,
    body: simplifiedMessage(facts),
  }),
  contentAt: (answer) => {
    expectStatus(answer, 201);
    const content = /\/(Binary\/[0-9a-f-]{36})"/.exec(answer.body.toString())?.[1];
    if (content === undefined) throw new WrongAnswer('the answer does not say where the content is');
    return content;
  },
};

interface Acknowledged {
  readonly facts: ContentFacts;
  readonly at: string;
  readonly reader: Reader;
}

const retrieveAgain = function* ({ facts, at, reader }: Acknowledged): Conversation {
  const answer = yield { method: 'GET', path: `/fhir/${at}`, token: reader.token, accept: 'text/xml' };
  expectStatus(answer, 200);
  if (!answer.body.equals(contentOf(facts))) throw new WrongAnswer('other bytes than those that were shared');
};

/** Shares one document after the other, and retrieves what was acknowledged in the end. */
const sharing = ({ ask, contentAt }: Way, { dataset, root, checkAll = false }: ClientSetting): BenchClient => {
  let serial = 0;
  const acknowledged: Acknowledged[] = [];
  return {
    *operation() {
      serial += 1;
      const { ins, ...patient } = anyOf(dataset.receivers);
      const reader = readerOf({ ins, ...patient }, dataset);
      const { doctorId } = reader;
      const facts = { uniqueId: `${root}.${serial}`, ins: ins.value, doctorId, sizeBytes: fullSize.documentBytes };
      const answer = yield ask({ ins, doctorId, uniqueId: facts.uniqueId, content: contentOf(facts) }, reader.token);
      const one = { facts, at: contentAt(answer), reader };
      if (checkAll) acknowledged.push(one);
      else acknowledged[0] = one;
    },
    afterwards: () => acknowledged.map(retrieveAgain),
  };
};

const floor: Workload['floor'] = {
  statements: ['share'],
  crypto: [
    { do: 'seal', of: 'document', times: 1 },
    { do: 'seal', of: 'text', times: 2 },
    { do: 'sha1', of: 'document', times: 1 },
    { do: 'sha256', of: 'document', times: 1 },
  ],
};

export const shareBundle: Workload = {
  name: 'share',
  title: 'share 20 KB (ITI-65)',
  floor,
  client: (setting) => sharing(asBundle, setting),
};

export const shareSimplified: Workload = {
  name: 'share-simplified',
  title: 'share 20 KB (ITI-105)',
  floor,
  client: (setting) => sharing(simplified, setting),
};
