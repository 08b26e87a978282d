// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cda } from '../../../test/cda.ts';
import { bounds } from './bounds.ts';
import { readClinicalDocument } from './index.ts';
import { body, briefs, entry, factsOf, readBody, section, templates } from './test-body.ts';

const SIGN = '1.3.6.1.4.1.19376.1.5.3.1.4.13.2';
const sign = (inside: string): string =>
  entry(`<observation classCode="OBS" moodCode="EVN">${templates(SIGN)}<code code="1-1"/>${inside}</observation>`);
const shown = (inside: string): string =>
  briefs(section('8716-3', sign(inside)))[0]?.replace('1/1 vital-sign ', '') ?? '';

describe('values that are not what they say', () => {
  it.each([
    ['a decimal comma', '<value xsi:type="PQ" value="4,5" unit="g"/>', '1-1 = unreadable PQ value=4,5 unit=g'],
    ['words in a number', '<value xsi:type="INT" value="two"/>', '1-1 = unreadable INT value=two'],
    ['infinity', '<value xsi:type="PQ" value="Infinity" unit="g"/>', '1-1 = unreadable PQ value=Infinity unit=g'],
    ['hexadecimal', '<value xsi:type="PQ" value="0x10"/>', '1-1 = unreadable PQ value=0x10'],
    ['a quantity that is a code', '<value xsi:type="PQ" code="A" codeSystem="1.2"/>', '1-1 = A'],
    ['a code that is words', '<value xsi:type="CD">présent</value>', '1-1 = "présent"'],
    ['a code that is a number', '<value xsi:type="CD" value="5"/>', '1-1 = unreadable CD value=5'],
    ['a range that is a number', '<value xsi:type="IVL_PQ" value="5" unit="g"/>', '1-1 = 5 g'],
    ['a range without ends', '<value xsi:type="IVL_PQ"/>', '(unknown) 1-1 = ?'],
    ['a boolean that is neither', '<value xsi:type="BL" value="oui"/>', '1-1 = unreadable BL value=oui'],
    ['a boolean that is null', '<value xsi:type="BL" nullFlavor="UNK"/>', '(unknown) 1-1 = ?UNK'],
    ['a type of the prototype', '<value xsi:type="constructor" value="5" unit="g"/>', '1-1 = 5 g'],
    ['an unknown type', '<value xsi:type="FOO" code="A"/>', '1-1 = A'],
    ['no type', '<value value="5" unit="g"/>', '1-1 = 5 g'],
    [
      'a type under another prefix',
      '<value xmlns:q="http://www.w3.org/2001/XMLSchema-instance" q:type="h:PQ" value="5"/>',
      '1-1 = 5',
    ],
    ['a ratio by half', '<value xsi:type="RTO_PQ_PQ"><numerator value="1" unit="g"/></value>', '1-1 = 1 g in '],
    ['an exponent', '<value xsi:type="PQ" value="1.50e3" unit="/mL"/>', '1-1 = 1.50e3 /mL'],
    ['no value at all', '', '1-1'],
  ])('%s', (_, value, expected) => {
    expect(shown(value)).toBe(expected);
  });

  it('a long unreadable value is cut', () => {
    expect(shown(`<value xsi:type="PQ" value="${'x'.repeat(10_000)}"/>`).length).toBeLessThan(250);
  });
});

describe('times', () => {
  it.each([
    ['1975', '1975'],
    ['197502', '197502'],
    ['19750231', undefined],
    ['19750228', '19750228'],
    ['1975022814', '1975022813'],
    ['197502281430+0100', '197502281330'],
    ['20260104131933+0100', '20260104121933'],
    ['20260104131933.123+0100', '20260104121933'],
    ['20260104131933123', undefined],
    ['202601041', undefined],
    ['19', undefined],
    ['2026-01-04', undefined],
    ['99999999999999999', undefined],
    ['UNK', undefined],
  ])('%s is %s, and kept as written', (written, dtm) => {
    const [fact] = factsOf(section('8716-3', sign(`<effectiveTime value="${written}"/>`)));
    expect(fact?.time?.at?.written).toBe(written);
    expect(fact?.time?.at?.dtm).toBe(dtm);
  });
});

