// SPDX-License-Identifier: Apache-2.0
import type { Instant } from '@dossier/core/time';
import { PDFDocument, type PDFFont, StandardFonts } from 'pdf-lib';
import type { FactsOfRecord } from '../../../record/index.ts';
import { type SummaryView, sectionsOf, wordsOf } from './summary-lines.ts';

/** A4, in points. */
const WIDTH = 595;
const HEIGHT = 842;
const MARGIN = 42;
const SIZE = 8.5;
const LEADING = 11;
const TITLE_LEADING = 17;

/** What the standard fonts of PDF cannot draw (beyond Windows-1252) is left out as a question mark. */
const drawable = (text: string, font: PDFFont): string => {
  const known = new Set(font.getCharacterSet());
  return [...text.replace(/\s/g, ' ')].map((sign) => (known.has(sign.codePointAt(0) ?? 0) ? sign : '?')).join('');
};

/** Cut to one line. */
const fitted = (text: string, font: PDFFont, size: number): string => {
  const most = WIDTH - 2 * MARGIN;
  if (font.widthOfTextAtSize(text, size) <= most) return text;
  let end = text.length;
  while (end > 0 && font.widthOfTextAtSize(`${text.slice(0, end)}...`, size) > most) end -= 1;
  return `${text.slice(0, end)}...`;
};

/** The summary on one page of A4: each section gets its part of the page, and says how many lines it leaves out. */
export const summaryPdf = async (
  read: FactsOfRecord,
  { at, view }: { readonly at: Instant; readonly view: SummaryView },
): Promise<Buffer> => {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.setTitle('Synthèse du dossier');
  pdf.setLanguage('fr-FR');
  pdf.setCreationDate(new Date(at));
  const [regular, bold] = await Promise.all([
    pdf.embedFont(StandardFonts.Helvetica),
    pdf.embedFont(StandardFonts.HelveticaBold),
  ]);
  const page = pdf.addPage([WIDTH, HEIGHT]);
  let y = HEIGHT - MARGIN;
  const write = (text: string, font: PDFFont, size: number, leading: number): void => {
    page.drawText(fitted(drawable(text, font), font, size), { x: MARGIN, y, size, font });
    y -= leading;
  };
  const traits = read.person?.traits;
  const name = [traits?.birthFamilyName, ...(traits?.birthGivenNames ?? [])]
    .filter((part) => part !== undefined)
    .join(' ');
  const ins = read.person?.identifiers[0]?.ins.value;
  write(name, bold, 14, 18);
  write(
    [`né(e) le ${traits?.birthDate ?? '?'}`, ins && `INS ${ins}`].filter(Boolean).join(' · '),
    regular,
    SIZE,
    LEADING,
  );
  const missing = read.unread > 0 ? ` ${read.unread} document(s) partagé(s) n’y figurent pas encore.` : '';
  write(`Synthèse des documents visibles par le lecteur, ${at.slice(0, 10)}.${missing}`, regular, SIZE, TITLE_LEADING);
  const shown = sectionsOf(view, read.facts);
  const room = Math.floor((y - MARGIN - shown.length * TITLE_LEADING) / LEADING);
  let left = room;
  for (const [index, { section, lines }] of shown.entries()) {
    const mine = Math.max(1, Math.floor(left / (shown.length - index)) - 1);
    const kept = lines.slice(0, lines.length > mine ? mine - 1 : mine);
    write(section.title, bold, 10, TITLE_LEADING - 3);
    const texts = kept.map((line) => `• ${wordsOf(line)}`);
    if (lines.length === 0) texts.push('Aucune information dans les documents lus.');
    if (kept.length < lines.length) texts.push(`… et ${lines.length - kept.length} autre(s)`);
    for (const text of texts) write(text, regular, SIZE, LEADING);
    y -= 3;
    left -= texts.length + 1;
  }
  return Buffer.from(await pdf.save());
};
