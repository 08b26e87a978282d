// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { connect } from '@dossier/client';
import { INS_OID } from './population.ts';
import { bodyOf } from './templates.ts';

const NOS = 'https://mos.esante.gouv.fr/NOS';
const ambulatory = { system: `${NOS}/TRE_R02-SecteurActivite/FHIR/TRE-R02-SecteurActivite`, code: 'SA07' };
/** Stand for what differs from one message to the next. */
const INS = '555000000000002';
const UNIQUE_ID = 'urn:oid:1.2.250.1.999.555001';
const SET_UNIQUE_ID = 'urn:oid:1.2.250.1.999.555002';

const document = {
  content: bodyOf(0),
  contentType: 'text/xml',
  title: 'Compte rendu de consultation',
  uniqueId: UNIQUE_ID,
  type: { system: 'http://loinc.org', code: '11488-4' },
  category: { system: `${NOS}/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument`, code: '10' },
  format: {
    system: 'http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode',
    code: 'urn:ihe:iti:xds-sd:text:2008',
  },
  facilityType: ambulatory,
  practiceSetting: { system: `${NOS}/TRE_A01-CadreExercice/FHIR/TRE-A01-CadreExercice`, code: 'AMBULATOIRE' },
  author: {
    identifier: { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '899700218896' },
    family: 'AUBERT',
    given: ['Camille'],
    organization: { identifier: { system: 'urn:oid:1.2.250.1.71.4.2.2', value: '1990000101' }, name: 'Tilleuls' },
  },
  creation: '2026-11-20T10:00:00+01:00',
  serviceStart: '2026-11-20',
} as const;

/** What the SDK sends to share one document, caught before it leaves. */
const messageOfSdk = async (): Promise<string> => {
  let body = '';
  const dossier = connect({
    baseUrl: 'http://127.0.0.1/fhir',
    token: 'none',
    fetch: async (_, request) => {
      body = String(request?.body);
      return new Response('{}', { status: 503 });
    },
  });
  const record = dossier.record({ system: `urn:oid:${INS_OID}`, value: INS });
  const details = { uniqueId: SET_UNIQUE_ID, sourceId: 'urn:oid:1.2.250.1.999.1', contentType: ambulatory };
  await record.share([document], details).catch(() => undefined);
  return body;
};

/** Messages of ITI-65 with one document of 20 KB, each for a patient of its own and under a uniqueId of its own. */
export const shareMessages = async (): Promise<(ins: string) => string> => {
  const parts = (await messageOfSdk()).split(new RegExp(`(${INS}|${UNIQUE_ID}|${SET_UNIQUE_ID})`));
  return (ins) => {
    const values = new Map([
      [INS, ins],
      [UNIQUE_ID, `urn:uuid:${randomUUID()}`],
      [SET_UNIQUE_ID, `urn:uuid:${randomUUID()}`],
    ]);
    return parts.map((part) => values.get(part) ?? part).join('');
  };
};
