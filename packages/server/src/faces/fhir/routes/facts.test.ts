// SPDX-License-Identifier: Apache-2.0
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../../content/rendering/index.ts';
import { createExtraction, type Extraction } from '../../../extraction/index.ts';
import { type Loose, TRE_A07 } from '../intake/test-messages.ts';
import { type FhirHouse, fhirHouse, ofDominique } from './test-house.ts';

let house: FhirHouse;
let extraction: Extraction;

const cda = (sections: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <code code="11502-2" codeSystem="2.16.840.1.113883.6.1"/>
  <component><structuredBody>${sections}</structuredBody></component>
</ClinicalDocument>`;

const section = (code: string, title: string, text: string, entries: string): string =>
  `<component><section><code code="${code}" codeSystem="2.16.840.1.113883.6.1"/><title>${title}</title>
   <text>${text}</text>${entries}</section></component>`;

const creatinine = (
  at: string,
  value: string,
  unit: string,
  code = '14682-9',
): string => `<entry><observation classCode="OBS" moodCode="EVN">
  <templateId root="1.3.6.1.4.1.19376.1.3.1.6"/>
  <code code="${code}" codeSystem="2.16.840.1.113883.6.1" displayName="Créatinine"/>
  <effectiveTime value="${at}"/><value xsi:type="PQ" value="${value}" unit="${unit}"/></observation></entry>`;

const allergy = (agent: string, status: string): string => `<entry><act classCode="ACT" moodCode="EVN">
  <templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.5.1"/><code nullFlavor="NA"/><statusCode code="active"/>
  <entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN" negationInd="false">
  <templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.5"/><templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.6"/>
  <code code="416098002" codeSystem="2.16.840.1.113883.6.96"/><value xsi:type="CD"/>
  <participant typeCode="CSM"><participantRole><playingEntity><code code="${agent.toLowerCase()}" codeSystem="1.2.3"/>
  <name>${agent}</name></playingEntity></participantRole></participant>
  <entryRelationship typeCode="REFR"><observation classCode="OBS" moodCode="EVN"><code code="33999-4"/>
  <value xsi:type="CE" code="${status}"/></observation></entryRelationship>
  </observation></entryRelationship></act></entry>`;

const masked = (document: Loose): void => {
  document.securityLabel = [{ coding: [{ system: TRE_A07, code: 'MASQUE_PS' }] }];
};

const share = (content: string, change?: (document: Loose) => void) =>
  house.share(change, { content, mimeType: 'text/xml' });

const readAll = async (): Promise<void> => {
  while (await extraction.turn());
};

beforeAll(async () => {
  house = await fhirHouse();
  const { pool, clock, house: rooms } = house.house;
  extraction = createExtraction({ pool, keyring: rooms.keyring, clock });
});
afterAll(async () => {
  await extraction.close();
  await house.house.stop();
});

const results = (reply: { readonly json: Loose }): readonly Loose[] =>
  (reply.json.entry ?? [])
    .filter((entry: Loose) => entry.search.mode === 'match')
    .map((entry: Loose) => entry.resource);

const laboratory = (...entries: readonly string[]): string =>
  cda(section('18719-5', 'BIOCHIMIE', '<paragraph>Créatininémie élevée</paragraph>', entries.join('')));

describe('what documents say', () => {
  it('is answered once they are read, and said to be missing before', async () => {
    await share(laboratory(creatinine('20180102', '1.2', 'mg/dL', '2160-0')));
    const before = await house.ask('gp', `/Observation?${ofDominique}`);
    expect(before.json.total).toBe(0);
    expect(before.text).toContain('1 documents in sight were shared and are not yet read');
    await readAll();
    const after = await house.ask('gp', `/Observation?${ofDominique}&code=http://loinc.org|2160-0`);
    expect(after.text).not.toContain('not yet read');
    const [observation] = results(after);
    expect(observation).toMatchObject({
      resourceType: 'Observation',
      status: 'final',
      effectiveDateTime: '2018-01-02',
      valueQuantity: { value: 1.2, unit: 'mg/dL', system: 'http://unitsofmeasure.org', code: 'mg/dL' },
      code: { coding: [{ system: 'http://loinc.org', code: '2160-0' }] },
    });
    expect(observation.meta.source).toContain('/DocumentReference/');
    const again = await house.ask('gp', `/Observation/${observation.id}`);
    expect(again.json).toEqual(observation);
    expect((await house.ask('gp', '/Observation/nothing.1')).status).toBe(404);
  });

  it('leaves a trace that names the documents, and none of them where nothing was found', async () => {
    await house.ask('gp', `/Observation?${ofDominique}&code=2160-0`);
    const [trace] = await house.traces('document.retrieve');
    expect(trace).toMatchObject({ outcome: 'success', documents: [expect.any(String)] });
    expect(trace?.detail.facts).toContain('result');
    await house.ask('gp', `/Procedure?${ofDominique}`);
    expect((await house.traces('document.retrieve'))[0]?.documents).toEqual([]);
  });

  it('is one series over units, oldest first, with the document of each point', async () => {
    await share(laboratory(creatinine('20220301', '88.4', 'umol/L'), creatinine('20250301', '10', 'mg/L', '2160-0')));
    await readAll();
    const trends = await house.ask('gp', `/Patient/${house.recordId}/$trends?code=creatinine`);
    const [series] = trends.json.parameter;
    const of = (part: Loose, name: string) => part.part.find((one: Loose) => one.name === name);
    expect(of(series, 'unit').valueString).toBe('umol/L');
    const points = series.part.filter(({ name }: Loose) => name === 'point');
    expect(points.map((point: Loose) => of(point, 'at').valueDateTime)).toEqual([
      '2018-01-02',
      '2022-03-01',
      '2025-03-01',
    ]);
    expect(points.map((point: Loose) => Math.round(of(point, 'value').valueDecimal))).toEqual([106, 88, 88]);
  });

  it('is the last of each code, or the last of them', async () => {
    const last = await house.ask('gp', `/Observation/$lastn?${ofDominique}`);
    expect(results(last).map(({ effectiveDateTime }) => effectiveDateTime)).toEqual(['2025-03-01', '2022-03-01']);
    const two = await house.ask('gp', `/Observation/$lastn?${ofDominique}&code=2160-0&max=2`);
    expect(results(two).map(({ effectiveDateTime }) => effectiveDateTime)).toEqual(['2025-03-01', '2018-01-02']);
    expect((await house.ask('gp', `/Observation/$lastn?${ofDominique}&max=no`)).status).toBe(400);
    expect((await house.traces('document.retrieve'))[0]?.documents).toHaveLength(2);
  });

  it('is one line with its witnesses in the summary, and says where they differ', async () => {
    await share(
      cda(section('48765-2', 'Allergies', '<paragraph>Amoxicilline</paragraph>', allergy('Amoxicilline', 'active'))),
    );
    await share(
      cda(section('48765-2', 'Allergies', '<paragraph>Amoxicilline</paragraph>', allergy('AMOXICILLINE', 'inactive'))),
    );
    await readAll();
    const summary = await house.ask('gp', `/Patient/${house.recordId}/$summary`);
    expect(summary.json).toMatchObject({ resourceType: 'Bundle', type: 'document' });
    const [composition] = summary.json.entry.map(({ resource }: Loose) => resource);
    const of = (code: string) => composition.section.find((one: Loose) => one.code.coding[0].code === code);
    expect(of('48765-2').entry).toHaveLength(1);
    expect(of('48765-2').text.div).toMatch(/Amoxicilline · 2 documents · à vérifier/i);
    expect(of('10160-0').emptyReason.coding[0].code).toBe('unavailable');
    const allergies = await house.ask('gp', `/AllergyIntolerance?${ofDominique}&clinical-status=active`);
    expect(allergies.json.total).toBe(1);
  });

  it('is less, and sooner read, in the view for an emergency', async () => {
    const path = `/Patient/${house.recordId}/$summary?view=emergency`;
    const { json } = await house.ask('gp', path);
    const codes = json.entry[0].resource.section.map(({ code }: Loose) => code.coding[0].code);
    expect(codes).toEqual(['48765-2', '10160-0', '11450-4']);
    const [trace] = await house.traces('document.retrieve');
    expect(trace?.detail.facts).toBe('allergy device directive medication problem');
    expect((await house.ask('gp', path.replace('emergency', 'other'))).status).toBe(400);
  });

  it('is one page of PDF where that is asked for', async () => {
    const path = `/Patient/${house.recordId}/$summary`;
    const byFormat = await house.ask('gp', `${path}?_format=pdf`);
    const byAccept = await house.ask('gp', path, { headers: { accept: 'application/pdf' } });
    for (const { status, headers, bytes } of [byFormat, byAccept]) {
      expect([status, headers.get('content-type')]).toEqual([200, 'application/pdf']);
      expect((await PDFDocument.load(bytes)).getPageCount()).toBe(1);
    }
    const { text } = await textOf({ bytes: byFormat.bytes, mimeType: 'application/pdf' });
    expect(text).toMatch(/Allergies et intolérances[\s\S]*Amoxicilline/i);
    expect((await house.traces('document.retrieve'))[0]?.detail.facts).toBe('all');
  });

  it('is the same in XML', async () => {
    const id = results(await house.ask('gp', `/Observation?${ofDominique}`))[0].id;
    const observation = await house.ask('gp', `/Observation/${id}?_format=xml`);
    expect(observation.headers.get('content-type')).toContain('fhir+xml');
    expect(observation.text).toMatch(/^(<\?xml[^>]*>\s*)?<Observation xmlns="http:\/\/hl7.org\/fhir">/);
    expect(observation.text).toContain('<valueQuantity>');
    const summary = await house.ask('gp', `/Patient/${house.recordId}/$summary?_format=xml`);
    expect(summary.text).toContain('<Composition');
    expect(summary.text).toMatch(/<div xmlns="http:\/\/www.w3.org\/1999\/xhtml"[^>]*><ul>/);
  });

  it('is kept from whoever does not see its document, in every answer', async () => {
    const secret = cda(
      section('48765-2', 'Allergies', '<paragraph>Zolpidem</paragraph>', allergy('Zolpidem', 'active')),
    );
    const { entryUuid, logicalId } = await share(secret, masked);
    await readAll();
    const ask = async (who: 'gp' | 'cardiologist' | 'dominique' | 'occupational-physician') => {
      const replies = await Promise.all(
        [
          `/AllergyIntolerance?${ofDominique}`,
          `/AllergyIntolerance/${logicalId}.0`,
          `/Patient/${house.recordId}/$summary`,
          `/Patient/${house.recordId}/$search-inside?text=zolpidem`,
          `/DocumentReference?${ofDominique}&_content=zolpidem`,
        ].map((path) => house.ask(who, path)),
      );
      // the address of the search stands in its answer
      return replies.map(({ text }) => /Zolpidem/.test(text) || text.includes(entryUuid));
    };
    // the gp wrote it, and is her attending doctor
    expect(await ask('gp')).toEqual([true, true, true, true, true]);
    expect(await ask('dominique')).toEqual([true, true, true, true, true]);
    expect(await ask('cardiologist')).toEqual([false, false, false, false, false]);
    // may look for documents, and open none (domain §1.6)
    expect(await ask('occupational-physician')).toEqual([false, false, false, false, false]);
    const found = await house.ask('cardiologist', `/Patient/${house.recordId}/$search-inside?text=zolpidem`);
    expect(found.json.parameter).toEqual([
      { name: 'total', valueInteger: 0 },
      { name: 'unread', valueInteger: 0 },
    ]);
  });

  it('goes out of sight with its document', async () => {
    const text = cda(
      section(
        '47519-4',
        'Actes',
        '<paragraph>Appendicectomie</paragraph>',
        '<entry><procedure classCode="PROC" moodCode="EVN"><code code="HHFA001" codeSystem="1.2.250.1.213.2.5" displayName="Appendicectomie"/></procedure></entry>',
      ),
    );
    const { entryUuid } = await share(text);
    await readAll();
    expect((await house.ask('gp', `/Procedure?${ofDominique}`)).json.total).toBe(1);
    const replaced = await share(text.replaceAll('Appendicectomie', 'Cholécystectomie'), (document) => {
      document.relatesTo = [{ code: 'replaces', target: { reference: `DocumentReference/${entryUuid}` } }];
    });
    await readAll();
    const [only, ...others] = results(await house.ask('gp', `/Procedure?${ofDominique}`));
    expect(others).toEqual([]);
    expect(only.id).toBe(`${replaced.logicalId}.0`);
  });
});

