// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { readProvideBundle } from './index.ts';
import {
  bundle,
  content,
  contextOf,
  folderEntry,
  INS,
  type Loose,
  NOW,
  patchEntry,
  RECORD,
  sha1,
} from './test-messages.ts';

const changed = (change: (message: Loose) => void): unknown => {
  const message = bundle();
  change(message);
  return message;
};

const accepted = (message: unknown, context = contextOf()) => {
  const read = readProvideBundle(message, context);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
};

const document = 'Bundle.entry[1].resource';

describe('reading a Provide Document Bundle (ITI-65)', () => {
  it('reads set, document and content of a valid one', () => {
    const { submission, plan, warnings } = accepted(bundle());
    expect(warnings).toEqual([]);
    expect(plan).toEqual([
      { kind: 'submission-set', index: 0 },
      { kind: 'document', index: 0 },
      { kind: 'content', index: 0 },
    ]);
    expect(submission.ins).toEqual({ oid: '1.2.250.1.213.1.4.10', value: INS.value });
    expect(submission.set).toMatchObject({ uniqueId: '1.2.250.1.999.8.1', sourceId: '1.2.250.1.999.1' });
    const [read] = submission.documents;
    expect(read?.content).toEqual(content);
    expect(read?.stated).toEqual({ hash: sha1.toString('hex'), sizeBytes: content.length });
    expect(read?.path).toBe(document);
    expect(read?.metadata).toMatchObject({
      uniqueId: '1.2.250.1.999.7.1',
      typeCode: { code: '11488-4', system: '2.16.840.1.113883.6.1' },
      classCode: { code: '10', system: '1.2.250.1.213.1.1.4.1' },
      healthcareFacilityTypeCode: { code: 'SA07', system: '1.2.250.1.71.4.2.4' },
      confidentialityCodes: [{ code: 'N', system: '2.16.840.1.113883.5.25' }],
      creationTime: '20260612080000',
      serviceStartTime: '20260612',
      sourcePatientId: { system: '1.2.3.4.5', value: 'IPP-77' },
      authors: [{ kind: 'professional', identifier: { system: '1.2.250.1.71.4.2.1', value: '899700218896' } }],
    });
  });

  it('reads folders, and a replacement with its status patch', () => {
    const target = '6b1f3e0a-1111-4222-8333-444455556666';
    const { submission, plan } = accepted(
      changed((message) => {
        message.entry.push(folderEntry(), patchEntry(target));
        message.entry[0].resource.entry.push({ item: { reference: 'urn:uuid:aaaaaaaa-0000-4000-8000-000000000009' } });
        message.entry[1].resource.relatesTo = [
          { code: 'replaces', target: { reference: `DocumentReference/${target}` } },
        ];
      }),
    );
    expect(plan.map(({ kind }) => kind)).toEqual(['submission-set', 'document', 'content', 'folder', 'status-patch']);
    expect(submission.folders).toMatchObject([
      { uniqueId: '1.2.250.1.999.9.1', title: 'Suivi', members: [{ index: 0 }] },
    ]);
    expect(submission.documents[0]?.relations).toMatchObject([{ type: 'replaces', target: { entryUuid: target } }]);
  });

  it.each<[string, (message: Loose) => void, unknown]>([
    ['a record id', (reference) => (reference.reference = `Patient/${RECORD}`), { recordId: RECORD }],
    [
      'a record id under our own address',
      (reference) => (reference.reference = `http://127.0.0.1:8080/fhir/Patient/${RECORD}`),
      { recordId: RECORD },
    ],
    [
      'an identifier',
      (reference) => {
        delete reference.reference;
        reference.identifier = INS;
      },
      { ins: { oid: '1.2.250.1.213.1.4.10', value: INS.value } },
    ],
  ])('takes a subject named by %s', (_, name, record) => {
    const { submission } = accepted(
      changed((message) => {
        for (const index of [0, 1]) name(message.entry[index].resource.subject);
        message.entry[1].resource.contained[0].identifier = [{ system: 'urn:oid:1.2.3.4.5', value: 'IPP-77' }];
      }),
    );
    expect(submission).toMatchObject(record as object);
  });

  it('takes a subject that is an entry of the bundle', () => {
    const { submission, plan } = accepted(
      changed((message) => {
        const fullUrl = 'urn:uuid:aaaaaaaa-0000-4000-8000-000000000004';
        message.entry.push({
          fullUrl,
          resource: { resourceType: 'Patient', identifier: [INS] },
          request: { method: 'POST', url: 'Patient' },
        });
        for (const index of [0, 1]) message.entry[index].resource.subject = { reference: fullUrl };
      }),
    );
    expect(submission.ins?.value).toBe(INS.value);
    expect(plan.at(-1)).toEqual({ kind: 'patient', index: 0 });
  });

  it('keeps an INS of the demonstration under the system under which it is kept', () => {
    const { submission } = accepted(
      changed((message) => {
        for (const index of [0, 1])
          message.entry[index].resource.subject.reference =
            `Patient?identifier=urn:oid:1.2.250.1.213.1.4.8|${INS.value}`;
      }),
    );
    expect(submission.ins).toEqual({ oid: '1.2.250.1.213.1.4.10', value: INS.value });
  });

  it('gives a submission set without uniqueId an OID', () => {
    const { submission } = accepted(changed((message) => delete message.entry[0].resource.identifier));
    expect(submission.set.uniqueId).toMatch(/^2\.25\.\d+$/);
  });

  it('derives what a Minimal bundle leaves out', () => {
    const { submission } = accepted(
      changed((message) => {
        message.meta.profile = ['https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal.ProvideBundle'];
        const reference = message.entry[1].resource;
        for (const name of ['category', 'securityLabel', 'context']) delete reference[name];
        delete reference.content[0].format;
      }),
    );
    expect(submission.documents[0]?.metadata).toMatchObject({
      classCode: { code: '10' },
      formatCode: { code: 'urn:ihe:iti:xds-sd:pdf:2008' },
      confidentialityCodes: [{ code: 'N' }],
      healthcareFacilityTypeCode: { code: 'SA07' },
      practiceSettingCode: { code: 'AMBULATOIRE' },
    });
  });

  it('takes a known erratum of official samples, which sharing puts right', () => {
    const { submission } = accepted(
      changed((message) => (message.entry[1].resource.category[0].coding[0].code = '11')),
    );
    expect(submission.documents[0]?.metadata.classCode.code).toBe('11');
  });

  it('keeps an activity that is in no value set, with a warning', () => {
    const { warnings } = accepted(
      changed((message) => {
        message.entry[0].resource.extension[0].valueCodeableConcept.coding[0] = {
          system: 'http://snomed.info/sct',
          code: '225728007',
        };
      }),
    );
    expect(warnings.map(({ code }) => code)).toEqual(['code-unknown']);
  });

  it('writes a document Bundle anew, and compares no hash with it', () => {
    const { submission, warnings } = accepted(
      changed((message) => {
        message.entry[2].resource = { resourceType: 'Bundle', type: 'document', entry: [] };
        message.entry[2].request.url = 'Bundle';
        message.entry[1].resource.content[0].attachment.contentType = 'application/fhir+json';
      }),
    );
    expect(Buffer.from(submission.documents[0]?.content ?? []).toString()).toBe(
      '{"resourceType":"Bundle","type":"document","entry":[]}',
    );
    expect(submission.documents[0]?.stated).toEqual({});
    expect(warnings).toHaveLength(2);
  });

  it('knows the moment only from its context', () => {
    expect(contextOf().now).toBe(NOW);
    expect(accepted(bundle())).toEqual(accepted(bundle()));
  });
});
