// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { frenchProfile } from './index.ts';
import { rightsRows, rightsTable } from './rights-table.ts';

const CONDITIONS = [
  'own-documents',
  'own-structure',
  'imputed-to-structure',
  'if-patient-allowed',
  'to-structure',
  'same-structure',
  'new-authorizations',
  'feed-types',
  'own-patient-documents',
  'if-granted',
];
const CLASSES = [
  'patient',
  'representative',
  'carer',
  'feed',
  'support',
  'system',
  'staff',
  'organization',
  'attending',
];

const matrix = (id: string) => {
  const found = frenchProfile.rights.find((rights) => rights.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};
const official = matrix('fr-functional-rights').rows;
const reinforced = matrix('fr-functional-rights-air').rows;
const host = matrix('dossier-host-rights').rows;

describe('rightsTable', () => {
  it('reads marks, notes and guides', () => {
    expect(
      rightsTable(['a.normal', 'b.normal', 'c.normal'], { 1: 'to-structure' }, ' document.find | + | - 1\n\n'),
    ).toEqual({
      'document.find': { 'a.normal': 'yes', 'b.normal': 'no', 'c.normal': 'to-structure' },
    });
  });

  it.each([
    ['an unknown row', 'document.burn +', /document\.burn is not a row/],
    ['a row twice', 'document.find +\ndocument.find -', /stands twice/],
    ['a mark too many', 'document.find + +', /2 marks for 1 columns/],
    ['a mark too few', 'document.find', /0 marks for 1 columns/],
    ['an unknown note', 'document.find 7', /unknown note 7/],
  ])('throws on %s', (_, text, message) => {
    expect(() => rightsTable(['a.normal'], {}, text)).toThrow(message);
  });
});

describe('the rights matrices', () => {
  const classes = [
    ...CLASSES,
    ...frenchProfile.actorClasses.flatMap((piece) => piece.professionals.map((p) => p.class)),
  ];

  it.each(frenchProfile.rights)('$id has only known rows, columns and conditions', ({ rows }) => {
    for (const [row, cells] of Object.entries(rows)) {
      expect(rightsRows).toContain(row);
      for (const [column, cell] of Object.entries(cells)) {
        const [actorClass, mode, ...rest] = column.split('.');
        expect(classes).toContain(actorClass);
        expect(['normal', 'break-glass', 'emergency-dispatch']).toContain(mode);
        expect(rest).toEqual([]);
        expect(['yes', 'no', ...CONDITIONS]).toContain(cell);
      }
    }
  });

  it('answer for every row between them', () => {
    const rows = new Set(frenchProfile.rights.flatMap(({ rows }) => Object.keys(rows)));
    expect([...rows].toSorted()).toEqual([...rightsRows].toSorted());
  });

  it('never speak twice of the same cell under one authentication', () => {
    for (const [row, cells] of Object.entries(host))
      for (const column of Object.keys(cells))
        for (const one of [official, reinforced])
          expect(one[row as keyof typeof one]?.[column], `${row} ${column}`).toBeUndefined();
  });

  it('ask a relation for every operation', () => {
    for (const { relationRequired, patientDocuments } of frenchProfile.actorClasses) {
      const operations = rightsRows.filter((row) => !row.startsWith('sight.'));
      expect(Object.keys(relationRequired).toSorted()).toEqual([...operations].toSorted());
      for (const operation of patientDocuments.operations) expect(operations).toContain(operation);
    }
  });

  it('keep the secretary to the practice (TD2.2, notes 1, 2, 4, 5, 9)', () => {
    expect(official['document.share']?.['staff.normal']).toBe('imputed-to-structure');
    expect(official['authorization.declare']?.['staff.normal']).toBe('to-structure');
    expect(official['record.list-authorized']?.['staff.normal']).toBe('same-structure');
    expect(official['document.delete']?.['staff.normal']).toBe('own-structure');
    expect(official['document.find']?.['staff.normal']).toBe('no');
  });

  it('let an occupational physician find and share, never open (checklist A6)', () => {
    const column = 'occupational-physician.normal';
    expect(official['document.find']?.[column]).toBe('yes');
    expect(official['document.share']?.[column]).toBe('yes');
    for (const row of ['document.retrieve', 'sight.masked', 'sight.hidden', 'sight.not-current'] as const)
      expect(official[row]?.[column]).toBe('no');
  });

  it('let an organisation share and not read', () => {
    expect(official['document.share']?.['organization.normal']).toBe('imputed-to-structure');
    expect(official['document.retrieve']?.['organization.normal']).toBe('no');
    expect(official['record.list-authorized']?.['organization.normal']).toBe('new-authorizations');
  });

  it('keep the oddity of archiving (checklist D7)', () => {
    const archive = official['document.archive'] ?? {};
    expect(archive['doctor.normal']).toBe('own-documents');
    expect(archive['doctor.break-glass']).toBe('yes');
    expect(archive['doctor.emergency-dispatch']).toBe('yes');
    expect(archive['ps.break-glass']).toBe('no');
    expect(reinforced['document.archive']?.['doctor.normal']).toBe('yes');
    expect(reinforced['document.archive']?.['ps.normal']).toBe('own-documents');
  });

  it('mask nothing and authorise nobody in dispatch mode (checklist E7)', () => {
    for (const row of ['document.mask', 'document.unmask', 'document.make-visible', 'authorization.declare'] as const)
      for (const actorClass of ['ps', 'doctor']) expect(official[row]?.[`${actorClass}.emergency-dispatch`]).toBe('no');
  });

  it('search on traits only in dispatch mode (checklist E5)', () => {
    const open = Object.entries(official['record.search-traits'] ?? {}).filter(([, cell]) => cell !== 'no');
    expect(open.map(([column]) => column)).toEqual([
      'ps.emergency-dispatch',
      'doctor.emergency-dispatch',
      'organization.emergency-dispatch',
    ]);
  });

  it('share nothing under reinforced indirect authentication', () => {
    expect(new Set(Object.values(reinforced['document.share'] ?? {}))).toEqual(new Set(['no']));
  });

  it('never show a document to support, nor anything hidden to the patient or who acts for them', () => {
    for (const row of ['document.find', 'document.retrieve', 'document.find-reference'] as const)
      expect(host[row]?.['support.normal']).toBe('no');
    for (const actorClass of ['patient', 'representative', 'carer'])
      expect(host['sight.hidden']?.[`${actorClass}.normal`]).toBe('no');
    expect(host['document.make-visible']?.['patient.normal']).toBe('no');
  });
});