describe('a search inside', () => {
  const search = async (text: string) => {
    const reply = await house.ask('gp', `/Patient/${house.recordId}/$search-inside?text=${encodeURIComponent(text)}`);
    return reply.json.parameter;
  };
  const total = async (text: string): Promise<number> => (await search(text))[0].valueInteger;

  it('finds other forms, beginnings and what is almost the word, accents or none', async () => {
    expect(await total('créatininémies')).toBe(2);
    expect(await total('creatinin')).toBe(2);
    expect(await total('creatininmie')).toBe(2);
    expect(await total('CREATININEMIE élevées')).toBe(2);
    expect(await total('creatininemie zolpidem')).toBe(0);
    expect(await total('14682-9')).toBe(1);
  });

  it('shows the line, counts by type and year, and journals what it showed', async () => {
    const answer = await search('créatininémie');
    const hit = answer.find(({ name }: Loose) => name === 'hit');
    const highlight = hit.part.find(({ name }: Loose) => name === 'highlight').part;
    expect(highlight).toEqual([
      { name: 'section', valueString: 'BIOCHIMIE' },
      { name: 'text', valueString: 'Créatininémie élevée' },
      { name: 'mark', valueString: '0-13' },
    ]);
    const facets = answer.filter(({ name }: Loose) => name === 'facet').map(({ part }: Loose) => part[0].valueCode);
    expect(new Set(facets)).toEqual(new Set(['type', 'year', 'author']));
    const [trace] = await house.traces('document.retrieve');
    expect(trace).toMatchObject({ detail: { search: 'inside' }, documents: [expect.any(String), expect.any(String)] });
  });

  it('answers documents in the order of how well they fit, with other criteria too', async () => {
    const found = await house.ask('gp', `/DocumentReference?${ofDominique}&_content=creatininemie`);
    expect(found.json.total).toBe(2);
    expect(found.json.entry[0].search.score).toBeGreaterThan(0);
    const none = await house.ask('gp', `/DocumentReference?${ofDominique}&_content=creatininemie&date=lt2000`);
    expect(none.json.total).toBe(0);
  });

  it('refuses a search for nothing', async () => {
    const reply = await house.ask('gp', `/Patient/${house.recordId}/$search-inside?text=`);
    expect([reply.status, reply.json.issue[0].details.coding[0].code]).toEqual([400, 'parameter-missing']);
  });
});
