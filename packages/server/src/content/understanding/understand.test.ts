// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { labelOf } from '@dossier/core/facts';
import { describe, expect, it } from 'vitest';
import { understand } from './index.ts';

const corpus = join(import.meta.dirname, '../../../../../../shared/corpus');

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const bundle = (...resources: readonly object[]): Buffer =>
  json({ resourceType: 'Bundle', type: 'document', entry: resources.map((resource) => ({ resource })) });

describe('a FHIR document', () => {
  it('gives the facts of its resources, with the section they stand in', async () => {
    const { facts } = await understand(
      json({
        resourceType: 'Bundle',
        type: 'document',
        entry: [
          {
            fullUrl: 'urn:uuid:c',
            resource: {
              resourceType: 'Composition',
              section: [
                { title: 'Allergies', code: { coding: [{ code: '48765-2' }] }, entry: [{ reference: 'urn:uuid:a' }] },
              ],
            },
          },
          {
            fullUrl: 'urn:uuid:a',
            resource: {
              resourceType: 'AllergyIntolerance',
              clinicalStatus: { coding: [{ code: 'active' }] },
              code: { coding: [{ system: 'http://snomed.info/sct', code: '373270004', display: 'Penicillin' }] },
              criticality: 'high',
              onsetDateTime: '2010',
              reaction: [{ manifestation: [{ text: 'Rash' }] }],
            },
          },
        ],
      }),
      'application/fhir+json',
    );
    expect(facts).toMatchObject([
      {
        kind: 'allergy',
        concept: { text: 'Penicillin', codes: [{ code: '373270004' }] },
        status: 'active',
        criticality: 'high',
        period: { start: '2010', end: '2010' },
        section: { code: '48765-2', title: 'Allergies' },
        assertion: 'stated',
      },
    ]);
  });

  it('says what is refuted, not done, or known to be absent, as that', async () => {
    const { facts } = await understand(
      bundle(
        { resourceType: 'Condition', code: { text: 'Asthma' }, verificationStatus: { coding: [{ code: 'refuted' }] } },
        { resourceType: 'Immunization', status: 'not-done', vaccineCode: { text: 'MMR' } },
        {
          resourceType: 'AllergyIntolerance',
          code: {
            coding: [
              { system: 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips', code: 'no-known-allergies' },
            ],
          },
        },
      ),
      'application/fhir+json',
    );
    expect(facts.map(({ assertion }) => assertion)).toEqual(['negated', 'negated', 'absent']);
  });

  it('reads the parts of a blood pressure, and compares units of one analyte', async () => {
    const part = (code: string, value: number) => ({
      code: { coding: [{ system: 'http://loinc.org', code }] },
      valueQuantity: { value, code: 'mm[Hg]' },
    });
    const { facts } = await understand(
      bundle(
        { resourceType: 'Observation', code: { text: 'BP' }, component: [part('8480-6', 120), part('8462-4', 80)] },
        {
          resourceType: 'Observation',
          code: { coding: [{ system: 'http://loinc.org', code: '59261-8' }] },
          valueQuantity: { value: 42, code: 'mmol/mol' },
        },
      ),
      'application/fhir+json',
    );
    expect(facts).toHaveLength(3);
    expect(facts[2]).toMatchObject({ comparable: { analyte: 'hba1c', unit: '%', value: 5.99416 } });
  });
});

describe('what is none of these', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'text/xml'],
    ['broken XML', Buffer.from('<a><b></a>'), 'text/xml'],
    ['a bomb', Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), 'text/xml'],
    ['broken JSON', Buffer.from('{"resourceType":'), 'application/fhir+json'],
    [
      'JSON of wrong shapes',
      json({ resourceType: 'Bundle', entry: [null, 1, { resource: { resourceType: 'Condition', code: 3 } }] }),
      'application/json',
    ],
    ['an unknown type', Buffer.from([0, 1, 2]), 'application/x-unknown'],
    ['a broken PDF', Buffer.from('%PDF-1.7 nothing'), 'application/pdf'],
  ])('gives no fact: %s', async (_, bytes, mimeType) => {
    expect((await understand(bytes, mimeType)).facts).toEqual([]);
  });

  it('gives its words where it is text', async () => {
    const { sections, withoutText } = await understand(Buffer.from('Tension  12/8\n\nRAS'), 'text/plain');
    expect(sections.map(({ text }) => text).join()).toContain('Tension');
    expect(withoutText).toBe(false);
  });
});

describe.skipIf(!existsSync(corpus))('the corpus', () => {
  const files = async (folder: string, ext: RegExp): Promise<readonly string[]> =>
    (await readdir(join(corpus, folder), { recursive: true }))
      .filter((path) => ext.test(path))
      .map((path) => join(corpus, folder, path));

  it('of FHIR documents and bundles is read, and gives facts', async () => {
    const paths = [
      ...(await files('hl7-ips', /^Bundle.*json$/)),
      ...(await files('hl7-eu-laboratory', /Bundle.*json$/)),
    ];
    expect(paths.length).toBeGreaterThan(2);
    let facts = 0;
    for (const path of paths) facts += (await understand(readFileSync(path), 'application/fhir+json')).facts.length;
    expect(facts).toBeGreaterThan(10);
  });

  it('of the IPS says what its example says', async () => {
    const path = join(corpus, 'hl7-ips/Bundle-IPS-examples-Bundle-01.json');
    const { facts } = await understand(readFileSync(path), 'application/fhir+json');
    const labels = (kind: string) => facts.filter((fact) => fact.kind === kind).map(({ concept }) => labelOf(concept));
    expect(labels('allergy').map((label) => label.slice(0, 25))).toEqual([
      'Substance with penicillin',
      'No known food allergy (si',
    ]);
    expect(labels('problem').join()).toContain('Menopausal');
    expect(labels('medication').length).toBeGreaterThan(0);
  });
});
