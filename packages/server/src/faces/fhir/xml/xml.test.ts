// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { fromXml, toXml } from './index.ts';

const NS = 'xmlns="http://hl7.org/fhir"';

const outcome = (xml: string | Uint8Array) => {
  const read = fromXml(xml);
  return read.ok ? read.value : `${read.error.code} ${read.error.location ?? ''}`.trim();
};

describe('FHIR XML', () => {
  it('becomes the JSON form of the same resource', () => {
    expect(
      outcome(`<?xml version="1.0" encoding="UTF-8"?>
        <!-- not kept -->
        <Patient ${NS} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://hl7.org/fhir x.xsd">
          <id value="p"/>
          <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>Not kept</p></div></text>
          <extension url="urn:x"><valueDecimal value="1.50"/></extension>
          <active value="true"/>
          <name id="n"><family value="A &amp; B &lt;&quot;&#x9;"/><given value="Ann"/><given value="Bea"><extension url="urn:y"><valueBoolean value="false"/></extension></given></name>
          <birthDate id="b" value="1979-03-12"/>
          <multipleBirthInteger value="2"/>
        </Patient>`),
    ).toEqual({
      resourceType: 'Patient',
      id: 'p',
      extension: [{ url: 'urn:x', valueDecimal: 1.5 }],
      active: true,
      name: [
        {
          id: 'n',
          family: 'A & B <"\t',
          given: ['Ann', 'Bea'],
          _given: [null, { extension: [{ url: 'urn:y', valueBoolean: false }] }],
        },
      ],
      birthDate: '1979-03-12',
      _birthDate: { id: 'b' },
      multipleBirthInteger: 2,
    });
  });

  it('reads elements in any order, resources within resources, and elements that borrow their content', () => {
    const bundle = {
      resourceType: 'Bundle',
      type: 'searchset',
      link: [{ relation: 'self', url: 'http://x' }],
      entry: [
        {
          link: [{ relation: 'alternate', url: 'http://y' }],
          resource: {
            resourceType: 'DocumentReference',
            contained: [{ resourceType: 'Device', id: 'd' }],
            status: 'current',
            content: [{ attachment: { size: 0, title: 'é€\u{1f600}' } }],
          },
        },
      ],
    };
    expect(outcome(toXml(bundle))).toEqual(bundle);
    expect(outcome(`<Patient ${NS}><active value="true"/><id value="p"/></Patient>`)).toEqual({
      resourceType: 'Patient',
      id: 'p',
      active: true,
    });
  });

  it.each([
    ['a DOCTYPE', `<!DOCTYPE Patient><Patient ${NS}/>`, 'doctype-refused'],
    ['an entity', `<!DOCTYPE Patient [<!ENTITY x SYSTEM "file:///etc/passwd">]><Patient ${NS}/>`, 'doctype-refused'],
    ['a hundred levels', `${'<a>'.repeat(100)}`, 'nesting-too-deep'],
    ['no XML', '{"resourceType":"Patient"}', 'body-malformed'],
    ['cut XML', `<Patient ${NS}><id`, 'body-malformed'],
    ['an unknown resource', `<Person2 ${NS}/>`, 'body-malformed Person2'],
    ['a data type as resource', `<Coding ${NS}/>`, 'body-malformed Coding'],
    ['a name of Object', `<constructor ${NS}/>`, 'body-malformed constructor'],
    ['no namespace', '<Patient/>', 'body-malformed Patient'],
    ['another namespace', '<Patient xmlns="urn:hl7-org:v3"/>', 'body-malformed Patient'],
    [
      'an element of another namespace',
      `<Patient ${NS}><id xmlns="urn:x" value="p"/></Patient>`,
      'body-malformed Patient.id',
    ],
    ['an unknown element', `<Patient ${NS}><securityLabels/></Patient>`, 'element-unsupported Patient.securityLabels'],
    ['an unknown attribute', `<Patient ${NS}><id val="p"/></Patient>`, 'body-malformed Patient.id'],
    ['an element twice', `<Patient ${NS}><id value="a"/><id value="b"/></Patient>`, 'body-malformed Patient.id'],
    ['text between elements', `<Patient ${NS}>Hello</Patient>`, 'body-malformed Patient'],
    ['a boolean that is none', `<Patient ${NS}><active value="yes"/></Patient>`, 'body-malformed Patient.active'],
    [
      'a number that is none',
      `<Patient ${NS}><multipleBirthInteger value="2.5"/></Patient>`,
      'body-malformed Patient.multipleBirthInteger',
    ],
    [
      'two resources in one place',
      `<Bundle ${NS}><entry><resource><Patient/><Patient/></resource></entry></Bundle>`,
      'body-malformed Bundle.entry[0].resource',
    ],
  ])('refuses %s', (_, xml, expected) => {
    expect(outcome(xml)).toBe(expected);
  });

  it('passes over comments and processing instructions', () => {
    const xml = '<Device xmlns="http://hl7.org/fhir"><?a b?><!--c--><id value="d"/><?e f?></Device>';
    expect(fromXml(Buffer.from(xml))).toMatchObject({ ok: true, value: { resourceType: 'Device', id: 'd' } });
  });

  it('does not write what R4 does not have', () => {
    expect(() => toXml({ resourceType: 'Nothing' })).toThrow(TypeError);
    expect(() => toXml({ resourceType: 'Patient', nickname: 'x' })).toThrow('Patient has no element nickname');
    expect(() => toXml('Patient')).toThrow(TypeError);
  });

  it('carries texts that XML cannot', () => {
    const xml = toXml({ resourceType: 'Patient', name: [{ family: 'a\u0001\n"\ud800' }] });
    expect(outcome(xml)).toEqual({ resourceType: 'Patient', name: [{ family: 'a\ufffd\n"\ufffd' }] });
  });

  it('reads ten megabytes of content', () => {
    const data = 'A'.repeat(10_000_000);
    expect(
      outcome(`<Binary ${NS}><contentType value="application/pdf"/><data value="${data}"/></Binary>`),
    ).toMatchObject({ data });
  });
});
