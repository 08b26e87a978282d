// SPDX-License-Identifier: Apache-2.0
import type { CdaHeader, CdaParty, CdaPatient, CdaPersonName } from '../cda/index.ts';
import { element, type HtmlNode } from './html.ts';
import { momentInWords } from './moments.ts';
import type { Words } from './phrases.ts';

/** A term and what is said of it; a term with nothing to say is left out. */
export type Line = readonly [term: string, ...said: readonly (string | undefined)[]];

/** Terms and what is said of them. */
export const linesOf = (lines: readonly Line[]): readonly HtmlNode[] => {
  const told = lines.flatMap(([term, ...said]) => {
    const values = said.filter((value) => value !== undefined && value !== '');
    if (values.length === 0) return [];
    return [element('dt', {}, [term]), ...values.map((value) => element('dd', {}, [value ?? '']))];
  });
  return told.length === 0 ? [] : [element('dl', {}, told)];
};

const joined = (parts: readonly (string | undefined)[], by = ' '): string =>
  parts.filter((part) => part !== undefined && part !== '').join(by);

const personOf = ({ prefix, given, family, suffix }: CdaPersonName): string =>
  joined([prefix, ...given, family, suffix]);

/** Who did it: name, function, organisation; of a machine, its name. */
const partyOf = ({ name, device, code, organization }: CdaParty): string =>
  joined(
    [
      name === undefined ? undefined : personOf(name),
      device === undefined ? undefined : joined([device.software, device.model], ' · '),
      code?.display,
      organization?.name,
    ],
    ', ',
  );

const patientLines = (patient: CdaPatient, words: Words): readonly Line[] => {
  const birth = joined([...patient.birthGivenNames, patient.birthFamilyName]);
  const used = joined([patient.usedGivenName, patient.usedFamilyName]);
  const born = patient.birthTime && momentInWords(patient.birthTime.written, words.language);
  return [
    [words.patient, birth === '' ? used : birth],
    [words.usedName, birth === '' || used === birth ? undefined : used],
    [words.born, born],
    [words.sex, patient.sex === undefined ? undefined : (words.sexes[patient.sex] ?? patient.sex)],
    [words.identifiers, ...patient.ids.slice(0, 10).map(({ extension }) => extension)],
  ];
};

const eventsOf = ({ serviceEvents }: CdaHeader, { language, until }: Words): readonly string[] =>
  serviceEvents.slice(0, 20).map(({ code, time }) => {
    const ends = [...new Set([time?.low, time?.high].flatMap((end) => (end === undefined ? [] : [end.written])))];
    const period = ends.map((end) => momentInWords(end, language)).join(` ${until} `);
    return joined([code?.display ?? code?.code, period], ', ');
  });

/** What the header of a CDA says, in words: who, by whom, when, of what type (CI-SIS Structuration minimale). */
export const headerOf = (header: CdaHeader, words: Words): readonly HtmlNode[] => {
  const { code, effectiveTime, confidentiality, authors, legalAuthenticator, custodian, version } = header;
  return linesOf([
    ...header.patients.slice(0, 5).flatMap((patient) => patientLines(patient, words)),
    [words.type, code?.display ?? code?.code],
    [words.date, effectiveTime && momentInWords(effectiveTime.written, words.language)],
    [words.author, ...authors.slice(0, 20).map(partyOf)],
    [words.legalAuthenticator, legalAuthenticator && partyOf(legalAuthenticator)],
    [words.custodian, custodian?.name],
    [words.event, ...eventsOf(header, words)],
    [words.version, version],
    [words.confidentiality, words.confidentialities[confidentiality?.code ?? '']],
  ]);
};
