// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import type { DocumentEntry } from '@dossier/core/documents';
import { type JournalEntry, NO_RECORD } from '@dossier/core/journal';
import { describe, expect, it } from 'vitest';
import type { RecordView } from '../../../record/requests.ts';
import {
  bytesOf,
  fillRendering,
  renderAuditEvent,
  renderDocumentReference,
  renderFolder,
  renderPatient,
  renderSubmissionSet,
} from './index.ts';
import phrases from './phrases.json' with { type: 'json' };

const RECORD = '0b2c8f6e-5f8b-4d65-9a43-2f9f6f3f7c11';
const ENTRY = '11111111-2222-4333-8444-555555555555';
const LOGICAL = '66666666-7777-4888-9999-aaaaaaaaaaaa';
const AT = '2026-11-23T12:00:00.000Z';

const entry: DocumentEntry = {
  recordId: RECORD,
  entryUuid: ENTRY,
  logicalId: LOGICAL,
  version: 2,
  availabilityStatus: 'approved',
  uniqueId: '1.2.250.1.999^7',
  typeCode: { code: '11488-4', system: '2.16.840.1.113883.6.1' },
  classCode: { code: '10', system: '1.2.250.1.213.1.1.4.1' },
  formatCode: { code: 'urn:ihe:iti:xds-sd:pdf:2008', system: '1.3.6.1.4.1.19376.1.2.3' },
  healthcareFacilityTypeCode: { code: 'SA07', system: '1.2.250.1.71.4.2.4' },
  practiceSettingCode: { code: 'AMBULATOIRE', system: '1.2.250.1.213.1.1.4.9' },
  confidentialityCodes: [
    { code: 'N', system: '2.16.840.1.113883.5.25' },
    { code: 'MASQUE_PS', system: '1.2.250.1.213.1.1.4.13' },
  ],
  eventCodes: [],
  languageCode: 'fr-FR',
  mimeType: 'application/pdf',
  creationTime: '20260612',
  authors: [
    {
      kind: 'professional',
      identifier: { system: '1.2.250.1.71.4.2.1', value: '899700218896', type: 'IDNPS' },
      name: { family: 'MEDECIN', given: ['Claire'] },
      institutions: [{ name: 'Cabinet', identifier: { system: '1.2.250.1.71.4.2.2', value: '1750000000' } }],
      roles: ['Médecin traitant'],
      specialties: [{ code: 'G15_10/SM26', system: '1.2.250.1.213.1.1.4.5' }],
      telecoms: ['tel:+33100000000'],
    },
  ],
  referenceIds: [
    { system: '1.2.3', value: 'ACC-1', type: 'urn:ihe:iti:xds:2013:accession' },
    { system: '1.2.3', value: 'ENC-1', type: 'urn:ihe:iti:xds:2015:encounterId' },
  ],
  hash: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  sizeBytes: 3,
  repositoryUniqueId: '1.2.3',
  submittedAt: AT,
  submittedBy: [],
  relations: [{ type: 'transforms-and-replaces', target: LOGICAL }],
};

const filling = { base: 'http://127.0.0.1:8080/fhir', availabilityStatus: 'approved', updatedAt: AT } as const;
const filled = (document: DocumentEntry, more: object = {}) =>
  JSON.parse(
    bytesOf(
      fillRendering(Buffer.from(renderDocumentReference(document)), {
        ...document,
        ...filling,
        ...more,
      }),
    ).toString(),
  );

