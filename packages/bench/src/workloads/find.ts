// SPDX-License-Identifier: Apache-2.0
import { find } from './asking.ts';
import { anyOf, readerOf } from './people.ts';
import type { Workload } from './workload.ts';

export const findDocuments: Workload = {
  name: 'find',
  title: 'find 20 documents (ITI-67)',
  floor: { statements: ['find'], crypto: [{ do: 'open', of: 'text', times: 20 }] },
  client: ({ dataset }) => ({
    *operation() {
      const patient = anyOf(dataset.readers);
      yield* find(patient, readerOf(patient, dataset), patient.documents);
    },
  }),
};
