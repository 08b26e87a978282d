// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { autoPresentable, type CdaParts, cda, cdaText, fictionalIns, ins, replaces } from '../../../test/cda.ts';
import { type TestRooms, testRooms } from '../../../test/rooms.ts';
import { runImport } from '../../cli/import.ts';
import { type Ports, retrieveDocument, wholeOf } from '../../record/index.ts';
import { findFiles, importFiles } from './index.ts';

let house: TestRooms;
let folder: string;
let order = 100;
/** The parts that make a document another patient's and its own: every test has a record of its own. */
let own: Partial<CdaParts>;

beforeAll(async () => {
  house = await testRooms();
});
afterAll(() => house.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-import-'));
  order += 1;
  own = { patientIds: ins(fictionalIns(String(order))) };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const oid = (name: string | number): string => `1.2.250.1.999.${order}.${name}`;
const id = (name: string | number): string => `<id root="${oid(name)}"/>`;

const put = async (name: string, content: Uint8Array | string): Promise<void> => {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), content);
};

const runWith = async (ports: Ports, ...paths: readonly string[]) => {
  const { files } = await findFiles(paths.length === 0 ? [folder] : paths);
  return importFiles(files, { ports });
};

const run = async (...paths: readonly string[]) => {
  const report = await runWith(house.ports, ...paths);
  return { ...report, byName: Object.fromEntries(report.files.map((file) => [basename(file.path), file])) };
};

const status = async (name: string | number): Promise<string | undefined> => {
  const { rows } = await house.pool.query<{ status: string }>(
    'SELECT status FROM record.document_entry WHERE unique_id = $1 AND is_latest',
    [oid(name)],
  );
  return rows[0]?.status;
};

/** The content as the patient of the record retrieves it. */
const retrieved = async (name: string | number): Promise<Buffer> => {
  const { rows } = await house.pool.query<{ personId: string; logicalId: string; recordId: string }>(
    `SELECT person_id AS "personId", logical_id AS "logicalId", record_id AS "recordId"
     FROM record.document_entry JOIN record.record USING (record_id) WHERE unique_id = $1 AND is_latest`,
    [oid(name)],
  );
  const [{ personId, logicalId } = { personId: '', logicalId: '' }] = rows;
  const patient = {
    kind: 'patient',
    name: 'Clara',
    authentication: 'direct',
    mode: { kind: 'normal' },
    personId,
  } as const;
  const document = await retrieveDocument(patient, { document: { id: logicalId } }, house.ports);
  if (!document.ok) throw new Error(document.error.code);
  return wholeOf(document.value);
};