describe('DocumentReference', () => {
  it('has the shape of PDSm comprehensive', () => {
    const reference = filled(entry);
    expect(reference).toMatchObject({
      resourceType: 'DocumentReference',
      id: ENTRY,
      meta: { versionId: '2', lastUpdated: AT },
      extension: [{ valueBoolean: false }],
      masterIdentifier: { use: 'usual', system: 'urn:oid:1.2.250.1.999', value: '7' },
      identifier: [
        { use: 'official', system: 'urn:ietf:rfc:3986', value: `urn:uuid:${ENTRY}` },
        { use: 'secondary', system: 'urn:ietf:rfc:3986', value: `urn:uuid:${LOGICAL}` },
      ],
      status: 'current',
      type: { coding: [{ system: 'http://loinc.org', code: '11488-4' }] },
      subject: { reference: `Patient/${RECORD}` },
      date: '2026-06-12T00:00:00.000Z',
      relatesTo: [
        {
          code: 'replaces',
          target: { reference: `DocumentReference/${LOGICAL}` },
          extension: [{ valueUri: 'urn:ihe:iti:2007:AssociationType:XFRM_RPLC' }],
        },
      ],
      securityLabel: [{ coding: [{ code: 'MASQUE_PS' }] }, { coding: [{ code: 'N' }] }],
      content: [
        {
          attachment: {
            url: `http://127.0.0.1:8080/fhir/Binary/${LOGICAL}`,
            hash: '2jmj7l5rSw0yVb/vlWAYkK/YBwk=',
            size: 3,
            creation: '2026-06-12',
          },
        },
      ],
      context: {
        related: [{ identifier: { value: 'ACC-1' } }],
        encounter: [{ identifier: { value: 'ENC-1' } }],
      },
    });
  });

  it('contains each party once, and nothing that is not referred to', () => {
    const reference = filled({ ...entry, legalAuthenticator: entry.authors[0] ?? fail() });
    expect(reference.authenticator).toEqual(reference.author[0]);
    expect(reference.contained.map(({ resourceType }: { resourceType: string }) => resourceType)).toEqual([
      'Organization',
      'Practitioner',
      'PractitionerRole',
    ]);
    const text = JSON.stringify(reference);
    for (const { id } of reference.contained) expect(text).toContain(`"reference":"#${id}"`);
    expect(reference.custodian.reference).toBe(`#${reference.contained[0].id}`);
  });

  it.each([
    ['approved', 'current', false],
    ['archived', 'current', true],
    ['deprecated', 'superseded', false],
    ['deleted', 'entered-in-error', false],
  ])('%s is %s', (availabilityStatus, status, archived) => {
    const reference = filled(entry, { availabilityStatus });
    expect(reference.status).toBe(status);
    expect(reference.extension[0].valueBoolean).toBe(archived);
  });

  it('cannot be made to hold a mark by its data', () => {
    const marks = ['\u0001', '\u0002', '\u0003', '"\u0003"', '\\u0003', '"\\u0002"', '\u0004x', '\u0005'];
    const forged = [...marks, '"relatesTo":"\u0005",', '"relatesTo":"\\u0005",'];
    for (const title of forged) {
      const reference = filled({ ...entry, title, comments: `a${title}b` });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: marks are control characters
      const shown = title.replace(/[\u0001-\u0005]/g, '\ufffd');
      expect(reference.content[0].attachment.title).toBe(shown);
      expect(reference.description).toBe(`a${shown}b`);
    }
  });

  it('names the relations that it is filled with, and no other', () => {
    const all = filled(entry);
    const { relatesTo, ...others } = all;
    expect(relatesTo).toHaveLength(1);
    expect(filled(entry, { relations: [] })).toEqual(others);
    expect(renderDocumentReference(entry)).toBe(renderDocumentReference({ ...entry, relations: [] }));
  });

  it('escapes the base address', () => {
    expect(filled(entry, { base: 'http://x/"\\' }).content[0].attachment.url).toBe(`http://x/"\\/Binary/${LOGICAL}`);
  });
});

describe('lists', () => {
  it('names the members of a submission set by what they are', () => {
    const list = renderSubmissionSet(
      {
        recordId: RECORD,
        entryUuid: ENTRY,
        uniqueId: '1.2.3',
        sourceId: '1.2.4',
        contentTypeCode: { code: '07', system: '1.2.250.1.213.2.2' },
        submittedAt: AT,
        authors: entry.authors,
        intendedRecipients: [],
        members: [LOGICAL, RECORD],
      },
      [RECORD],
    );
    expect(list).toMatchObject({
      id: ENTRY,
      mode: 'working',
      status: 'current',
      date: AT,
      code: { coding: [{ code: 'submissionset' }] },
      identifier: [
        { use: 'usual', value: 'urn:oid:1.2.3' },
        { use: 'official', value: `urn:uuid:${ENTRY}` },
      ],
      entry: [{ item: { reference: `DocumentReference/${LOGICAL}` } }, { item: { reference: `List/${RECORD}` } }],
    });
    expect(list.extension?.[1]?.valueIdentifier?.value).toBe('urn:oid:1.2.4');
  });

  it('retires a deprecated folder', () => {
    const folder = {
      recordId: RECORD,
      entryUuid: ENTRY,
      uniqueId: '1.2.3',
      codes: [{ code: 'x', system: '1.2' }],
      title: 'Suivi',
      lastUpdateTime: AT,
      availabilityStatus: 'deprecated',
      members: [],
    } as const;
    expect(renderFolder(folder)).toMatchObject({ status: 'retired', title: 'Suivi', date: AT });
    expect(renderFolder(folder).entry).toBeUndefined();
  });
});

const view: RecordView = {
  recordId: RECORD,
  state: 'open',
  authorization: 'valid',
  attendingDoctor: true,
  person: {
    personId: 'p',
    status: 'qualified',
    traits: {
      birthFamilyName: 'MARTIN',
      birthGivenNames: ['Marie', 'Anne'],
      sex: 'female',
      birthDate: '1985-04-12',
      usedFamilyName: 'DUPONT',
    },
    identifiers: [
      { ins: { oid: '1.2.250.1.213.1.4.10', value: '279035121518989' }, from: AT },
      { ins: { oid: '1.2.250.1.213.1.4.10', value: '277076322082910' }, from: AT, until: AT },
    ],
  },
};

