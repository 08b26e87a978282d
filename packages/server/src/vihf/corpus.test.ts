// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { findConcept } from '@dossier/core/codes';
import { frenchProfile, lawAt } from '@dossier/core/data';
import { definitionOf, type Failure, sentenceOf } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import { describe, expect, it } from 'vitest';
import { readSaml } from './saml.ts';
import { readStatement, type Statement } from './statement.ts';

const corpus = new URL('../../../../../shared/corpus/', import.meta.url);
const law = lawAt(frenchProfile, '2026-11-23T12:00:00.000Z');

const read = (xml: string): Result<Statement, Failure> => {
  const saml = readSaml(Buffer.from(xml));
  return saml.ok ? readStatement(saml.value, law) : saml;
};
const refusalOf = (xml: string): string => {
  const statement = read(xml);
  return statement.ok ? 'read' : sentenceOf(statement.error);
};

describe.skipIf(!existsSync(corpus))('published assertions (needs the corpus)', () => {
  const file = (path: string): string => readFileSync(new URL(path, corpus), 'utf8');

  it('VIHF 3.0 of the reference program for Pro Santé Connect: read up to what its test writes without form', () => {
    const sample = file('prosanteconnect-vihf/extracted/vihf-3.0-expected-unsigned.xml').trim();
    expect(refusalOf(sample)).toContain('resource-id: it is not an INS');
    const patient = sample.replace('2 88 09 17 202 203 71', '288091720220371^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH');
    expect(refusalOf(patient)).toContain('Identifiant Structure: its value is none of those taken here');
    const whole = patient.replace('136 788 596 476', '3136788596476');
    const statement = read(whole);
    expect(statement).toMatchObject({
      ok: true,
      value: {
        mode: { authentication: 'indirect', signedBy: 'organization' },
        structure: '3136788596476',
        sector: 'SA07',
        name: 'DOC0036624 KIT CABINET M DOC0036624',
        role: { kind: 'professional', profession: '10', specialty: 'SM26' },
        patient: { value: '288091720220371', oid: '1.2.250.1.213.1.4.8' },
        access: { kind: 'normal' },
        secret: false,
        software: { id: '123', name: 'PROSANTECONNECT_API_PROXY 1.0' },
      },
    });
    const saml = readSaml(Buffer.from(whole));
    expect(saml).toMatchObject({
      ok: true,
      value: {
        issuer: 'CN=serviceps.sesam-vitale.fr,OU=339172288100052,O=GIE SESAM VITALE,ST=Sarthe (72),C=FR',
        subject: '899700366240',
        issuedAt: '2022-08-10T13:59:45.000Z',
        context: 'urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorUnregistered',
      },
    });
  });

  it('an assertion of IHE XUA is none of ours, and says which element', () => {
    const xua = file('oehf-ipf/platform-camel/ihe/xds/src/test/resources/saml2-assertion-for-xua.xml');
    const [assertion = ''] = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(xua) ?? [];
    const declared = assertion.replace(
      '<saml:Assertion',
      '<saml:Assertion xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
    );
    expect(refusalOf(declared)).toMatch(/^The assertion cannot be taken: /);
    expect(definitionOf('assertion-invalid').httpStatus).toBe(401);
  });

  it('every role that a VIHF may name is known (JDV_J65)', () => {
    const codes = [
      ...file('prosanteconnect-vihf/resources/JDV_J65-SubjectRole-DMP.xml')
        .replace(/<!--[\s\S]*?-->/g, '')
        .matchAll(/<Concept code="([^"]+)" codeSystem="([^"]+)"/g),
    ].map(([, code = '', system = '']) => ({ code, system }));
    expect(codes.length).toBeGreaterThan(290);
    const { roles } = law.assertions;
    const isKnown = ({ code, system }: (typeof codes)[number]): boolean => {
      if (system === roles.sections.system) return roles.sections.codes.includes(code);
      if (system === roles.others.system) return Object.hasOwn(roles.others.codes, code);
      if (roles.specialties.includes(system))
        return findConcept(law.valueSets.specialty, code) !== undefined || roles.formerSpecialties.includes(code);
      return roles.professions.includes(system) && findConcept(law.valueSets.profession, code, system) !== undefined;
    };
    // what patients write comes by their own applications
    expect(codes.filter((one) => !isKnown(one)).map(({ code }) => code)).toEqual(['EXP_PATIENT']);
  });
});
