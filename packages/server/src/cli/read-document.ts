// SPDX-License-Identifier: Apache-2.0
import type { ClinicalDocument, Fact, NarrativeSection } from '../content/facts/index.ts';
import { conceptInWords, factInWords, timeInWords } from './clinical-words.ts';

type Header = ClinicalDocument['header'];

/** Controls, and marks that turn the direction of text, which a terminal would obey. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const personIn = (patient: Header['patients'][number]): string => {
  const { birthFamilyName, birthGivenNames, usedFamilyName, sex, birthTime, ids } = patient;
  const names = [birthGivenNames[0], usedFamilyName ?? birthFamilyName].filter((name) => name !== undefined).join(' ');
  const born = birthTime ? `born ${timeInWords(birthTime)}` : undefined;
  return [names, sex, born, ids[0]?.extension].filter((part) => part !== undefined && part !== '').join(', ');
};

const partyIn = ({ name, device, organization }: Header['authors'][number]): string => {
  const who = name ? [...name.given, name.family].filter((part) => part !== undefined).join(' ') : device?.software;
  return [who, organization?.name].filter((part) => part !== undefined).join(', ');
};

const bodyIn = ({ body }: Header, { hasText, media }: ClinicalDocument['narrative']): string => {
  if (body === undefined) return 'none: a header without content';
  const attached = media.map(
    ({ mediaType, sizeBytes }) => `${mediaType ?? 'content of no type'} of ${sizeBytes} bytes`,
  );
  const kind = body.kind === 'structured' ? 'sections' : 'one piece';
  return [kind, ...(hasText ? [] : ['no words to search or to show']), ...attached].join('; ');
};

const headerLines = ({ header, narrative }: ClinicalDocument): readonly string[] => {
  const { code, id, setId, version, effectiveTime, patients, authors, serviceEvents } = header;
  const [act] = serviceEvents;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['type', code && conceptInWords(code)],
    [
      'document',
      [id?.root, version && `version ${version}`, setId?.root && `of ${setId.root}`].filter(Boolean).join(' '),
    ],
    ['written', effectiveTime && timeInWords(effectiveTime)],
    ...patients.map((patient) => ['patient', personIn(patient)] as const),
    ...authors.map((author) => ['author', partyIn(author)] as const),
    ['act', act?.code && conceptInWords(act.code)],
    ['body', bodyIn(header, narrative)],
  ];
  return rows.flatMap(([name, value]) => (value ? [`  ${name.padEnd(9)} ${value}`] : []));
};

const placeOf = ({ source }: Fact): string => `${source.section} ${source.sectionTitle ?? 'without title'}`;

const factLines = ({ facts, factsAreComplete }: ClinicalDocument): readonly string[] => {
  if (facts.length === 0) return ['No facts: nothing in it is coded by a template that is known here.'];
  const lines = facts.flatMap((fact, index) => {
    const previous = facts[index - 1];
    const isNewPlace = previous === undefined || placeOf(previous) !== placeOf(fact);
    return [...(isNewPlace ? [placeOf(fact)] : []), `  ${factInWords(fact)}`];
  });
  const heading = `${facts.length} ${facts.length === 1 ? 'fact' : 'facts'}${factsAreComplete ? '' : ', and more that are left out'}`;
  return [heading, ...lines];
};

const outlineOf = (sections: readonly NarrativeSection[]): readonly string[] =>
  sections.flatMap(({ number, title, code, text, sections: inside }) => {
    const name = title ?? (code ? conceptInWords(code) : 'without title');
    const length = text === '' ? 'no words of its own' : `${text.length} characters`;
    return [`${'  '.repeat(number.split('.').length)}${number} ${name}: ${length}`, ...outlineOf(inside)];
  });

const narrativeLines = ({ narrative }: ClinicalDocument): readonly string[] => [
  narrative.isComplete ? 'Narrative' : 'Narrative, of which the end is left out',
  ...outlineOf(narrative.sections),
  ...(narrative.text === undefined ? [] : [`  ${narrative.text.length} characters of text`]),
  ...(narrative.hasText ? [] : ['  no words']),
];

/** What is understood of a document, for a person at a terminal. */
export const documentInWords = (document: ClinicalDocument): string =>
  [
    document.narrative.title ?? 'A document without title',
    ...headerLines(document),
    '',
    ...factLines(document),
    '',
    ...narrativeLines(document),
  ]
    .map((line) => `${line.replace(CONTROLS, '\ufffd')}\n`)
    .join('');

/** The same for a program: header, facts and narrative as they were read. */
export const documentAsJson = (document: ClinicalDocument): string => {
  const json = JSON.stringify(document, (_, value: unknown) => (value instanceof Uint8Array ? undefined : value), 2);
  const escaped = (control: string): string => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
  // Line breaks of the layout stay; those inside a text are escaped already.
  return `${json.replace(CONTROLS, (control) => (control === '\n' ? control : escaped(control)))}\n`;
};
