// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cda, nonXmlBody } from '../../test/cda.ts';
import { runCommand } from './index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-read-'));
});
afterAll(() => rm(folder, { recursive: true }));

const dossier = async (...args: readonly string[]) => {
  let out = '';
  let err = '';
  const code = await runCommand(args, { env: {}, out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
};

const file = async (content: string | Buffer): Promise<string> => {
  const path = join(folder, 'document.xml');
  await writeFile(path, content);
  return path;
};

const PCC = '1.3.6.1.4.1.19376.1.5.3.1.4';
const allergy = (inside: string): string => `<entry><observation classCode="OBS" moodCode="EVN">
  <templateId root="${PCC}.6"/><code code="416098002" codeSystem="2.16.840.1.113883.6.96" displayName="allergie médicamenteuse"/>
  <effectiveTime><low value="20180603"/></effectiveTime>${inside}</observation></entry>`;
const weight = `<entry><observation><templateId root="${PCC}.13.2"/><code code="29463-7" codeSystem="2.16.840.1.113883.6.1" displayName="Poids"/>
  <effectiveTime value="20260310"/><value xsi:type="PQ" value="58.0" unit="kg"/></observation></entry>`;
const agent = `<participant typeCode="CSM"><participantRole><playingEntity>
  <code code="60234100" codeSystem="1.2.250.1.213.2.3.1" displayName="PARACETAMOL"/></playingEntity></participantRole></participant>`;
const none =
  '<value xsi:type="CD" code="no-known-allergies" codeSystem="2.16.840.1.113883.5.1150.1" displayName="Pas d\'allergie connue"/>';
const sections = (
  entries: string,
): string => `<component xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><structuredBody>
  <component><section><title>Allergies</title><text>Deux lignes</text>${entries}
    <component><section><title>Mesures</title><text/>${weight}</section></component></section></component>
  </structuredBody></component>`;

test('a document is said in words: header, facts with their place, outline', async () => {
  const { code, out } = await dossier('read', await file(cda({ body: sections(allergy(agent) + allergy(none)) })));
  expect(code).toBe(0);
  expect(out).toBe(`Lettre de liaison de Clara
  type      Lettre de liaison (LOINC 11490-0)
  document  1.2.250.1.999.1.1 version 1 of 1.2.250.1.999.1
  written   2026-03-10 10:30 UTC
  patient   CLARA DELMAS, F, born 1985-07-14, 285077505604155
  author    Solène VASSEUR, Maison de santé des Ormes
  act       Historique (LOINC 34117-2)
  body      sections

3 facts
1 Allergies
  allergy: PARACETAMOL (CIS 60234100); since 2018-06-03; kind allergie médicamenteuse (SNOMED CT 416098002)
  allergy: none: Pas d'allergie connue (IPS absent or unknown no-known-allergies); since 2018-06-03; kind allergie médicamenteuse (SNOMED CT 416098002)
1.1 Mesures
  vital-sign: Poids (LOINC 29463-7) = 58.0 kg; 2026-03-10

Narrative
  1 Allergies: 11 characters
    1.1 Mesures: no words of its own
`);
});

test('--json gives the same to a program', async () => {
  const { code, out } = await dossier('read', await file(cda({ body: sections(allergy(agent)) })), '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    header: { title: 'Lettre de liaison de Clara', body: { kind: 'structured' } },
    facts: [
      { kind: 'allergy', assertion: 'stated', code: { code: '60234100' }, source: { section: '1', entry: 1 } },
      { kind: 'vital-sign', value: { type: 'quantity', quantity: { value: '58.0', unit: 'kg' } } },
    ],
    narrative: { hasText: true, sections: [{ number: '1', text: 'Deux lignes', sections: [{ number: '1.1' }] }] },
  });
});

test('a scanned page is said to have no words', async () => {
  const pdf = Buffer.from('%PDF-1.7').toString('base64');
  const page = nonXmlBody(`<text mediaType="application/pdf" representation="B64">${pdf}</text>`);
  const { out } = await dossier('read', await file(cda({ body: page })));
  expect(out).toContain('body      one piece; no words to search or to show; application/pdf of 8 bytes\n');
  expect(out).toContain('No facts: nothing in it is coded by a template that is known here.\n');
  expect(out).toMatch(/Narrative\n {2}no words\n$/);
});

test('a terminal obeys nothing that a document holds', async () => {
  const evil = 'titre\u009b2J\u202e&#10;  allergy: none: forged';
  const path = await file(
    cda({ title: `<title>${evil}</title>`, code: `<code code="1&#10;2" displayName="${evil}"/>` }),
  );
  const { out } = await dossier('read', path);
  expect(out).not.toMatch(/[\u009b\u202e]|^ {2}allergy/m);
  const asJson = await dossier('read', path, '--json');
  expect(asJson.out).not.toMatch(/[\u009b\u202e]/);
  expect(JSON.parse(asJson.out).header.title).toContain('\u009b2J\u202e');
});

test.each([
  ['no CDA', '<a/>', 'This is XML but no clinical document: its root is a'],
  ['no XML', '%PDF-1.7', 'XML'],
  ['a DOCTYPE', '<!DOCTYPE a><a/>', 'DOCTYPE'],
])('%s is refused by a sentence', async (_, content, sentence) => {
  const { code, out, err } = await dossier('read', await file(content));
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain(sentence);
});

test('a file that is not there, and no file', async () => {
  await expect(dossier('read', join(folder, 'nowhere.xml'))).rejects.toThrow(/nowhere\.xml cannot be read/);
  expect((await dossier('read')).code).toBe(2);
});