describe('documents that were made to hurt', () => {
  it('unknown templates, sections and elements stay narrative', () => {
    const odd = entry(`<observation>${templates('9.9.9')}<code code="1-1"/></observation><foo:bar xmlns:foo="urn:x"/>`);
    const { facts, narrative } = readBody(body(section('99999-9', `${odd}<entry/>`, 'Dit en mots'), '<component/>'));
    expect(facts).toEqual([]);
    expect(narrative.sections[0]?.text).toBe('Dit en mots');
  });

  it('a statement nested 200 deep is found', () => {
    const open = '<act><entryRelationship typeCode="COMP">'.repeat(100);
    const close = '</entryRelationship></act>'.repeat(100);
    const inner = `<observation>${templates(SIGN)}<code code="1-1"/></observation>`;
    expect(briefs(section('8716-3', entry(open + inner + close)))).toEqual(['1/1 vital-sign 1-1']);
  });

  it('one that is nested deeper is refused', () => {
    const deep = '<act><entryRelationship>'.repeat(200) + '</entryRelationship></act>'.repeat(200);
    const read = readClinicalDocument(cda({ body: body(section('8716-3', entry(deep))) }));
    expect(!read.ok && read.error[0]?.code).toBe('nesting-too-deep');
  });

  it('as many facts as are taken are all of them', () => {
    const statement = `<component><observation>${templates(SIGN)}</observation></component>`;
    const read = readBody(body(section('8716-3', entry(`<organizer>${statement.repeat(bounds.facts)}</organizer>`))));
    expect([read.facts.length, read.factsAreComplete]).toEqual([bounds.facts, true]);
  });

  it('what facts repeat is bounded: labels, lists, and all texts together', () => {
    const author = '<author><assignedAuthor><id root="1.2"/></assignedAuthor></author>';
    const text = `<content ID="a">${'mot '.repeat(2000)}</content>`;
    const entries = author.repeat(60) + sign('<text><reference value="#a"/></text>').repeat(6000);
    const read = readBody(body(section(`8716-3" displayName="${'x'.repeat(5000)}`, entries, text)));
    expect(read.facts[0]?.authors).toHaveLength(bounds.list);
    expect(read.facts[0]?.source.sectionCode?.display).toHaveLength(bounds.label + 1);
    expect(read.facts[5999]?.text).toHaveLength(bounds.shortText + 1);
    expect(read.factsAreComplete).toBe(false);
  });

  it('more facts than anybody reads are cut, and said to be', () => {
    const statement = `<component><observation>${templates(SIGN)}</observation></component>`;
    const many = entry(`<organizer>${statement.repeat(bounds.facts + 5)}</organizer>`);
    const read = readBody(body(section('8716-3', many)));
    expect(read.facts).toHaveLength(bounds.facts);
    expect(read.factsAreComplete).toBe(false);
  });

  it('many entries that point at one long text repeat only its beginning', () => {
    const text = `<content ID="a">${'mot '.repeat(50_000)}</content>`;
    const facts = factsOf(section('8716-3', sign('<text><reference value="#a"/></text>').repeat(500), text));
    expect(facts).toHaveLength(500);
    expect(facts[499]?.text?.length).toBeLessThan(4100);
  });

  it('references to nowhere, to themselves, and to what is not an ID', () => {
    const text = '<content ID="a"><reference value="#a"/>x</content>';
    const texts = ['#b', '#', '', '#__proto__', '#a"', 'http://127.0.0.1/a', '#a']
      .map((target) => sign(`<text><reference value="${target.replace('"', '&quot;')}"/></text>`))
      .join('');
    expect(factsOf(section('8716-3', texts, text)).map((fact) => fact.text)).toEqual([
      ...Array.from({ length: 6 }, () => undefined),
      'x',
    ]);
  });

  it('a DOCTYPE, no XML, and XML that is no CDA are refused by a sentence', () => {
    const codes = ['<!DOCTYPE a><a/>', '%PDF-1.7', '<a/>', ''].map((text) => {
      const read = readClinicalDocument(Buffer.from(text));
      return read.ok ? 'read' : read.error[0]?.code;
    });
    expect(codes).toEqual(['doctype-refused', 'body-malformed', 'cda-finding', 'body-malformed']);
  });

  it('reads whatever is put together of the parts of a statement', () => {
    const names = ['act', 'observation', 'organizer', 'supply', 'procedure', 'substanceAdministration', 'encounter'];
    const wraps = [
      'entryRelationship',
      'component',
      'value',
      'code',
      'effectiveTime',
      'participant',
      'consumable',
      'text',
    ];
    const types = ['PQ', 'CD', 'IVL_PQ', 'TS', 'SXPR_TS', 'PIVL_TS', 'RTO', 'ED', 'BL', 'x'];
    const known = [
      SIGN,
      '1.3.6.1.4.1.19376.1.3.1.6',
      '1.3.6.1.4.1.19376.1.5.3.1.4.6',
      '1.3.6.1.4.1.19376.1.5.3.1.4.7',
      '1.9',
    ];
    const element = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc
        .record({
          name: fc.constantFrom(...names, ...wraps),
          type: fc.constantFrom(...types),
          template: fc.constantFrom(...known),
          attribute: fc.constantFrom('code', 'value', 'nullFlavor', 'moodCode', 'negationInd', 'unit', 'ID'),
          given: fc.constantFrom('', 'true', '5', 'INT', '2026', '#a', 'é"<'),
          inside: fc.array(fc.oneof({ maxDepth: 5 }, fc.constant('mots'), tie('tree')), { maxLength: 4 }),
        })
        .map(({ name, type, template, attribute, given, inside }) => {
          const escaped = given.replaceAll('"', '&quot;').replaceAll('<', '&lt;');
          return `<${name} xsi:type="${type}" ${attribute}="${escaped}">${templates(template)}${inside.join('')}</${name}>`;
        }),
    })).tree;
    const code = fc.constantFrom('8716-3', '48765-2', '18776-5', '10160-0', '30954-2', '11369-6', '99999-9');
    fc.assert(
      fc.property(code, fc.array(element, { maxLength: 4 }), (sectionCode, entries) => {
        const { facts } = readBody(body(section(sectionCode, entries.map(entry).join(''), entries[0])));
        return facts.every(({ kind, assertion }) => kind.length > 0 && assertion.length > 0);
      }),
      { numRuns: 300 },
    );
  });
});