describe('import', () => {
  it('opens the record, shares the document, and adds nothing the second time', async () => {
    await put('letter.xml', cda({ ...own, id: id(1) }));
    const first = await run();
    expect(first.files).toMatchObject([{ outcome: 'shared', typeCode: '11490-0', reasons: [], warnings: [] }]);
    expect(first.totals).toEqual({ shared: 1, alreadyThere: 0, refused: 0, passedOver: 0, recordsOpened: 1 });
    const second = await run();
    expect(second.totals).toEqual({ shared: 0, alreadyThere: 1, refused: 0, passedOver: 0, recordsOpened: 0 });
    expect(second.files[0]?.recordId).toBe(first.files[0]?.recordId);
  });

  it('shares the bytes as they are', async () => {
    const bytes = Buffer.from(
      cdaText({ ...own, id: id(1), prolog: '<?xml version="1.0" encoding="ISO-8859-1"?>' }),
      'latin1',
    );
    await put('letter.xml', bytes);
    const sheet = autoPresentable({ ...own, id: id(2) });
    await put('sheet.xml', sheet);
    const { files } = await run();
    expect(files.map(({ outcome }) => outcome)).toEqual(['shared', 'shared']);
    expect(await retrieved(1)).toEqual(bytes);
    expect(await retrieved(2)).toEqual(sheet);
  });

  it('puts the replaced before its replacement, whatever the names say', async () => {
    await put(
      '1-new.xml',
      cda({ ...own, id: id('2'), version: '<versionNumber value="2"/>', related: replaces(id('1')) }),
    );
    await put('2-old.xml', cda({ ...own, id: id('1') }));
    const { files, totals } = await run();
    expect(files.map(({ outcome, warnings }) => [outcome, warnings])).toEqual([
      ['shared', []],
      ['shared', []],
    ]);
    expect(totals.shared).toBe(2);
    expect([await status(1), await status(2)]).toEqual(['deprecated', 'approved']);
    expect((await run()).totals).toMatchObject({ alreadyThere: 2, refused: 0 });
    expect([await status(1), await status(2)]).toEqual(['deprecated', 'approved']);
  });

  it('shares a replacement of what is not there, with a warning', async () => {
    await put('new.xml', cda({ ...own, id: id(2), related: replaces(id(77)) }));
    const { files } = await run();
    expect(files[0]?.outcome).toBe('shared');
    expect(files[0]?.warnings).toEqual([
      `The document names another one (${oid(77)}) that is not in the record; it is shared without this relation.`,
    ]);
  });

  it('keeps the relations to what is there, and warns of the others alone', async () => {
    await put('old.xml', cda({ ...own, id: id(1) }));
    await run();
    const both = replaces(id(1)) + replaces(id(77), 'APND') + replaces(id(78), 'XFRM');
    await put('new.xml', cda({ ...own, id: id(2), related: both }));
    const { byName } = await run();
    expect(byName['new.xml']?.outcome).toBe('shared');
    expect(byName['new.xml']?.warnings).toEqual(
      [77, 78].map(
        (name) =>
          `The document names another one (${oid(name)}) that is not in the record; it is shared without this relation.`,
      ),
    );
    expect([await status(1), await status(2)]).toEqual(['deprecated', 'approved']);
  });

  it('does not replace a document of another patient', async () => {
    await put('a.xml', cda({ ...own, id: id(1) }));
    await put('b.xml', cda({ id: id(2), patientIds: ins(fictionalIns('999')), related: replaces(id(1)) }));
    const { byName } = await run();
    expect(byName['b.xml']?.warnings).toHaveLength(1);
    expect(await status(1)).toBe('approved');
  });

  it('refuses one identifier with two contents, and takes the same bytes twice once', async () => {
    await put('1.xml', cda({ ...own, id: id(1) }));
    await put('2.xml', cda({ ...own, id: id(1) }));
    await put('3.xml', cda({ ...own, id: id(1), title: '<title>Autre</title>' }));
    const { files } = await run();
    expect(files.map(({ outcome }) => outcome)).toEqual(['shared', 'already-there', 'refused']);
    expect(files[2]?.reasons).toEqual([
      `A document with the identifier ${oid(1)} was shared before with other content.`,
    ]);
  });

  it('goes on after bad files, and leaves nothing of them', async () => {
    const deep = cdaText({ ...own, body: '<component>'.repeat(400) + '</component>'.repeat(400) });
    await put('01-bomb.xml', `<!DOCTYPE a [<!ENTITY a "a">]>${cdaText({ ...own, prolog: '' })}`);
    await put('02-deep.xml', deep);
    await put('03-cut.xml', cdaText(own).slice(0, 900));
    await put('04-empty.xml', '');
    await put('05-utf16-bomb.xml', Buffer.from(`\ufeff<!DOCTYPE a []><a/>`, 'utf16le'));
    await put('06-nobody.xml', cda({ ...own, id: id(6), legalAuthenticator: '' }));
    await put('07-stylesheet.xml', '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform"/>');
    await put('08-notes.txt', 'notes');
    await put('09-good.xml', cda({ ...own, id: id(9) }));
    await put('10-bidi.xml', cda({ ...own, id: id(10), title: '<title>Lettre \u202etxt.exe</title>' }));
    const { files, totals } = await run();
    expect(files.map(({ path, outcome, reasons }) => [basename(path), outcome, reasons.length])).toEqual([
      ['01-bomb.xml', 'refused', 1],
      ['02-deep.xml', 'refused', 1],
      ['03-cut.xml', 'refused', 1],
      ['04-empty.xml', 'refused', 1],
      ['05-utf16-bomb.xml', 'refused', 1],
      ['06-nobody.xml', 'refused', 1],
      ['07-stylesheet.xml', 'passed-over', 1],
      ['08-notes.txt', 'passed-over', 1],
      ['09-good.xml', 'shared', 0],
      ['10-bidi.xml', 'refused', 1],
    ]);
    expect(totals).toEqual({ shared: 1, alreadyThere: 0, refused: 7, passedOver: 2, recordsOpened: 1 });
    expect(await status(6)).toBeUndefined();
    expect(await status(10)).toBeUndefined();
  });

  it('opens no record for a document without qualified traits, and takes it where a record is open', async () => {
    const patient = '<patient><name><family qualifier="SP">DELMAS</family></name></patient>';
    await put('a.xml', cda({ ...own, id: id(1), patient }));
    const alone = await run();
    expect(alone.files[0]).toMatchObject({ outcome: 'refused' });
    expect(alone.files[0]?.reasons[0]).toMatch(/^The identity of the patient lacks /);
    await put('b.xml', cda({ ...own, id: id(2) }));
    await run(join(folder, 'b.xml'));
    expect((await run()).byName['a.xml']).toMatchObject({ outcome: 'shared' });
  });

  it('warns, in a demonstration, of another identity under the same INS', async () => {
    const standard = cdaText({ ...own, id: id(2) });
    await put('a.xml', cda({ ...own, id: id(1) }));
    await put('b.xml', standard.replaceAll('CLARA', 'LÉONIE').replace('19850714', '19850715'));
    await put(
      'c.xml',
      cdaText({ ...own, id: id(3) })
        .replaceAll('ORMEAU', 'Orméau')
        .replaceAll('CLARA', 'Clara'),
    );
    const { byName } = await run();
    expect(byName['b.xml']).toMatchObject({
      outcome: 'shared',
      warnings: [
        'The patient of the document has another first given name, date of birth than the record under the same INS; whose document it is must be checked.',
      ],
    });
    expect(byName['c.xml']?.warnings).toEqual([]);
  });

  it('refuses another identity under the same INS in production', async () => {
    const national = { patientIds: ins(fictionalIns(String(order)), '1.2.250.1.213.1.4.8') };
    await put('a.xml', cda({ ...national, id: id(1) }));
    await put('b.xml', cdaText({ ...national, id: id(2) }).replaceAll('CLARA', 'LEONIE'));
    const ports = { ...house.ports, environment: 'production', insKeyErrors: 'refuse' } as const;
    const { files } = await runWith(ports);
    expect(files.map(({ outcome }) => outcome)).toEqual(['shared', 'refused']);
    expect(await status(2)).toBeUndefined();
  });

  it('takes a PDF with its metadata file', async () => {
    await put('report.pdf', '%PDF-1.7\nfictional');
    await put(
      'report.pdf.json',
      JSON.stringify({
        patient: {
          ins: fictionalIns(String(order)),
          birthFamilyName: 'ORMEAU',
          birthGivenNames: ['CLARA'],
          sex: 'female',
          birthDate: '1985-07-14',
        },
        type: '11488-4',
        title: 'Consultation',
        creationTime: '2026-03-10T11:30:00+01:00',
        author: { id: '899700000101', family: 'VASSEUR', organization: { id: '1990000101', name: 'Ormes' } },
        practiceSetting: 'AMBULATOIRE',
        facility: 'SA07',
      }),
    );
    await put('bad.pdf', '%PDF-1.7\nother');
    await put('bad.json', '{"type": "11488-4"}');
    const globbed = ['report.pdf', 'report.pdf.json'].map((name) => join(folder, name));
    expect((await run(...globbed)).totals).toMatchObject({ shared: 1, refused: 0, passedOver: 0 });
    const { byName, totals } = await run();
    expect(totals).toMatchObject({ shared: 0, alreadyThere: 1, refused: 1, passedOver: 0 });
    expect(byName['report.pdf']?.outcome).toBe('already-there');
    expect(byName['bad.pdf']?.reasons).toContain('patient is required: the metadata file must give it.');
  });

  it('reports a file too large before it is read', async () => {
    await put('a.xml', cda({ ...own, id: id(1) }));
    const ports = { ...house.ports, limits: { ...house.ports.limits, documentBytes: 100 } };
    const { files } = await runWith(ports);
    expect(files.map(({ outcome, reasons }) => [outcome, reasons[0]])).toEqual([
      ['refused', 'The content of the file is larger than the 100 bytes that a document may have here.'],
    ]);
  });

  it('reports what goes wrong in the house as such, without what it was, and goes on', async () => {
    await put('a.xml', cda({ ...own, id: id(1) }));
    const logged: unknown[] = [];
    const fails = () => Promise.reject(new Error('secret'));
    const broken = {
      ...house.ports,
      store: { ...house.ports.store, write: fails, shareAlone: fails },
      log: (...line: readonly unknown[]) => void logged.push(line),
    };
    const { files } = await runWith(broken);
    expect(files[0]?.reasons).toEqual(['Something went wrong on our side; the request left nothing behind.']);
    expect(logged).toEqual([['error', 'import.failed', { kind: 'Error' }]]);
    expect((await run()).totals.shared).toBe(1);
  });

  it('counts the record that it opened for a document that then failed', async () => {
    await put('a.xml', cda({ ...own, id: id(1) }));
    const broken: Ports = {
      ...house.ports,
      store: {
        ...house.ports.store,
        write: (allowed, work) =>
          allowed.operation === 'document.share' ? Promise.reject(new Error()) : house.ports.store.write(allowed, work),
        shareAlone: () => Promise.reject(new Error()),
      },
      log: () => undefined,
    };
    const { files, totals } = await runWith(broken);
    expect(files.map(({ outcome }) => outcome)).toEqual(['refused']);
    expect(totals.recordsOpened).toBe(1);
  });

  it('tells how far it is', async () => {
    await put('a.xml', cda({ ...own, id: id(1) }));
    await put('b.txt', 'x');
    const steps: string[] = [];
    const found = await findFiles([folder]);
    await importFiles(found.files, {
      ports: house.ports,
      onProgress: ({ phase, done, total, path }) => steps.push(`${phase} ${done}/${total} ${basename(path)}`),
    });
    expect(steps).toEqual(['reading 0/2 a.xml', 'reading 1/2 b.txt', 'sharing 0/1 a.xml']);
  });
});

