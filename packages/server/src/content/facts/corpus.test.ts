// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sentenceOf } from '@dossier/core/errors';
import { describe, expect, it } from 'vitest';
import { readClinicalDocument } from './index.ts';
import { brief, codes } from './test-brief.ts';
import { laboratory } from './test-expected-laboratory.ts';
import { medicines } from './test-expected-medicines.ts';
import { absences, summaries } from './test-expected-summaries.ts';

const corpus = join(import.meta.dirname, '../../../../../../shared/corpus');
const examples = join(corpus, 'ans-testcontenucda-3.0/ExemplesCDA');

const expected = { ...laboratory, ...summaries, ...medicines };

describe.skipIf(!existsSync(corpus))('facts of the examples of the CI-SIS (skipped without the corpus)', () => {
  const read = (name: string) => {
    const document = readClinicalDocument(readFileSync(join(examples, name)));
    if (!document.ok) throw new Error(document.error.map(sentenceOf).join());
    return document.value;
  };

  it.each(Object.entries(expected))('%s', (name, rows) => {
    const { facts, factsAreComplete } = read(name);
    expect(facts.map(brief)).toEqual(rows);
    expect(factsAreComplete).toBe(true);
  });

  it('a tumour with its side, and its stage as facts of their own', () => {
    const { facts } = read('CANCER-FRCP_2022.01_Transversale.xml');
    expect(facts.map(brief).filter((line) => line.startsWith('3/'))).toEqual([
      '3/1 problem 8000/3 @20110101.. concern=active site=C50.2(20228-3:24028007)',
      '3/1 observation 75620-5 = (21909-7:IB)(21917-0:7) @20190129.. within=8000/3',
      '3/1 observation 21905-5 = T1b @?NAV within=75620-5',
      '3/1 observation 21906-3 = N1 @?NAV within=75620-5',
      '3/1 observation 21907-1 = M0 @?NAV within=75620-5',
      '3/1 observation 21918-8 = "(Texte libre)" @?NA within=8000/3',
      '3/1 observation (unknown) GEN-101 = ? @?NA within=21918-8',
      '3/1 observation (unknown) GEN-102 = ? @?NA within=21918-8',
    ]);
  });

  it('who wrote, who did, and in which words, where an entry says it', () => {
    const [, , , , act] = read('VSM_1.4_2022.01.xml').facts;
    expect(act?.authors.map(({ name, organization, time }) => [name?.family, organization?.name, time?.dtm])).toEqual([
      ['PETITJEAN', 'Hôpital Lariboisière', '20180114101700'],
    ]);
    const [dispensed] = read('eDISP-MED_2024.01.xml').facts;
    expect(dispensed?.authors.map(({ name, code }) => [name?.family, code?.code])).toEqual([['DELIVE', 'G15_21']]);
    const [prescribed] = read('eP-MED-DM_2024.01_PosoStruct.xml').facts;
    expect(prescribed).toMatchObject({
      instructions: ["A prendre au cours d'un repas", '-'],
      dosages: [
        {},
        {
          frequency: [{ text: '3 fois/j à partir du 01/12/2023 pendant 2 jours' }],
          dose: { low: { text: '1 cp' }, high: { text: '2 cp' } },
        },
        {},
      ],
    });
  });

  it('a remark on a whole examination stays with each of its results', () => {
    const { facts } = read('BIO-CR-BIO_2024.01_Microbiologie_V1.xml');
    const remarks = facts.map((fact) => ('remarks' in fact ? fact.remarks.join() : ''));
    expect(new Set(remarks)).toEqual(new Set(['Traitement immédiat']));
  });

  it('what is said to be absent or not known', () => {
    const open = read('01_Modèles_contenus_CDA.xml').facts.filter(({ assertion }) => assertion !== 'stated');
    const lines = open.map((fact) => {
      const [place, kind] = brief(fact).split(' ');
      return `${place} ${kind} (${fact.assertion}) ${fact.code ? codes(fact.code) : ''}`;
    });
    expect(lines).toEqual(absences);
  });
});

describe.skipIf(!existsSync(corpus))('every CDA of the corpus (skipped without it)', () => {
  it('is read, or refused by a sentence, without a throw', () => {
    const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\.(xml|cda)$/i.test(path),
    );
    let documents = 0;
    for (const path of files) {
      const bytes = readFileSync(join(corpus, path));
      if (!bytes.includes('ClinicalDocument')) continue;
      const read = readClinicalDocument(bytes);
      if (!read.ok) {
        expect(read.error.map(sentenceOf).join(), path).not.toBe('');
        continue;
      }
      documents += 1;
      expect(JSON.stringify(read.value.facts), path).toBeTruthy();
      const { header, narrative } = read.value;
      expect(narrative.hasText || narrative.media.length > 0, path).toBe(header.body !== undefined);
    }
    expect(documents).toBeGreaterThanOrEqual(34);
  });
});
