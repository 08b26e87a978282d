// SPDX-License-Identifier: Apache-2.0
import { find } from './asking.ts';
import { anyOf, readerOf } from './people.ts';
import type { Workload } from './workload.ts';

export const whatChanged: Workload = {
  name: 'what-changed',
  title: 'what changed since the last visit, 2 of 20 (ITI-67)',
  floor: { statements: ['since'], crypto: [{ do: 'open', of: 'text', times: 2 }] },
  client: ({ dataset }) => ({
    *operation() {
      const patient = anyOf(dataset.readers);
      const recent = patient.documents.slice(-dataset.sinceLastVisit);
      yield* find(patient, readerOf(patient, dataset), recent, `&_lastUpdated=ge${dataset.lastVisit}`);
    },
  }),
};
