// SPDX-License-Identifier: Apache-2.0
import { contentOf } from '../data/content.ts';
import { fullSize, type KnownPatient } from '../data/dataset.ts';
import type { Answer } from '../load/answer-reader.ts';
import type { Ask } from '../load/connection.ts';
import { findDocuments } from './find.ts';
import { anyOf, type Reader, readerOf } from './people.ts';
import { retrieveDocument } from './retrieve.ts';
import { shareBundle } from './share.ts';
import { expectStatus, type Workload, WrongAnswer } from './workload.ts';
import { findMessage, provideMessage, retrieveMessage, type SoapMessage } from './xds-messages.ts';

/** One message, and its answer where that is a success. */
type Exchange = Generator<Ask, Answer, Answer>;

function* ask(service: 'registry' | 'repository', message: SoapMessage, { token }: Reader): Exchange {
  const answer = yield { method: 'POST', path: `/xds/${service}`, token, ...message };
  expectStatus(answer, 200);
  if (!answer.body.includes('ResponseStatusType:Success'))
    throw new WrongAnswer(`the answer is no success: ${answer.body.toString('utf8', 0, 600)}`);
  return answer;
}

/** ITI-18: the documents of a patient, all of them and no other. */
function* find({ ins, documents }: KnownPatient, reader: Reader): Exchange {
  const answer = yield* ask('registry', findMessage(ins), reader);
  const { body } = answer;
  const found = body.toString('latin1').split('<rim:ExtrinsicObject ').length - 1;
  if (found !== documents.length) throw new WrongAnswer(`${found} documents, not ${documents.length}`);
  for (const { entryUuid } of [documents.at(0), documents.at(-1)].filter((one) => one !== undefined))
    if (!body.includes(entryUuid)) throw new WrongAnswer(`the document ${entryUuid} is not in the answer`);
  return answer;
}

const repositoryIn = ({ body }: Answer): string =>
  /repositoryUniqueId"><rim:ValueList><rim:Value>([^<]+)</.exec(body.toString('latin1'))?.[1] ?? '';

export const shareXds: Workload = {
  name: 'share-xds',
  title: 'share 20 KB (ITI-41)',
  floor: shareBundle.floor,
  client: ({ dataset, root }) => {
    let serial = 0;
    return {
      *operation() {
        serial += 1;
        const patient = anyOf(dataset.receivers);
        const { ins } = patient;
        const reader = readerOf(patient, dataset);
        const { doctorId } = reader;
        const facts = { uniqueId: `${root}.${serial}`, ins: ins.value, doctorId, sizeBytes: fullSize.documentBytes };
        const content = contentOf(facts);
        yield* ask('repository', provideMessage({ ins, doctorId, uniqueId: facts.uniqueId, content }), reader);
      },
    };
  },
};

export const findXds: Workload = {
  name: 'find-xds',
  title: 'find 20 documents (ITI-18)',
  floor: findDocuments.floor,
  client: ({ dataset }) => ({
    *operation() {
      const patient = anyOf(dataset.readers);
      yield* find(patient, readerOf(patient, dataset));
    },
  }),
};

export const retrieveXds: Workload = {
  name: 'retrieve-xds',
  title: 'retrieve 20 KB (ITI-43)',
  floor: retrieveDocument.floor,
  client: ({ dataset }) => {
    let repository: string | undefined;
    return {
      *operation() {
        const patient = anyOf(dataset.readers);
        const reader = readerOf(patient, dataset);
        // once: a client knows the repository from what it has found
        repository ??= repositoryIn(yield* find(patient, reader));
        const document = anyOf(patient.documents);
        const { body } = yield* ask('repository', retrieveMessage(repository, document.uniqueId), reader);
        if (!body.includes(contentOf(document)))
          throw new WrongAnswer(`other bytes than those of the document ${document.uniqueId}`);
      },
    };
  },
};
