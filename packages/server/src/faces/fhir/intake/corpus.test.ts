// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromXml, toXml } from '../xml/index.ts';
import { parseJson, readProvideBundle, readSimplifiedPublish } from './index.ts';
import { contextOf, INS } from './test-messages.ts';

const corpus = join(import.meta.dirname, '../../../../../../../shared/corpus');
const study = join(corpus, 'ans-pdsm4dmp-eeds');
const pdsm = join(corpus, 'ans-pdsm');

/** The placeholder number of the official samples, set to a patient of the demonstration. */
const sample = (folder: string, file: string): unknown => {
  const text = readFileSync(join(folder, file), 'utf8').replaceAll('123456789012345', INS.value);
  const parsed = parseJson(text, { depth: 64, elements: 200_000 });
  if (!parsed.ok) throw new Error(parsed.error.code);
  return parsed.value;
};

const withoutNarrative = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNarrative);
  if (typeof value !== 'object' || value === null) return value;
  const isNarrative = (name: string, inner: unknown) =>
    name === 'text' && typeof inner === 'object' && inner !== null && 'div' in inner;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => !isNarrative(name, inner))
      .map(([name, inner]) => [name, withoutNarrative(inner)]),
  );
};

describe.skipIf(!existsSync(study))('official samples (skipped where the corpus is absent)', () => {
  it('takes the PDSm4DMP lot of submission, in JSON and in XML', () => {
    const message = sample(study, 'Bundle-example-td2-iti65-lot-soumission.json');
    const context = contextOf();
    const json = readProvideBundle(message, context);
    expect(json).toMatchObject({
      ok: true,
      value: {
        warnings: [],
        plan: [{ kind: 'submission-set' }, { kind: 'document' }, { kind: 'content' }],
        submission: {
          ins: { value: INS.value },
          documents: [
            {
              metadata: {
                uniqueId: '1.2.250.1.213.1.4.8.99999.2',
                mimeType: 'application/xml',
                authors: [{ identifier: { value: '899700218896' } }],
              },
              stated: { hash: '03f84c46bbfa635e418d233c90c2e276bcfe9877', sizeBytes: 80 },
            },
          ],
        },
      },
    });
    const xml = fromXml(toXml(withoutNarrative(message)));
    expect(xml.ok && readProvideBundle(xml.value, contextOf())).toEqual(json);
  });

  it('takes the PDSm4DMP simplified publish', () => {
    const message = sample(study, 'DocumentReference-example-td2-iti105-publication-simplifiee.json');
    expect(readSimplifiedPublish(message, contextOf())).toMatchObject({ ok: true, value: { warnings: [] } });
  });

  it.each([
    [study, 'DocumentReference-doc-x-id.json'],
    [study, 'DocumentReference-example-td3-1a-cr-consultation.json'],
    [study, 'Bundle-example-annexe-searchset-documentreferences.json'],
    [pdsm, 'DocumentReference-exemple-pdsm-documentreference.json'],
    [pdsm, 'List-ExampleFolder.json'],
    [pdsm, 'Organization-org-example.json'],
    [pdsm, 'CapabilityStatement-PDSm-GestionnaireDePartageDeDocuments.json'],
  ])('%s/%s is the same after XML', (folder, file) => {
    const resource = withoutNarrative(sample(folder, file));
    expect(fromXml(toXml(resource))).toEqual({ ok: true, value: resource });
  });

  it('reads the XML of other testers, or says what is wrong with it', () => {
    const nist = join(corpus, 'nist-asbestos-mhd');
    const patient = fromXml(readFileSync(join(nist, 'Test_Patients/Alex_Alder/Patient/patient.xml')));
    expect(patient).toMatchObject({ ok: true, value: { resourceType: 'Patient' } });
    const folder = 'MHD_DocumentRecipient_comprehensive/Document_Replace/Bundle/replace.xml';
    expect(fromXml(readFileSync(join(nist, folder)))).toMatchObject({
      ok: false,
      error: { code: 'body-malformed', location: 'Bundle.entry[0].resource.context.practiceSetting.coding[0].code' },
    });
  });
});
