// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { autoPresentable, cda, cdaText, fictionalIns, nonXmlBody, replaces, serviceEvent } from '../../../test/cda.ts';
import { readCdaHeader } from './index.ts';

const read = (bytes: Uint8Array) => {
  const header = readCdaHeader(bytes);
  if (!header.ok) throw new Error(header.error.map(({ code }) => code).join());
  return header.value;
};

describe('the header of a CDA document', () => {
  it('is read whole', () => {
    const { authors, legalAuthenticator, patients, serviceEvents, ...header } = read(cda());
    expect(header).toEqual({
      encoding: 'utf-8',
      autoPresentable: false,
      templateIds: [
        { root: '2.16.840.1.113883.2.8.2.1' },
        { root: '1.2.250.1.213.1.1.1.1' },
        { root: '1.2.250.1.213.1.1.1.29', extension: '2022.01' },
      ],
      id: { root: '1.2.250.1.999.1.1' },
      code: { code: '11490-0', system: '2.16.840.1.113883.6.1', display: 'Lettre de liaison', translations: [] },
      title: 'Lettre de liaison de Clara',
      effectiveTime: { written: '20260310113000+0100', dtm: '20260310103000', zoneAssumed: false },
      confidentiality: { code: 'N', system: '2.16.840.1.113883.5.25', translations: [] },
      language: 'fr-FR',
      setId: { root: '1.2.250.1.999.1' },
      version: '1',
      custodian: {
        ids: [{ root: '1.2.250.1.71.4.2.2', extension: '1990000101' }],
        name: 'Maison de santé des Ormes',
      },
      encounter: {
        facility: { code: 'SA07', system: '1.2.250.1.71.4.2.4', translations: [] },
      },
      orders: [],
      related: [],
      body: { kind: 'structured' },
    });
    expect(patients).toEqual([
      {
        ids: [
          { root: '1.2.250.1.213.1.4.10', extension: fictionalIns() },
          { root: '1.2.250.1.999.7', extension: 'IPP-42' },
        ],
        address: { lines: ['3 rue des Ormes'], city: 'Valmont', postalCode: '99100' },
        birthFamilyName: 'ORMEAU',
        birthGivenNames: ['CLARA', 'LOUISE'],
        usedFamilyName: 'DELMAS',
        usedGivenName: 'CLARA',
        sex: 'F',
        birthTime: { written: '19850714', dtm: '19850714', zoneAssumed: false },
        birthPlaceCode: '75056',
      },
    ]);
    expect(authors[0]).toMatchObject({
      ids: [{ root: '1.2.250.1.71.4.2.1', extension: '899700000101' }],
      code: { code: 'G15_10/SM26' },
      functionCode: { code: 'PCP', display: 'Médecin traitant' },
      name: { family: 'VASSEUR', given: ['Solène'], prefix: 'DR' },
      organization: { name: 'Maison de santé des Ormes' },
      telecoms: ['tel:0100000000'],
    });
    expect(legalAuthenticator?.name?.family).toBe('VASSEUR');
    expect(serviceEvents).toHaveLength(1);
  });

  it.each([
    ['<given qualifier="BR">RUTH</given><given>ISABELLE</given>', ['RUTH', 'ISABELLE']],
    ['<given qualifier="BR">RUTH</given><given>RUTH ISABELLE ANNE</given>', ['RUTH', 'ISABELLE', 'ANNE']],
    ['<given qualifier="BR">RUTH</given><given>RUTH</given>', ['RUTH']],
    ['<given qualifier="BR">MARIE LAURE</given><given>MARIE LAURE ANNE</given>', ['MARIE LAURE', 'ANNE']],
    ['<given>RUTH ISABELLE</given>', ['RUTH', 'ISABELLE']],
    ['<given qualifier="CL">RUTH</given>', []],
    ['<given qualifier="BR SP">RUTH</given>', ['RUTH']],
  ])('given names of birth in %s', (given, expected) => {
    const patient = `<patient><name><family qualifier="BR">ORMEAU</family>${given}</name></patient>`;
    expect(read(cda({ patient })).patients[0]?.birthGivenNames).toEqual(expected);
  });

  it('reads a device, orders, acts with translations, a point in time, relations', () => {
    const header = read(
      cda({
        author: `<author><time value="20260310"/><assignedAuthor><id root="1.2.3" extension="x"/><assignedAuthoringDevice>
          <manufacturerModelName>M1</manufacturerModelName><softwareName>S1</softwareName></assignedAuthoringDevice></assignedAuthor></author>`,
        order: `<inFulfillmentOf><order><id root="1.2.3" extension="9"/><ps3-20:accessionNumber root="1.2.4" extension="8"/></order></inFulfillmentOf>`,
        documentationOf: serviceEvent({
          code: '<code code="A" codeSystem="1.2.3"><translation code="CT" codeSystem="1.2.840.10008.2.16.4"/></code>',
          time: '<effectiveTime value="20260310"/>',
        }),
        related: replaces('<id root="1.2.250.1.999.1.0"/>'),
      }),
    );
    expect(header.authors[0]?.device).toEqual({ model: 'M1', software: 'S1' });
    expect(header.orders).toEqual([
      { ids: [{ root: '1.2.3', extension: '9' }], accessionNumbers: [{ root: '1.2.4', extension: '8' }] },
    ]);
    expect(header.serviceEvents[0]?.code?.translations.map(({ code }) => code)).toEqual(['CT']);
    expect(header.serviceEvents[0]?.time?.low).toEqual(header.serviceEvents[0]?.time?.high);
    expect(header.related).toEqual([{ typeCode: 'RPLC', ids: [{ root: '1.2.250.1.999.1.0' }] }]);
  });

  it('sees what an embedded body begins with', () => {
    const pdf = Buffer.from(`%PDF-1.7${' '.repeat(100)}`).toString('base64');
    const { body } = read(
      cda({ body: nonXmlBody(`<text mediaType="Application/PDF" representation="B64">\n  ${pdf}\n</text>`) }),
    );
    expect(body).toMatchObject({ kind: 'unstructured', mediaType: 'application/pdf', byReference: false });
    expect(body?.kind === 'unstructured' && Buffer.from(body.firstBytes).toString('latin1', 0, 8)).toBe('%PDF-1.7');
  });

  it('finds the document inside its own stylesheet', () => {
    const header = read(autoPresentable());
    expect(header.autoPresentable).toBe(true);
    expect(header.id).toEqual({ root: '1.2.250.1.999.1.1' });
  });

  it('does not take the author of a section for the author of the document', () => {
    const body = `<component><structuredBody><component><section><author><assignedAuthor><id root="1.2.3" extension="other"/></assignedAuthor></author></section></component></structuredBody></component>`;
    expect(read(cda({ body })).authors).toHaveLength(1);
  });

  it.each([
    ['another root', '<Bundle xmlns="http://hl7.org/fhir"/>', 'cda-finding'],
    ['ClinicalDocument of no namespace', '<ClinicalDocument/>', 'cda-finding'],
    [
      'a stylesheet without document',
      '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform"/>',
      'cda-finding',
    ],
    ['broken XML', cdaText().slice(0, -5), 'body-malformed'],
    ['a DOCTYPE', `<!DOCTYPE ClinicalDocument>${cdaText({ prolog: '' })}`, 'doctype-refused'],
    [
      'a section 300 deep',
      cdaText({ body: '<component>'.repeat(300) + '</component>'.repeat(300) }),
      'nesting-too-deep',
    ],
  ])('refuses %s', (_, xml, code) => {
    const header = readCdaHeader(Buffer.from(xml));
    expect(header.ok || header.error.map((failure) => failure.code)).toEqual([code]);
  });
});
