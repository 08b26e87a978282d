// SPDX-License-Identifier: Apache-2.0
import { find, findPatient, retrieve } from './asking.ts';
import { anyOf, readerOf } from './people.ts';
import type { Workload } from './workload.ts';

export const openAndLook: Workload = {
  name: 'open-and-look',
  title: 'open and look: patient, find 20, retrieve two',
  floor: {
    statements: ['person', 'find', 'content', 'content'],
    crypto: [
      { do: 'open', of: 'text', times: 20 },
      { do: 'open', of: 'document', times: 2 },
    ],
  },
  client: ({ dataset }) => ({
    *operation() {
      const patient = anyOf(dataset.readers);
      const reader = readerOf(patient, dataset);
      yield* findPatient(patient, reader);
      yield* find(patient, reader, patient.documents);
      yield* retrieve(anyOf(patient.documents), reader);
      yield* retrieve(anyOf(patient.documents), reader);
    },
  }),
};
