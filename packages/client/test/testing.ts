// SPDX-License-Identifier: Apache-2.0
import { type PersonaKey, personas } from '../../server/src/demo/index.ts';
import { type FhirHouse, fhirHouse } from '../../server/src/faces/fhir/routes/test-house.ts';
import { connect, type DocumentToShare, type Dossier, type Identifier, type SubmissionDetails } from '../src/index.ts';

export const nationalIdOf = (who: PersonaKey): string => {
  const { actor } = personas[who];
  if (actor.kind !== 'professional') throw new Error(`${who} is no professional`);
  return actor.nationalId;
};

/** A running house with the record of `dominique`, and connections to it as its personas. */
export interface ClientHouse extends FhirHouse {
  as(who: PersonaKey, fetch?: typeof globalThis.fetch): Dossier;
  /** Seals the journal, so that its entries can be proven. */
  seal(): Promise<unknown>;
}

export const clientHouse = async (): Promise<ClientHouse> => {
  const fhir = await fhirHouse();
  const { house } = fhir;
  return {
    ...fhir,
    as: (who, fetch) =>
      connect({ baseUrl: house.baseUrl, token: () => house.token(who), ...(fetch === undefined ? {} : { fetch }) }),
    seal: () => house.house.journal.seal(),
  };
};

export const DOMINIQUE: Identifier = { system: 'urn:oid:1.2.250.1.213.1.4.10', value: '279035121518989' };
export const NOBODY: Identifier = { system: 'urn:oid:1.2.250.1.213.1.4.10', value: '255069999999934' };

export const submission: SubmissionDetails = {
  sourceId: 'urn:oid:1.2.250.1.999.1',
  contentType: {
    system: 'https://mos.esante.gouv.fr/NOS/TRE_R02-SecteurActivite/FHIR/TRE-R02-SecteurActivite',
    code: 'SA07',
  },
};

let serial = 0;

/** A consultation report of the gp; what the test is about, it says. */
export const report = (more: Partial<DocumentToShare> = {}): DocumentToShare => {
  serial += 1;
  return {
    content: new TextEncoder().encode(`%PDF-1.4 report ${serial}`),
    contentType: 'application/pdf',
    title: `Compte rendu ${serial}`,
    uniqueId: `urn:oid:1.2.250.1.999.7.300.${process.pid}.${serial}`,
    type: { system: 'http://loinc.org', code: '11488-4' },
    category: {
      system: 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument',
      code: '10',
    },
    format: {
      system: 'http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode',
      code: 'urn:ihe:iti:xds-sd:pdf:2008',
    },
    facilityType: submission.contentType,
    practiceSetting: {
      system: 'https://mos.esante.gouv.fr/NOS/TRE_A01-CadreExercice/FHIR/TRE-A01-CadreExercice',
      code: 'AMBULATOIRE',
    },
    author: {
      identifier: { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '899700218896' },
      family: 'MEDECIN',
      given: ['Claire'],
      organization: {
        identifier: { system: 'urn:oid:1.2.250.1.71.4.2.2', value: '10B0000001' },
        name: 'Cabinet des Tilleuls',
      },
    },
    creation: '2026-11-20T10:00:00+01:00',
    serviceStart: '2026-11-20',
    ...more,
  };
};

/** Everything that an iteration gives. */
export const all = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

/** The error that a promise ends in. */
export const failureOf = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail.');
};

export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A fetch that writes down what goes out; `answer` may take the place of the network, or change what comes back. */
export const watchedFetch = (
  answer: (sent: Sent, go: () => Promise<Response>) => Response | Promise<Response> = (_, go) => go(),
): { readonly fetch: typeof globalThis.fetch; readonly sent: readonly Sent[] } => {
  const sent: Sent[] = [];
  return {
    sent,
    fetch: async (input, init = {}) => {
      const one: Sent = {
        method: init.method ?? 'GET',
        url: String(input),
        headers: new Headers(init.headers),
        body: typeof init.body === 'string' ? init.body : '',
      };
      sent.push(one);
      return answer(one, () => fetch(input, init));
    },
  };
};
