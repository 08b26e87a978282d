// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { frenchProfile, lawAt } from '@dossier/core/data';
import { checkMetadata, classFor } from '@dossier/core/documents';
import { sentenceOf } from '@dossier/core/errors';
import { describe, expect, it } from 'vitest';
import { metadataFromCda, readCdaHeader } from './index.ts';

const law = lawAt(frenchProfile, '2026-11-23T12:00:00.000Z');
const corpus = join(import.meta.dirname, '../../../../../../shared/corpus');

/** File, what it becomes (type, class, format, setting, facility, creation time, authors) or `refused`, findings. */
const examples: readonly (readonly [string, string, readonly string[]])[] = [
  ['01_Modèles_contenus_CDA.xml', '60591-5 11 asip:ci-sis:vsm:2012 ETABLISSEMENT SA04 202302091030 professional', []],
  [
    'BIO-CR-BIO_2023.01_Electrophorese.xml',
    '11502-2 10 ihe:lab:xd-lab:2008 AMBULATOIRE SA25 20230104150527 professional',
    [],
  ],
  [
    'BIO-CR-BIO_2024.01_CR-2nde-intention-PDF.xml',
    '11502-2 10 ihe:lab:xd-lab:2008 AMBULATOIRE SA25 20240104150527 professional',
    [],
  ],
  [
    'BIO-CR-BIO_2024.01_DEP-CCU-tout-structuré.xml',
    '11502-2 10 ihe:lab:xd-lab:2008 AMBULATOIRE SA25 20240104150527 professional+professional',
    [],
  ],
  [
    'BIO-CR-BIO_2024.01_Glycémie mole.xml',
    '11502-2 10 ihe:lab:xd-lab:2008 AMBULATOIRE SA25 20210401161000 professional',
    [],
  ],
  [
    'BIO-CR-BIO_2024.01_Microbiologie_V1.xml',
    '11502-2 10 ihe:lab:xd-lab:2008 AMBULATOIRE SA25 20240104150527 professional',
    [],
  ],
  ['BIO-CR-BIO_2024.01_TSH_1.xml', '11502-2 10 ihe:lab:xd-lab:2008 AMBULATOIRE SA25 20210401161000 professional', []],
  ['BIO-TROD_2024.01_COVID-19.xml', '96173-0 52 ans:ci-sis:trod:2024 DEPISTAGE SA33 20240106103623 professional', []],
  [
    'CANCER-FRCP_2022.01_Transversale.xml',
    '34794-8 10 asip:ci-sis:frcp:2011 ETABLISSEMENT SA01 20190218084914 professional',
    [],
  ],
  ['CNAM-HR_2021.01.xml', 'REMB 60 asip:ci-sis:hr:2019 AMO SA24 20190701154900 device', []],
  [
    'CSE-MDE_2023.01.xml',
    '29274-8 10 ans:ci-sis:cse-mde:2023 ETABLISSEMENT SA05 20230106103623 professional',
    ['ins-invalid', 'version-replaces-nothing'],
  ],
  [
    'DLU-EHPAD-FLUDT_2022.01.xml',
    '74207-2 11 asip:ci-sis:fludt:2017 ETABLISSEMENT SA17 20200327143500 professional',
    [],
  ],
  [
    'DOC_NON_STRUCTURE_CDA-R2-N1.xml',
    '11502-2 10 ihe:iti:xds-sd:pdf:2008 AMBULATOIRE SA07 20210401124745 professional',
    [],
  ],
  [
    'IMG-DA-IMG_2024.01_Radiographie_IRM_Genou.xml',
    '55115-0 42 ans:ci-sis:img-da:2022 ETABLISSEMENT SA01 20210112101700 professional',
    [],
  ],
  [
    'IMG_CR_IMG_2024.01.xml',
    '18748-4 31 ihe:rad:CDA:ImagingReportStructuredHeadings:2013 AMBULATOIRE SA08 20210108101700 professional',
    [],
  ],
  [
    'IMG_CR_IMG_2024.01_CDA-R2-Niveau-1.xml',
    '18748-4 31 ihe:iti:xds-sd:pdf:2008 AMBULATOIRE SA08 20210108101700 professional',
    [],
  ],
  ['IPS-FR_2024.01.xml', '60591-5 11 ihe:pcc:ips:2020 ETABLISSEMENT SA04 20240402101700 professional', []],
  ['LDL-EES_2022.01.xml', '18761-7 11 asip:ci-sis:ldl-ees:2017 ETABLISSEMENT SA01 20191029101700 professional', []],
  ['LDL-SES_2022.01.xml', '11490-0 10 asip:ci-sis:ldl-ses:2017 ETABLISSEMENT SA01 20191203123000 professional', []],
  ['OBP-SCM_2024.01.xml', '89235-6 11 asip:ci-sis:obp-scm:2023 ETABLISSEMENT SA04 20210328101700 professional', []],
  [
    'SDM-MR_2025.01_nouveau-ne.xml',
    '34133-9 11 asip:ci-sis:sdm-mr:2017 ETABLISSEMENT SA01 20240228150000 professional',
    ['ins-invalid', 'author-without-organization', 'version-replaces-nothing'],
  ],
  ['TLM-CR_2022.01.xml', '85208-7 10 ihe:iti:xds-sd:pdf:2008 ETABLISSEMENT SA03 20200327143500 professional', []],
  ['VAC-NOTE_2023.01.xml', '87273-9 52 asip:ci-sis:vac-note:2021 AMBULATOIRE SA07 20210409143500 professional', []],
  ['VAC_2023.01.xml', '11369-6 52 asip:ci-sis:vac:2019 AMO SA24 20210409160000 professional', []],
  ['VSM_1.4_2022.01.xml', 'SYNTH 11 asip:ci-sis:vsm:2012 ETABLISSEMENT SA04 20200312101700 professional', []],
  ['eDISP-MED_2024.01.xml', '60593-1 43 ihe:pharm:dis:2010 AMBULATOIRE SA33 20241225083000 device+professional', []],
  [
    'eP-MED-DM_2024.01_PosoStruct.xml',
    '57833-6 42 ihe:pharm:pre:2010 AMBULATOIRE SA07 20231201083000 professional',
    [],
  ],
  [
    'CR_Radio_CDAN1_v2.XML',
    '18748-4 31 ihe:iti:xds-sd:pdf:2008 ETABLISSEMENT SA07 20050411083328 professional',
    ['time-without-zone', 'set-id-missing'],
  ],
  [
    'CR_Radio_CDAN1_v1.XML',
    '18748-4 31 ihe:iti:xds-sd:pdf:2008 ETABLISSEMENT SA07 20050411083328 professional',
    ['time-without-zone', 'set-id-missing'],
  ],
  ['SEGUR_CR_Bio_CDA_Niv3_v2.xml', '11502-2 10 ihe:lab:xd-lab:2008 AMBULATOIRE SA25 20210104150527 professional', []],
  [
    'SEGUR_CR-BIO_2023.01_Electrophorese.xml',
    '11502-2 10 ihe:lab:xd-lab:2008 AMBULATOIRE SA25 20210104150527 professional',
    [],
  ],
  [
    'DOC00002.xml',
    '18748-4 31 ihe:iti:xds-sd:pdf:2008 ETABLISSEMENT SA07 20190924120223 professional',
    ['traits-incomplete', 'set-id-missing', 'version-missing'],
  ],
  [
    'summary.xml',
    'refused',
    [
      'id-with-extension',
      'time-malformed',
      'ins-missing',
      'legal-authenticator-missing',
      'practice-setting-missing',
      'facility-missing',
    ],
  ],
];

