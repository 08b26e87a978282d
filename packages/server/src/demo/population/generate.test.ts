// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { frenchProfile, lawAt } from '@dossier/core/data';
import { checkMetadata, classFor } from '@dossier/core/documents';
import { checkIns, checkTraits } from '@dossier/core/identity';
import { ParseOption, XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';
import { PDFDocument } from 'pdf-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { metadataFromCda, readCdaHeader } from '../../content/cda/index.ts';
import type { SubmittedDocument } from '../../record/index.ts';
import { generatePopulation } from './generate.ts';
import type { Story } from './model.ts';
import { type Sharing, sharingsOf } from './submissions.ts';

const law = lawAt(frenchProfile, '2026-11-23T12:00:00.000Z');
const schema = resolve(
  import.meta.dirname,
  '../../../../../../shared/corpus/ans-testcontenucda-3.0/infrastructure/cda/CDA_extended.xsd',
);

interface Told {
  readonly story: Story;
  readonly sharings: readonly Sharing[];
}

const tellAll = (): Promise<readonly Told[]> =>
  Promise.all(generatePopulation().map(async (story) => ({ story, sharings: await sharingsOf(story) })));

const documentsOf = (told: readonly Told[]): readonly SubmittedDocument[] =>
  told.flatMap(({ sharings }) => sharings.flatMap(({ submission }) => submission.documents));

const isCda = ({ metadata }: SubmittedDocument): boolean => metadata.mimeType === 'text/xml';

const nameOf = ({ metadata }: SubmittedDocument): string => `${metadata.typeCode.code} ${metadata.title}`;

let told: readonly Told[];
let documents: readonly SubmittedDocument[];

beforeAll(async () => {
  told = await tellAll();
  documents = documentsOf(told);
}, 60_000);

const storyOf = (key: string): Told => {
  const found = told.find(({ story }) => story.patient.key === key);
  if (!found) throw new Error(`no story of ${key}`);
  return found;
};

describe('the population', () => {
  it('is a town: thirty patients and more, three hundred documents and more, of more than twenty types', () => {
    const generated = told.filter(({ story }) => story.patient.key.startsWith('patient-'));
    expect(generated.length).toBeGreaterThanOrEqual(30);
    expect(documents.length).toBeGreaterThanOrEqual(300);
    expect(new Set(documents.map(({ metadata }) => metadata.typeCode.code)).size).toBeGreaterThanOrEqual(40);
  });

  it('is the same every time, to the byte', async () => {
    const digest = (all: readonly SubmittedDocument[]): string => {
      const hash = createHash('sha256');
      for (const { metadata, content } of all) hash.update(JSON.stringify(metadata)).update(content);
      return hash.digest('hex');
    };
    expect(digest(documentsOf(await tellAll()))).toBe(digest(documents));
  });

  it('has no identifier twice', () => {
    const sets = told.flatMap(({ sharings }) => sharings.map(({ submission }) => submission.set.uniqueId));
    const ids = [...documents.map(({ metadata }) => metadata.uniqueId), ...sets];
    expect(new Set(ids).size).toBe(ids.length);
    const ins = told.map(({ story }) => story.patient.ins.value);
    expect(new Set(ins).size).toBe(ins.length);
    expect(new Set(told.map(({ story }) => story.patient.personId)).size).toBe(told.length);
  });

  it('has an INS of test with the right key for everybody, born in Corsica, overseas and abroad too', () => {
    for (const { story } of told) {
      const { ins, traits } = story.patient;
      expect(checkIns(ins, law.identity, 'demo', 'refuse')).toMatchObject({ ok: true });
      expect(checkTraits(traits, '2026-11-23T12:00:00.000Z')).toMatchObject({ ok: true });
      expect(ins.value.slice(0, 5)).toBe(
        (traits.sex === 'male' ? '1' : '2') + traits.birthDate.slice(2, 4) + traits.birthDate.slice(5, 7),
      );
    }
    const places = told.map(({ story }) => story.patient.ins.value.slice(5, 7));
    expect(places).toEqual(expect.arrayContaining(['2A', '2B', '97', '99']));
  });

  it('tells nothing before a birth or after the end of the stories', () => {
    for (const { story } of told) {
      for (const { at, key } of story.drafts) {
        expect(at > story.patient.traits.birthDate, `${story.patient.key} ${key}`).toBe(true);
        expect(at <= '2026-11-21', `${story.patient.key} ${key}`).toBe(true);
      }
    }
  });

  it('refers only to documents that come before', () => {
    for (const { sharings } of told) {
      const sent = new Set<string>();
      for (const { submission } of sharings) {
        for (const { relations } of submission.documents)
          for (const { target } of relations) expect('uniqueId' in target && sent.has(target.uniqueId)).toBe(true);
        for (const { metadata } of submission.documents) sent.add(metadata.uniqueId);
      }
    }
  });

  it('keeps to the rules on metadata and to the class of each type', () => {
    for (const { metadata } of documents) {
      expect(checkMetadata(metadata, law), metadata.title).toEqual([]);
      expect(classFor(metadata.typeCode, metadata.classCode, law).failure).toBeUndefined();
    }
  });
});

describe('a CDA document of the population', () => {
  it('is well-formed, with the French header', () => {
    for (const document of documents.filter(isCda)) {
      const xml = XmlDocument.fromBuffer(document.content, { option: ParseOption.XML_PARSE_DEFAULT });
      expect(xml.root.name).toBe('ClinicalDocument');
      expect(xml.get('/h:ClinicalDocument/h:realmCode/@code', { h: 'urn:hl7-org:v3' })?.content).toBe('FR');
      xml.dispose();
    }
  });

  it('says in its header what its metadata say', () => {
    for (const document of documents.filter(isCda)) {
      const header = readCdaHeader(document.content);
      if (!header.ok) throw new Error(`${nameOf(document)}: ${JSON.stringify(header.error)}`);
      const read = metadataFromCda(header.value, { law, environment: 'demo', insKeyErrors: 'refuse' });
      if (!read.ok) throw new Error(`${nameOf(document)}: ${JSON.stringify(read.error)}`);
      const { metadata } = document;
      const warned = read.value.warnings.map(({ parameters }) => parameters.finding);
      expect(
        warned.filter((finding) => finding !== 'model-unknown'),
        nameOf(document),
      ).toEqual([]);
      const { confidentialityCodes, comments, referenceIds, legalAuthenticator, ...told } = metadata;
      expect(read.value.metadata, nameOf(document)).toMatchObject(told);
      expect(read.value.patient.ins).toEqual(
        metadata.sourcePatientInfo?.identifiers[0] && {
          oid: metadata.sourcePatientInfo.identifiers[0].system,
          value: metadata.sourcePatientInfo.identifiers[0].value,
        },
      );
      expect(read.value.relations.map(({ target }) => target)).toEqual(
        document.relations.flatMap(({ type, target }) =>
          type === 'replaces' && 'uniqueId' in target ? [target.uniqueId] : [],
        ),
      );
    }
  });

  it('carries a PDF that opens when it is of level 1', async () => {
    const scans = documents.filter(
      (document) => isCda(document) && document.metadata.formatCode.code === 'urn:ihe:iti:xds-sd:pdf:2008',
    );
    expect(scans.length).toBeGreaterThan(20);
    for (const { content } of scans.slice(0, 10)) {
      const base64 = /representation="B64">([^<]+)</.exec(new TextDecoder().decode(content))?.[1] ?? '';
      const pdf = await PDFDocument.load(Buffer.from(base64, 'base64'));
      expect(pdf.getPageCount()).toBe(1);
    }
  });

  describe.skipIf(!existsSync(schema))('against the CDA schema of the corpus (skipped without it)', () => {
    it('is valid', () => {
      xmlRegisterFsInputProviders();
      const xsd = XmlDocument.fromBuffer(
        new TextEncoder().encode(
          `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:import namespace="urn:hl7-org:v3" schemaLocation="${schema}"/></xs:schema>`,
        ),
        { url: join(dirname(schema), 'entry.xsd') },
      );
      const validator = XsdValidator.fromDoc(xsd);
      for (const document of documents.filter(isCda)) {
        const xml = XmlDocument.fromBuffer(document.content, { option: ParseOption.XML_PARSE_HUGE });
        expect(() => validator.validate(xml), nameOf(document)).not.toThrow();
        xml.dispose();
      }
      validator.dispose();
      xsd.dispose();
    }, 60_000);
  });
});

describe('the personas', () => {
  it('have what the demo shows of them', () => {
    const dominique = storyOf('dominique').story.drafts;
    expect(dominique.length).toBeGreaterThanOrEqual(60);
    const types = dominique.map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining(['75496-0', '68599-0', '83901-9', '68817-6', '89601-9', '80788-3', '83981-1', 'EXPPAT_3']),
    );
    expect(types).toEqual(expect.arrayContaining(['ATTEST-RESID', 'REMB', 'SYNTH', '11502-2', '57833-6', '60593-1']));
    const revisions = dominique.flatMap(({ revisions = [] }) => revisions.map(({ revision }) => revision));
    expect(revisions).toEqual(expect.arrayContaining(['mask', 'archive', 'delete']));
    expect(dominique.filter(({ confidentiality = [] }) => confidentiality.includes('masked')).length).toBeGreaterThan(
      1,
    );
    expect(dominique.some(({ confidentiality = [] }) => confidentiality.includes('hiddenFromPatient'))).toBe(true);
    expect(dominique.filter(({ replaces }) => replaces !== undefined).length).toBeGreaterThanOrEqual(3);
    const secret = storyOf('lea').story.drafts.filter(({ confidentiality = [] }) =>
      confidentiality.includes('hiddenFromRepresentatives'),
    );
    expect(secret).toHaveLength(2);
  });

  it('see laboratory values move over the years as the story says', () => {
    const values = storyOf('dominique')
      .sharings.flatMap(({ submission }) => submission.documents)
      .filter(({ metadata }) => metadata.typeCode.code === '11502-2')
      .toSorted((a, b) => (a.metadata.creationTime < b.metadata.creationTime ? -1 : 1))
      .flatMap(({ content }) => {
        const match = /code="13457-7".*?<value xsi:type="PQ" value="([\d.]+)" unit="g\/L"/s.exec(
          new TextDecoder().decode(content),
        );
        return match ? [Number(match[1])] : [];
      });
    expect(values).toHaveLength(5);
    expect(values[0]).toBeGreaterThan(1.6);
    expect(values.at(-1)).toBeLessThan(1.2);
  });
});
