// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fact, SourcedFact } from '@dossier/core/facts';
import { describe, expect, it } from 'vitest';
import { understand } from '../../../content/understanding/index.ts';
import type { FactsOfRecord } from '../../../record/index.ts';
import type { Loose } from '../intake/test-messages.ts';
import { renderSummary } from './index.ts';

const context = { recordId: '11111111-0000-4000-8000-000000000001', base: 'http://127.0.0.1/fhir' };
const at = '2026-11-23T12:00:00.000Z';

const recordOf = (facts: readonly Fact[], more: Partial<FactsOfRecord> = {}): FactsOfRecord => ({
  recordId: context.recordId,
  person: {
    personId: 'p',
    identityStatus: 'qualified',
    traits: { birthFamilyName: 'NESSI', birthGivenNames: ['Ruth', 'Isabelle'], sex: 'female', birthDate: '1977-07-14' },
    identifiers: [{ ins: { oid: '1.2.250.1.213.1.4.10', value: '277076322082910' }, from: at }],
  } as unknown as FactsOfRecord['person'],
  facts: facts.map(
    (fact, index): SourcedFact => ({
      fact,
      index,
      source: {
        logicalId: '22222222-0000-4000-8000-000000000001',
        entryUuid: '33333333-0000-4000-8000-000000000001',
        typeCode: '60591-5',
        creationTime: '20260101',
        authors: ['Dr Test'],
      },
    }),
  ),
  unread: 0,
  ...more,
});

const summaryOf = (record: FactsOfRecord): Loose =>
  JSON.parse(JSON.stringify(renderSummary(record, context, { at, view: 'whole' })));

const problem = (text: string): Fact => ({
  kind: 'problem',
  course: 'present',
  concept: { codes: [], text },
  assertion: 'stated',
  planned: false,
  section: {},
  ids: [],
});

describe('the summary', () => {
  it('has the sections that IPS asks for, with why they are empty', () => {
    const { section } = summaryOf(recordOf([])).entry[0].resource;
    expect(section.map((one: Loose) => [one.code.coding[0].code, one.emptyReason.coding[0].code])).toEqual([
      ['48765-2', 'unavailable'],
      ['10160-0', 'unavailable'],
      ['11450-4', 'unavailable'],
    ]);
  });

  it('writes what documents say as text, and says what it lacks', () => {
    const bundle = summaryOf(recordOf([problem('<script>alert(1)</script>&\u0001')], { unread: 3 }));
    const [composition] = bundle.entry.map(({ resource }: Loose) => resource);
    expect(JSON.stringify(composition)).not.toContain('<script>');
    expect(composition.section[2].text.div).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&amp;');
    expect(composition.text.div).toContain('3 document(s)');
  });

  it('refers to nothing that it does not hold', () => {
    const bundle = summaryOf(recordOf([problem('a'), problem('b')]));
    const urls = new Set(bundle.entry.map(({ fullUrl }: Loose) => fullUrl));
    const references = [...JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g)].map(([, reference]) => reference);
    expect(references.length).toBeGreaterThan(4);
    for (const reference of references) expect(urls).toContain(reference);
  });
});

const corpus = join(import.meta.dirname, '../../../../../../../shared/corpus');

/** Elements of a profile that must be there, without its slices: path without the type, as its parts. */
const required = (definition: Loose): readonly (readonly string[])[] =>
  definition.snapshot.element
    .filter(({ id, min, path }: Loose) => min > 0 && !id.includes(':') && path.includes('.') && !path.includes('[x]'))
    .map(({ path }: Loose) => path.split('.').slice(1));

const missing = (value: Loose, [first = '', ...rest]: readonly string[]): boolean => {
  const there = value[first];
  if (rest.length === 0) return there === undefined;
  return (Array.isArray(there) ? there : there === undefined ? [] : [there]).some((one: Loose) => missing(one, rest));
};

describe.skipIf(!existsSync(corpus))('against the IPS of the corpus', async () => {
  const folder = join(corpus, 'hl7-ips/StructureDefinition');
  const names = existsSync(folder) ? await readdir(folder) : [];
  const definitions = new Map(
    names.map((name) => {
      const definition = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return [definition.type === 'Observation' ? 'none' : definition.type, definition] as const;
    }),
  );

  it.each(['IPS-FR_2024.01.xml', 'VSM_1.4_2022.01.xml', 'VAC_2023.01.xml', 'LDL-SES_2022.01.xml'])(
    'a summary of %s lacks nothing that its profiles require',
    async (name) => {
      const path = join(corpus, 'ans-testcontenucda-3.0/ExemplesCDA', name);
      const { facts } = await understand(readFileSync(path), 'text/xml');
      const bundle = summaryOf(recordOf(facts));
      const lacks = [bundle, ...bundle.entry.map(({ resource }: Loose) => resource)].flatMap((resource: Loose) => {
        const definition = definitions.get(resource.resourceType);
        if (definition === undefined) return [];
        return required(definition)
          .filter((path) => missing(resource, path))
          .map((path) => `${resource.resourceType}.${path.join('.')}`);
      });
      expect([...new Set(lacks)]).toEqual([]);
      expect(bundle.entry.length).toBeGreaterThan(3);
    },
  );
});
