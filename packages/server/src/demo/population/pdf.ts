// SPDX-License-Identifier: Apache-2.0
import { PDFDocument, type PDFFont, type PDFPage, StandardFonts } from 'pdf-lib';
import { frenchDate } from './calendar.ts';
import type { Block, Draft } from './model.ts';
import type { DemoPatient } from './patients.ts';

const width = 595;
const height = 842;
const margin = 56;

/** What the standard fonts of PDF cannot draw is written in a way they can. */
const drawable = (text: string): string => text.replaceAll('\u202f', ' ').replaceAll('≥', '>=').replaceAll('≤', '<=');

const wrapped = (text: string, font: PDFFont, size: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of drawable(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (font.widthOfTextAtSize(longer, size) > width - 2 * margin && line !== '') {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
};

const linesOf = (block: Block): readonly string[] => {
  if ('paragraph' in block) return [block.paragraph, ''];
  if ('list' in block) return [...block.list.map((item) => `- ${item}`), ''];
  const texts = (row: readonly (string | { readonly text: string })[]): string =>
    row.map((cell) => (typeof cell === 'string' ? cell : cell.text)).join('  |  ');
  return [texts(block.head), ...block.rows.map(texts), ''];
};

/** The page of a draft as PDF; the same bytes every time. */
export const renderPdf = async (draft: Draft, patient: DemoPatient): Promise<Uint8Array> => {
  if (draft.body.kind === 'structured') throw new Error('A structured document is not printed.');
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const written = new Date(`${draft.at}:00Z`);
  pdf.setTitle(draft.title);
  pdf.setLanguage('fr-FR');
  pdf.setCreationDate(written);
  pdf.setModificationDate(written);
  const regular = await pdf.embedFont(StandardFonts.Helvetica);
  const bold = await pdf.embedFont(StandardFonts.HelveticaBold);

  let page: PDFPage = pdf.addPage([width, height]);
  let y = height - margin;
  const write = (text: string, font: PDFFont, size: number): void => {
    for (const line of wrapped(text, font, size)) {
      if (y < margin) {
        page = pdf.addPage([width, height]);
        y = height - margin;
      }
      if (line !== '') page.drawText(line, { x: margin, y, size, font });
      y -= size * 1.5;
    }
  };
  const { writer } = draft;
  const from =
    'patient' in writer
      ? `Document de ${patient.name}`
      : 'structure' in writer
        ? writer.structure.name
        : `${writer.practitioner.actor.name}, ${writer.practitioner.structure.name}`;
  write(from, regular, 10);
  write(`Valmont, le ${frenchDate(draft.at)}`, regular, 10);
  write('', regular, 10);
  write(draft.title, bold, 16);
  write(
    `${patient.name}, ${patient.sex === 'female' ? 'née' : 'né'} le ${frenchDate(patient.traits.birthDate)}, INS ${patient.ins.value}`,
    regular,
    10,
  );
  write('', regular, 10);
  for (const block of draft.body.page) for (const line of linesOf(block)) write(line, regular, 11);
  write('Personne et faits fictifs.', regular, 8);
  return pdf.save({ useObjectStreams: false });
};
