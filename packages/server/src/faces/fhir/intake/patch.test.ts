// SPDX-License-Identifier: Apache-2.0
import type { AvailabilityStatus } from '@dossier/core/documents';
import { sentenceOf } from '@dossier/core/errors';
import { describe, expect, it } from 'vitest';
import { readPatch } from './patch.ts';
import { CONFIDENTIALITY, law, TRE_A07 } from './test-messages.ts';

const OID_A07 = '1.2.250.1.213.1.1.4.13';
const systems: Readonly<Record<string, string>> = { N: '2.16.840.1.113883.5.25', R: '2.16.840.1.113883.5.25' };

const document = (codes: readonly string[], availabilityStatus: AvailabilityStatus = 'approved') => ({
  availabilityStatus,
  confidentialityCodes: codes.map((code) => ({ code, system: systems[code] ?? OID_A07 })),
});

const label = (code: string) => ({ coding: [{ system: code in systems ? CONFIDENTIALITY : TRE_A07, code }] });

const outcome = (patch: unknown, current = document(['N'])) => {
  const read = readPatch(patch, current, law);
  return read.ok ? read.value : read.error.code;
};

const IS_ARCHIVED = 'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived';
const study = `/extension[url:'${IS_ARCHIVED}']/valueBoolean`;

describe('reading a JSON Patch as revisions', () => {
  it.each([
    ['the study masks', [{ op: 'replace', path: '/securityLabel/0', value: label('MASQUE_PS') }], ['N'], ['mask']],
    [
      'the study unmasks',
      [{ op: 'replace', path: '/securityLabel/0', value: label('N') }],
      ['N', 'MASQUE_PS'],
      ['unmask'],
    ],
    [
      'the study makes visible',
      [{ op: 'replace', path: '/securityLabel/0', value: label('N') }],
      ['INVISIBLE_PATIENT'],
      ['make-visible'],
    ],
    ['masking by adding', [{ op: 'add', path: '/securityLabel/-', value: label('MASQUE_PS') }], ['N'], ['mask']],
    ['masking by one code', [{ op: 'replace', path: '/securityLabel', value: [label('MASQUE_PS')] }], ['N'], ['mask']],
    ['unmasking by removing', [{ op: 'remove', path: '/securityLabel/0' }], ['MASQUE_PS', 'N'], ['unmask']],
    [
      'taking all labels away',
      [{ op: 'remove', path: '/securityLabel' }],
      ['MASQUE_PS', 'INVISIBLE_PATIENT'],
      ['unmask', 'make-visible'],
    ],
    [
      'visible to representatives',
      [{ op: 'replace', path: '/securityLabel', value: [label('N')] }],
      ['INVISIBLE_REPRESENTANTS_LEGAUX'],
      ['make-visible-to-representatives'],
    ],
    [
      'one of two barriers',
      [{ op: 'replace', path: '/securityLabel', value: [label('INVISIBLE_PATIENT')] }],
      ['INVISIBLE_PATIENT', 'MASQUE_PS'],
      ['unmask'],
    ],
    [
      'a test, then a change',
      [
        { op: 'test', path: '/status', value: 'current' },
        { op: 'add', path: '/securityLabel/-', value: label('MASQUE_PS') },
      ],
      ['N'],
      ['mask'],
    ],
    ['deletion', [{ op: 'replace', path: '/status', value: 'entered-in-error' }], ['N'], ['delete']],
    ['no change', [{ op: 'replace', path: '/status', value: 'current' }], ['N'], []],
    ['masked already', [{ op: 'add', path: '/securityLabel/-', value: label('MASQUE_PS') }], ['MASQUE_PS', 'N'], []],
    [
      'masked and archived',
      [
        { op: 'add', path: '/securityLabel/-', value: label('MASQUE_PS') },
        { op: 'replace', path: study, value: true },
      ],
      ['N'],
      ['mask', 'archive'],
    ],
  ])('%s', (_, patch, codes, revisions) => {
    expect(outcome(patch, document(codes))).toEqual(revisions);
  });

  it.each([
    ['the study archives', { op: 'replace', path: study, value: true }, 'approved', ['archive']],
    ['double quotes', { op: 'replace', path: study.replaceAll("'", '"'), value: true }, 'approved', ['archive']],
    ['the study takes back', { op: 'replace', path: study, value: false }, 'archived', ['unarchive']],
    ['an ordinary pointer', { op: 'replace', path: '/extension/0/valueBoolean', value: true }, 'approved', ['archive']],
    [
      'the extension is replaced',
      { op: 'replace', path: '/extension', value: [{ url: IS_ARCHIVED, valueBoolean: true }] },
      'approved',
      ['archive'],
    ],
    ['the extension is removed', { op: 'remove', path: '/extension/0' }, 'archived', ['unarchive']],
    ['archived already', { op: 'replace', path: study, value: true }, 'archived', []],
  ] as const)('%s', (_, operation, status, revisions) => {
    expect(outcome([operation], document(['N'], status))).toEqual(revisions);
  });

  it.each([
    ['another element', [{ op: 'replace', path: '/type', value: {} }], 'patch-not-allowed'],
    ['the root', [{ op: 'replace', path: '', value: {} }], 'patch-not-allowed'],
    ['__proto__', [{ op: 'add', path: '/__proto__/x', value: 1 }], 'patch-not-allowed'],
    ['__proto__ further down', [{ op: 'add', path: '/securityLabel/0/__proto__/x', value: 1 }], 'patch-invalid'],
    [
      'another extension by url',
      [{ op: 'add', path: "/extension[url:'x']/valueBoolean", value: true }],
      'patch-not-allowed',
    ],
    ['another extension', [{ op: 'add', path: '/extension/-', value: { url: 'x' } }], 'patch-not-allowed'],
    ['move', [{ op: 'move', from: '/status', path: '/securityLabel' }], 'patch-not-allowed'],
    ['no list', { op: 'add' }, 'patch-invalid'],
    ['nothing', [], 'patch-invalid'],
    [
      'too many',
      Array.from({ length: 33 }, () => ({ op: 'test', path: '/status', value: 'current' })),
      'patch-invalid',
    ],
    ['no object', ['add'], 'patch-invalid'],
    ['an unknown verb', [{ op: 'increase', path: '/status' }], 'patch-invalid'],
    ['no value', [{ op: 'replace', path: '/status' }], 'patch-invalid'],
    ['a test that fails', [{ op: 'test', path: '/status', value: 'superseded' }], 'patch-invalid'],
    ['an index beyond', [{ op: 'remove', path: '/securityLabel/7' }], 'patch-invalid'],
    ['superseding', [{ op: 'replace', path: '/status', value: 'superseded' }], 'patch-invalid'],
    ['removing the status', [{ op: 'remove', path: '/status' }], 'patch-invalid'],
    [
      'hiding from the patient',
      [{ op: 'replace', path: '/securityLabel/0', value: label('INVISIBLE_PATIENT') }],
      'patch-invalid',
    ],
    [
      'a code that is not of the set',
      [{ op: 'add', path: '/securityLabel/-', value: label('SECRET') }],
      'code-unknown',
    ],
    [
      'a code under another system',
      [{ op: 'add', path: '/securityLabel/-', value: { coding: [{ system: 'http://x', code: 'MASQUE_PS' }] } }],
      'code-unknown',
    ],
    ['a level', [{ op: 'add', path: '/securityLabel/-', value: label('R') }], 'patch-invalid'],
    ['a label that is text', [{ op: 'replace', path: '/securityLabel', value: 'restricted' }], 'patch-invalid'],
    ['a label without coding', [{ op: 'replace', path: '/securityLabel/0', value: {} }], 'patch-invalid'],
    ['isArchived as text', [{ op: 'replace', path: study, value: 'true' }], 'patch-invalid'],
  ])('refuses %s', (_, patch, code) => {
    expect(outcome(patch)).toBe(code);
  });

  it('asks for two patches where one would put a barrier in the place of another', () => {
    const read = readPatch(
      [{ op: 'replace', path: '/securityLabel/0', value: label('MASQUE_PS') }],
      document(['INVISIBLE_PATIENT', 'N']),
      law,
    );
    expect(read.ok ? '' : sentenceOf(read.error)).toMatch(/INVISIBLE_PATIENT: one request adds, another one removes/);
  });

  it('leaves a level that the document has', () => {
    expect(outcome([{ op: 'add', path: '/securityLabel/-', value: label('MASQUE_PS') }], document(['R']))).toEqual([
      'mask',
    ]);
    expect(outcome([{ op: 'replace', path: '/securityLabel', value: [label('N')] }], document(['R']))).toBe(
      'patch-invalid',
    );
  });
});