const folders = [
  'ans-testcontenucda-3.0/ExemplesCDA',
  'ans-hl7v2-exemples',
  'drimbox/test/resources',
  'nist-iheos-toolkit2/testkit/tests/12318/init',
];

const pathsByName = async (): Promise<ReadonlyMap<string, string>> => {
  const listed = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(corpus, folder), { recursive: true })).map((path) => join(corpus, folder, path)),
    ),
  );
  return new Map(listed.flat().map((path) => [basename(path), path]));
};

describe.skipIf(!existsSync(corpus))('examples of the corpus (skipped without it)', async () => {
  const paths = existsSync(corpus) ? await pathsByName() : new Map<string, string>();

  it.each(examples)('%s: %s', (name, expected, findings) => {
    const header = readCdaHeader(readFileSync(paths.get(name) ?? name));
    if (!header.ok) throw new Error(header.error.map(sentenceOf).join());
    const judged = metadataFromCda(header.value, { law, environment: 'demo', insKeyErrors: 'warn' });
    const found = judged.ok ? judged.value.warnings : judged.error;
    expect(found.map(({ code, parameters }) => parameters.finding ?? code)).toEqual(findings);
    if (!judged.ok) {
      expect(expected).toBe('refused');
      return;
    }
    const { metadata } = judged.value;
    expect(checkMetadata(metadata, law)).toEqual([]);
    expect(classFor(metadata.typeCode, metadata.classCode, law)).toEqual({ classCode: metadata.classCode });
    const summary = [
      metadata.typeCode.code,
      metadata.classCode.code,
      metadata.formatCode.code.replace(/^urn:/, ''),
      metadata.practiceSettingCode.code,
      metadata.healthcareFacilityTypeCode.code,
      metadata.creationTime,
      metadata.authors.map(({ kind }) => kind).join('+'),
    ];
    expect(summary.join(' ')).toBe(expected);
  });

  it('are all in the table', () => {
    const listed = new Set(examples.map(([name]) => name));
    const official = [...paths].filter(([, path]) => /ExemplesCDA|ans-hl7v2/.test(path) && /\.xml$/i.test(path));
    expect(official.map(([name]) => name).filter((name) => !listed.has(name))).toEqual([]);
    expect(official).toHaveLength(31);
  });
});
