// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { systemActor } from '@dossier/core/actors';
import type { DocumentMetadata } from '@dossier/core/documents';
import { type Failure, sentenceOf } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import { declareAuthorization, openRecord, type Ports, shareDocuments } from '@dossier/server/src/record/index.ts';
import { contentOf } from './content.ts';
import type { Dataset, DatasetSize, KnownDocument, KnownPatient } from './dataset.ts';
import { doctorOf, insOf, traitsOf } from './people.ts';

/** Records that are filled at the same time. */
const AT_ONCE = 8;
const LOINC = '2.16.840.1.113883.6.1';

const must = async <T>(what: string, outcome: Promise<Result<T, Failure>>): Promise<T> => {
  const result = await outcome;
  if (result.ok) return result.value;
  throw new Error(`The data of the benchmark: ${what}: ${sentenceOf(result.error)} (${result.error.location ?? ''})`);
};

const metadataOf = (uniqueId: string, doctor: number): DocumentMetadata => {
  const { nationalId, organization } = doctorOf(doctor);
  return {
    uniqueId,
    typeCode: { code: '11488-4', system: LOINC, display: 'CR de consultation' },
    classCode: { code: '10', system: '1.2.250.1.213.1.1.4.1', display: 'Compte rendu' },
    formatCode: { code: 'urn:ihe:iti:xds-sd:text:2008', system: '1.3.6.1.4.1.19376.1.2.3' },
    healthcareFacilityTypeCode: { code: 'SA07', system: '1.2.250.1.71.4.2.4' },
    practiceSettingCode: { code: 'AMBULATOIRE', system: '1.2.250.1.213.1.1.4.9' },
    confidentialityCodes: [{ code: 'N', system: '2.16.840.1.113883.5.25' }],
    eventCodes: [],
    languageCode: 'fr-FR',
    mimeType: 'text/xml',
    creationTime: '20261120090000',
    serviceStartTime: '20261120',
    title: 'Compte rendu de consultation',
    authors: [
      {
        kind: 'professional',
        identifier: { system: '1.2.250.1.71.4.2.1', value: nationalId, type: 'IDNPS' },
        name: { family: 'BANC', given: ['Mesure'] },
        institutions: [
          {
            name: organization?.name ?? '',
            identifier: { system: '1.2.250.1.71.4.2.2', value: organization?.id ?? '', type: 'IDNST' },
          },
        ],
        roles: [],
        specialties: [],
        telecoms: [],
      },
    ],
    referenceIds: [],
  };
};

type Opened = Omit<KnownPatient, 'documents'>;

const openPatient = async (index: number, size: DatasetSize, ports: Ports): Promise<Opened> => {
  const ins = insOf(index);
  const { recordId } = await must(
    'opening a record',
    openRecord(
      systemActor('bench'),
      { ins, traits: traitsOf(index), identityStatus: 'qualified', regime: 'fr-2010', consentRecorded: true },
      ports,
    ),
  );
  const doctors = Array.from({ length: size.authorised }, (_, nth) => (index + nth * 7) % size.doctors);
  for (const doctor of doctors)
    await must(
      'an authorisation',
      declareAuthorization(doctorOf(doctor), { record: { recordId }, action: 'add' }, ports),
    );
  return { ins, recordId, doctors };
};

interface Batch {
  readonly count: number;
  readonly sizeBytes: number;
  /** Makes the identifiers of this batch others than those of any other. */
  readonly root: string;
}

const shareBatch = async (
  patient: Opened,
  { count, sizeBytes, root }: Batch,
  ports: Ports,
): Promise<readonly KnownDocument[]> => {
  const [doctor = 0] = patient.doctors;
  const facts = Array.from({ length: count }, (_, nth) => ({
    uniqueId: `${root}.${nth + 1}`,
    ins: patient.ins.value,
    doctorId: doctorOf(doctor).nationalId,
    sizeBytes,
  }));
  const submission = {
    ins: patient.ins,
    set: {
      uniqueId: `urn:uuid:${randomUUID()}`,
      sourceId: '1.2.250.1.999.1',
      contentTypeCode: { code: 'SA07', system: '1.2.250.1.71.4.2.4' },
      authors: [],
      intendedRecipients: [],
    },
    documents: facts.map((fact, nth) => ({
      metadata: metadataOf(fact.uniqueId, doctor),
      content: contentOf(fact),
      stated: {},
      relations: [],
      path: `documents[${nth}]`,
    })),
    folders: [],
  };
  const shared = await must('sharing', shareDocuments(doctorOf(doctor), submission, ports));
  return shared.documents.flatMap(({ entry: { logicalId, entryUuid } }, nth) => {
    const fact = facts[nth];
    return fact === undefined ? [] : [{ ...fact, logicalId, entryUuid }];
  });
};

/** Some at the same time, answers in order. */
const each = async <T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<readonly R[]> => {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
};

const range = (from: number, count: number): readonly number[] => Array.from({ length: count }, (_, nth) => from + nth);

/**
 * Fills an empty house through its use cases, as its people would: records opened, doctors authorised, documents shared.
 *
 * @returns what was written, without the tokens
 */
export const fill = async (ports: Ports, size: DatasetSize): Promise<Omit<Dataset, 'tokens'>> => {
  const { patients, documents, recent, documentBytes, heavyBytes } = size;
  const open = (index: number): Promise<Opened> => openPatient(index, size, ports);
  const root = (index: number, part: number): string => `1.2.250.1.999.42.${index}.${part}`;
  const withBefore = await each(range(0, patients), async (index) => {
    const patient = await open(index);
    const batch = { count: documents - recent, sizeBytes: documentBytes, root: root(index, 1) };
    return { ...patient, documents: await shareBatch(patient, batch, ports) };
  });
  const receivers = await each(range(patients, patients), async (index) => ({ ...(await open(index)), documents: [] }));
  const heavy = await each(range(2 * patients, size.heavy), async (index) => {
    const patient = await open(index);
    const batch = { count: 1, sizeBytes: heavyBytes, root: root(index, 1) };
    return { ...patient, documents: await shareBatch(patient, batch, ports) };
  });
  // a millisecond of its own
  await pause(2);
  const lastVisit = ports.clock.now();
  await pause(2);
  const readers = await each(withBefore, async (patient, index) => {
    const batch = { count: recent, sizeBytes: documentBytes, root: root(index, 2) };
    return { ...patient, documents: [...patient.documents, ...(await shareBatch(patient, batch, ports))] };
  });
  const doctorIds = range(0, size.doctors).map((index) => doctorOf(index).nationalId);
  return { readers, heavy, receivers, doctorIds, lastVisit, sinceLastVisit: recent };
};