describe('Patient (TD0.2)', () => {
  it('says who, whether the record is open, and what the caller may', () => {
    expect(renderPatient(view)).toMatchObject({
      id: RECORD,
      active: true,
      identifier: [
        { use: 'official', system: 'urn:oid:1.2.250.1.213.1.4.10', value: '279035121518989' },
        { use: 'old', value: '277076322082910' },
      ],
      name: [
        { use: 'usual', family: 'DUPONT', given: ['Marie'] },
        { use: 'official', family: 'MARTIN', given: ['Marie', 'Anne'] },
      ],
      gender: 'female',
      birthDate: '1985-04-12',
      extension: [
        {
          url: 'https://interop.esante.gouv.fr/ig/fhir/dmp/StructureDefinition/dmp-medecin-traitant',
          valueBoolean: true,
        },
        { url: 'urn:dossier:extension:authorization-status', valueCode: 'VALIDE' },
      ],
    });
  });

  it('says when and why it was closed', () => {
    const closed = renderPatient({ ...view, state: 'closed', closedAt: AT, closureReason: 'à la demande du patient' });
    expect(closed.active).toBe(false);
    expect(closed.extension?.[0]).toEqual({
      url: 'https://interop.esante.gouv.fr/ig/fhir/dmp/StructureDefinition/dmp-fermeture',
      extension: [
        { url: 'dateFermeture', valueDate: '2026-11-23' },
        { url: 'raisonFermeture', valueString: 'à la demande du patient' },
      ],
    });
  });
});

const journalEntry: JournalEntry = {
  entryId: ENTRY,
  recordId: RECORD,
  at: AT,
  actor: {
    kind: 'professional',
    key: 'ps:899700218896',
    name: 'Dr Claire MEDECIN',
    profession: '10',
    organizationId: '1750000000',
    organizationName: 'Cabinet',
    authentication: 'direct',
    mode: 'break-glass',
    reason: 'coma',
  },
  operation: 'document.retrieve',
  outcome: 'success',
  reasons: [],
  documents: [LOGICAL],
  law: [{ id: 'rights', version: '1' }],
  secret: false,
  detail: { found: 1 },
};

describe('AuditEvent', () => {
  it('has the shape of BALP', () => {
    expect(renderAuditEvent(journalEntry)).toMatchObject({
      id: ENTRY,
      type: { code: 'rest' },
      subtype: [{ code: 'read' }, { code: 'document.retrieve' }],
      action: 'R',
      recorded: AT,
      outcome: '0',
      purposeOfEvent: [{ coding: [{ code: 'BTG' }] }],
      agent: [
        {
          type: { coding: [{ code: 'IRCP' }] },
          who: { identifier: { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '899700218896' } },
          requestor: true,
          purposeOfUse: [{ text: 'coma' }],
        },
        { who: { identifier: { system: 'urn:oid:1.2.250.1.71.4.2.2', value: '1750000000' } }, requestor: false },
        { type: { coding: [{ code: '110152' }] } },
      ],
      entity: [
        { what: { reference: `Patient/${RECORD}` }, role: { code: '1' } },
        { what: { reference: `DocumentReference/${LOGICAL}` }, role: { code: '3' } },
        { detail: expect.arrayContaining([{ type: 'found', valueString: '1' }]) },
      ],
    });
  });

  it.each([
    ['document.find', 'E', 'search'],
    ['document.share', 'C', 'create'],
    ['document.mask', 'U', 'patch'],
    ['consent.change', 'U', 'update'],
    ['record.destroy', 'D', 'delete'],
    ['access.explain', 'E', 'operation'],
  ] as const)('%s', (operation, action, interaction) => {
    const event = renderAuditEvent({ ...journalEntry, operation });
    expect([event.action, event.subtype?.[0]?.code]).toEqual([action, interaction]);
  });

  it('tells a refusal with its reasons, and names no record where there was none', () => {
    const event = renderAuditEvent({
      ...journalEntry,
      recordId: NO_RECORD,
      outcome: 'refused',
      reasons: ['blocked'],
      documents: [],
    });
    expect(event).toMatchObject({ outcome: '4', outcomeDesc: 'blocked' });
    expect(JSON.stringify(event)).not.toContain('Patient/');
  });
});

const fail = (): never => {
  throw new Error('the fixture has an author');
};

it('keeps the phrases that stored renderings hold positions of', () => {
  const first = JSON.stringify(phrases.slice(0, 134));
  expect(createHash('sha256').update(first).digest('hex')).toBe(
    'e03a71794c6822ad9928e6bc10eb220fa09e44f498c3fe9b7cf4031e5a4cac41',
  );
});
