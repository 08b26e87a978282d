// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codeSystemOid, findConcept } from '../../codes/index.ts';
import { type BoundElement, frenchProfile, lawAt } from '../index.ts';

const corpus = new URL('../../../../../../shared/corpus/', import.meta.url);
const law = lawAt(frenchProfile, '2026-11-23T12:00:00.000Z');

/** `code|system` pairs of an element with these attributes, in any order. */
const attributesOf = (xml: string, element: RegExp): readonly (readonly [code: string, system: string])[] =>
  [...xml.matchAll(element)].map(([tag]) => [
    /\bcode="([^"]*)"/.exec(tag)?.[1] ?? '',
    /\bcodeSystem="([^"]*)"/.exec(tag)?.[1] ?? '',
  ]);

const unknownTo = (bound: BoundElement, pairs: readonly (readonly [string, string])[]) =>
  pairs.filter(([code, system]) => findConcept(law.valueSets[bound], code, codeSystemOid(system)) === undefined);

describe.skipIf(!existsSync(corpus))('codes of the official samples (needs the corpus)', () => {
  const folder = new URL('ans-testcontenucda-3.0/ExemplesCDA/', corpus);
  it.each(existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.xml')) : [])('CDA %s', (file) => {
    const xml = readFileSync(new URL(encodeURIComponent(file), folder), 'utf8').replace(/<!--[\s\S]*?-->/g, '');
    const header = xml.slice(0, xml.search(/<component\b/));
    const facility = header.slice(header.search(/<healthCareFacility\b/));
    const authors = [...header.matchAll(/<assignedAuthor\b[\s\S]*?<\/assignedAuthor>/g)].map(([author]) => author);
    const found: readonly (readonly [BoundElement, readonly (readonly [string, string])[]])[] = [
      ['typeCode', attributesOf(header, /<code\b[^>]*>/g).slice(0, 1)],
      ['healthcareFacilityTypeCode', attributesOf(facility, /<code\b[^>]*>/g).slice(0, 1)],
      ['practiceSettingCode', attributesOf(header, /<standardIndustryClassCode\b[^>]*>/g)],
      ['confidentialityCode', attributesOf(header, /<confidentialityCode\b[^>]*>/g)],
      ['authorSpecialty', authors.flatMap((author) => attributesOf(author, /<code\b[^>]*>/g).slice(0, 1))],
    ];
    for (const [bound, pairs] of found) {
      expect(pairs.length, bound).toBeGreaterThan(0);
      expect(unknownTo(bound, pairs), bound).toEqual([]);
    }
  });

  interface Coding {
    readonly system?: string;
    readonly code?: string;
  }
  interface Resource {
    readonly resourceType?: string;
    readonly entry?: readonly { readonly resource?: Resource }[];
    readonly type?: { readonly coding?: readonly Coding[] };
    readonly category?: readonly { readonly coding?: readonly Coding[] }[];
    readonly securityLabel?: readonly { readonly coding?: readonly Coding[] }[];
    readonly content?: readonly { readonly format?: Coding }[];
    readonly context?: {
      readonly facilityType?: { readonly coding?: readonly Coding[] };
      readonly practiceSetting?: { readonly coding?: readonly Coding[] };
    };
  }
  const documentsIn = (resource: Resource): readonly Resource[] =>
    resource.resourceType === 'DocumentReference'
      ? [resource]
      : (resource.entry ?? []).flatMap((entry) => (entry.resource ? documentsIn(entry.resource) : []));

  it.each(['ans-pdsm4dmp-eeds/', 'ans-pdsm/'])('FHIR DocumentReference of %s', (name) => {
    const examples = readdirSync(new URL(name, corpus)).filter((file) =>
      /^(Bundle|DocumentReference)-.*\.json$/.test(file),
    );
    let checked = 0;
    for (const file of examples)
      for (const document of documentsIn(JSON.parse(readFileSync(new URL(name + file, corpus), 'utf8')) as Resource)) {
        const codings: readonly (readonly [BoundElement, readonly (Coding | undefined)[]])[] = [
          ['typeCode', document.type?.coding ?? []],
          ['classCode', (document.category ?? []).flatMap(({ coding = [] }) => coding)],
          ['confidentialityCode', (document.securityLabel ?? []).flatMap(({ coding = [] }) => coding)],
          ['formatCode', (document.content ?? []).map(({ format }) => format)],
          ['healthcareFacilityTypeCode', document.context?.facilityType?.coding ?? []],
          ['practiceSettingCode', document.context?.practiceSetting?.coding ?? []],
        ];
        for (const [bound, list] of codings) {
          const pairs = list.flatMap((coding) =>
            coding?.code && coding.system ? [[coding.code, coding.system] as const] : [],
          );
          expect(unknownTo(bound, pairs), `${file} ${bound}`).toEqual([]);
          checked += pairs.length;
        }
        const type = document.type?.coding?.[0]?.code ?? '';
        for (const { coding = [] } of document.category ?? []) {
          const given = coding[0]?.code ?? '';
          const expected = law.typeToClass.classOf[type];
          const known = law.typeToClass.knownErrata.some((erratum) => erratum.type === type && erratum.class === given);
          expect(given === expected || known, `${file}: ${type} in ${given}`).toBe(true);
        }
      }
    expect(checked).toBeGreaterThan(10);
  });
});