describe('dossier import', () => {
  const command = async (paths: readonly string[], isTTY = false) => {
    let text = '';
    const out = { isTTY, columns: 60, write: (more: string) => (text += more) };
    const code = await runImport(paths, { out, ports: house.ports });
    return { code, text };
  };

  it('ends with a table, totals and 0', async () => {
    await put('letter.xml', cda({ ...own, id: id(1) }));
    await put('notes.txt', 'x');
    const { code, text } = await command([folder]);
    expect(code).toBe(0);
    expect(text.replaceAll(folder, 'in')).toBe(`Reading 1 of 2
Sharing 1 of 1
In in/
shared       11490-0  letter.xml
passed over           notes.txt
               Not a document: it has no metadata beside it (notes.txt.json).

1 shared, 0 already there, 0 refused, 1 passed over; 1 record opened
`);
    expect((await command([folder])).text).toContain('0 shared, 1 already there, 0 refused, 1 passed over\n');
  });

  it('answers 1 when something was refused', async () => {
    await put('bad.xml', '<a');
    const { code, text } = await command([folder]);
    expect(code).toBe(1);
    expect(text).toMatch(/\nrefused {2}bad\.xml\n {11}The body is not well-formed XML: line 1: /);
  });

  it('answers 2 for a path that does not exist, without importing the others', async () => {
    await put('letter.xml', cda({ ...own, id: id(1) }));
    const { code, text } = await command([folder, join(folder, 'nowhere')]);
    expect(code).toBe(2);
    expect(text).toBe(`There is no such file or folder: ${join(folder, 'nowhere')}\n`);
    expect(await status(1)).toBeUndefined();
  });

  it('shows one line on a terminal, and nothing that could command it', async () => {
    await put('evil\u001b[2J\u202e.xml', cda({ ...own, id: id(1), title: '<title>&#x85;Lettre</title>' }));
    const { text } = await command([folder], true);
    const [progress = ''] = text.split('\r').filter((line) => line.includes('Reading'));
    expect([...progress.replace('\u001b[2K', '')].length).toBeLessThan(60);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    expect(text.replaceAll('\r\u001b[2K', '')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});

const corpus = join(import.meta.dirname, '../../../../../../shared/corpus');

describe.skipIf(!existsSync(corpus))('official examples (skipped without the corpus)', () => {
  it('are shared, the second run adds nothing', async () => {
    const paths = ['ans-testcontenucda-3.0/ExemplesCDA', 'ans-hl7v2-exemples'].map((path) => join(corpus, path));
    const first = await run(...paths);
    const outcomes = first.files.filter(({ path }) => /\.xml$/i.test(path));
    expect(outcomes.filter(({ outcome }) => outcome !== 'shared')).toEqual([]);
    expect(outcomes).toHaveLength(31);
    expect(first.byName['CR_Radio_CDAN1_v2.XML']?.warnings.join()).not.toContain('not in the record');
    expect((await run(...paths)).totals).toMatchObject({ shared: 0, alreadyThere: 31, refused: 0 });
  });
});
