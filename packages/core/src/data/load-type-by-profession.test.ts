// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { loadTypeByProfession, type Versioned } from './index.ts';

const published: Versioned = {
  id: 'fr-type-by-profession',
  version: '2026-09',
  validFrom: '2026-09-01',
  source: 'made up',
  evidence: 'official',
};

const node = (profession: string, type: string, consultable: unknown) => ({
  type: 'node--matrice_professionnel_document',
  id: `${profession}-${type}`,
  attributes: { field_consultation_document: consultable },
  relationships: {
    field_code_profession: { data: { type: 'taxonomy_term--code_profession', id: `p-${profession}` } },
    field_type_de_document: { data: { type: 'taxonomy_term--type_de_document', id: `t-${type}` } },
  },
});

const page = (...nodes: unknown[]) => ({
  jsonapi: { version: '1.0' },
  data: nodes,
  included: [
    { type: 'taxonomy_term--code_profession', id: 'p-10', attributes: { field_code_profession: '10' } },
    { type: 'taxonomy_term--code_profession', id: 'p-60', attributes: { field_code_profession: 60 } },
    { type: 'taxonomy_term--type_de_document', id: 't-11488-4', attributes: { field_code_loinc: '11488-4' } },
    { type: 'taxonomy_term--type_de_document', id: 't-68599-0', attributes: { field_code_loinc: ' 68599-0 ' } },
    { type: 'taxonomy_term--type_de_document', id: 't-none', attributes: { field_code_loinc: null } },
  ],
});

const faultOf = (json: unknown) => {
  const loaded = loadTypeByProfession(json, published);
  return loaded.ok ? undefined : loaded.error.parameters;
};

describe('loadTypeByProfession', () => {
  it('reads the open cells of each profession', () => {
    const grid = page(
      node('10', '11488-4', true),
      node('10', '68599-0', true),
      node('60', '11488-4', true),
      node('60', '68599-0', false),
    );
    expect(loadTypeByProfession(grid, published)).toEqual({
      ok: true,
      value: { ...published, consultable: { '10': ['11488-4', '68599-0'], '60': ['11488-4'] } },
    });
  });

  it('joins pages, and takes the same cell twice', () => {
    const pages = [page(node('10', '11488-4', true)), page(node('10', '11488-4', true), node('60', '11488-4', false))];
    expect(loadTypeByProfession(pages, { ...published, validUntil: '2027-01-01' })).toMatchObject({
      ok: true,
      value: { validUntil: '2027-01-01', consultable: { '10': ['11488-4'], '60': [] } },
    });
  });

  it('reads relationships to many', () => {
    const both = node('10', '11488-4', true);
    const links = [
      { type: 'taxonomy_term--code_profession', id: 'p-10' },
      { type: 'taxonomy_term--code_profession', id: 'p-60' },
    ];
    const grid = page({ ...both, relationships: { ...both.relationships, field_code_profession: { data: links } } });
    expect(loadTypeByProfession(grid, published)).toMatchObject({
      ok: true,
      value: { consultable: { '10': ['11488-4'], '60': ['11488-4'] } },
    });
  });

  it.each([
    ['null', null, 'document'],
    ['a text', 'grid', 'document'],
    ['no data', { included: [] }, 'data'],
    ['one node in place of a list', { data: node('10', '11488-4', true), included: [] }, 'data'],
    ['nothing included', { data: [node('10', '11488-4', true)] }, 'included'],
    ['no page at all', [], 'data'],
    ['no cell', page(), 'data'],
    ['a node without attributes', page({ id: 'x' }), 'data[0]'],
    [
      'an answer that is not true or false',
      page(node('10', '11488-4', 'oui')),
      'data[0].attributes.field_consultation_document',
    ],
    ['an unknown profession', page(node('99', '11488-4', true)), 'data[0].relationships.field_code_profession'],
    ['a type without code', page(node('10', 'none', true)), 'data[0].relationships.field_type_de_document'],
    [
      'a node without relationships',
      page({ ...node('10', '11488-4', true), relationships: undefined }),
      'data[0].relationships.field_code_profession',
    ],
    ['a second page that is none', [page(node('10', '11488-4', true)), 7], '[1].'],
    ['a pair both open and closed', page(node('10', '11488-4', true), node('10', '11488-4', false)), 'data'],
  ])('fails on %s, and says where', (_, json, path) => {
    expect(faultOf(json)?.path).toBe(path);
  });
});
