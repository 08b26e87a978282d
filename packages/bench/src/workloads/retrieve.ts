// SPDX-License-Identifier: Apache-2.0
import { retrieve } from './asking.ts';
import { anyOf, readerOf } from './people.ts';
import type { Workload } from './workload.ts';

export const retrieveDocument: Workload = {
  name: 'retrieve',
  title: 'retrieve 20 KB (ITI-68)',
  floor: { statements: ['content'], crypto: [{ do: 'open', of: 'document', times: 1 }] },
  client: ({ dataset }) => ({
    *operation() {
      const patient = anyOf(dataset.readers);
      yield* retrieve(anyOf(patient.documents), readerOf(patient, dataset));
    },
  }),
};

export const retrieveHeavy: Workload = {
  name: 'retrieve-2mb',
  title: 'retrieve 2 MB (ITI-68)',
  floor: { statements: ['heavy-content'], crypto: [{ do: 'open', of: 'heavy', times: 1 }] },
  client: ({ dataset }) => ({
    *operation() {
      const patient = anyOf(dataset.heavy);
      yield* retrieve(anyOf(patient.documents), readerOf(patient, dataset));
    },
  }),
};
