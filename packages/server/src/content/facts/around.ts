// SPDX-License-Identifier: Apache-2.0
import { type CdaHeader, readIds, readParty, readTime, xpath } from '../cda/index.ts';
import { known } from '../cda/known.ts';
import { attribute, type XmlElement } from '../xml/index.ts';
import { type Standing, saysSomething, standingOf } from './assertion.ts';
import { bounds, listAt } from './bounds.ts';
import { conceptAt } from './concepts.ts';
import type { Texts } from './texts.ts';
import type { Concept, FactAuthor, Period, Source, Specimen } from './types.ts';
import { readPeriod } from './values.ts';

/** What a statement inherits from what stands around it. */
export interface Around {
  readonly texts: Texts;
  readonly documentCode: CdaHeader['code'];
  readonly source: Omit<Source, 'ids'>;
  readonly authors: readonly FactAuthor[];
  readonly performers: readonly FactAuthor[];
  readonly standing: Standing;
  readonly concernStatus?: string;
  readonly concernTime?: Period;
  readonly time?: Period;
  readonly panels: readonly Concept[];
  readonly remarks: readonly string[];
  readonly within?: Concept;
  readonly specimens: readonly Specimen[];
  readonly organism?: Concept;
  readonly relative?: Concept;
}

const timeOf = (participation: XmlElement): FactAuthor['time'] => {
  const element =
    xpath.first(participation, 'h:time[@value]') ??
    xpath.first(participation, 'h:time/h:high[@value]') ??
    xpath.first(participation, 'h:time/h:low[@value]');
  const value = element && attribute(element, 'value');
  return value === undefined ? undefined : readTime(value);
};

const partyOf = (participation: XmlElement, entityPath: string): readonly FactAuthor[] => {
  const party = readParty(participation, entityPath);
  return party === undefined ? [] : [known<FactAuthor>({ ...party, time: timeOf(participation) })];
};

export const authorsOf = (statement: XmlElement): readonly FactAuthor[] =>
  listAt(statement, 'h:author').flatMap((author) => partyOf(author, 'h:assignedAuthor'));

export const performersOf = (statement: XmlElement): readonly FactAuthor[] =>
  listAt(statement, 'h:performer').flatMap((performer) => partyOf(performer, 'h:assignedEntity'));

/** IHE XD-LAB "Specimen Collection" and "Specimen Received" (PaLM TF-3 §6.3.4.3, §6.3.4.4). */
const COLLECTION = 'h:procedure[h:templateId/@root="1.3.6.1.4.1.19376.1.3.1.2"]';
const RECEIVED = 'h:entryRelationship/h:act[h:templateId/@root="1.3.6.1.4.1.19376.1.3.1.3"]/h:effectiveTime';

const collectedSpecimen = (procedure: XmlElement, texts: Texts): Specimen =>
  known<Specimen>({
    ids: readIds(procedure, 'h:participant[@typeCode="PRD"]/h:participantRole/h:id'),
    type: conceptAt(procedure, 'h:participant[@typeCode="PRD"]/h:participantRole/h:playingEntity/h:code', texts),
    site: conceptAt(procedure, 'h:targetSiteCode', texts),
    collected: readPeriod(xpath.first(procedure, 'h:effectiveTime'), texts),
    received: readPeriod(xpath.first(procedure, RECEIVED), texts),
  });

const playedSpecimen = (role: XmlElement, texts: Texts): Specimen =>
  known<Specimen>({
    ids: readIds(role, 'h:id'),
    type: conceptAt(role, 'h:specimenPlayingEntity/h:code', texts),
  });

/** The specimens that a statement names; a micro-organism grown from one (`MIC`) is not one of them. */
export const specimensOf = (statement: XmlElement, texts: Texts): readonly Specimen[] => [
  ...[`h:entryRelationship/${COLLECTION}`, `h:component/${COLLECTION}`]
    .flatMap((path) => listAt(statement, path))
    .map((procedure) => collectedSpecimen(procedure, texts)),
  ...listAt(statement, 'h:specimen/h:specimenRole[not(h:specimenPlayingEntity/@classCode="MIC")]').map((role) =>
    playedSpecimen(role, texts),
  ),
];

export const organismOf = (statement: XmlElement, texts: Texts): Concept | undefined =>
  conceptAt(statement, 'h:specimen/h:specimenRole/h:specimenPlayingEntity[@classCode="MIC"]/h:code', texts);

/** LOINC 48767-8, annotation comment (IHE PCC 1.3.6.1.4.1.19376.1.5.3.1.4.2). */
const COMMENT = 'h:act[h:code/@code="48767-8"]/h:text';

export const commentsOf = (statement: XmlElement, texts: Texts): readonly string[] =>
  [`h:entryRelationship/${COMMENT}`, `h:component/${COMMENT}`]
    .flatMap((path) => listAt(statement, path))
    .flatMap((comment) => texts.of(comment) ?? []);

const statusOf = (statement: XmlElement): string | undefined => {
  const status = xpath.first(statement, 'h:statusCode');
  return status && attribute(status, 'code');
};

const firstOf = <T>(own: readonly T[], inherited: readonly T[]): readonly T[] => (own.length > 0 ? own : inherited);

/** What the statements inside an organizer or an act inherit. */
export const inside = (statement: XmlElement, around: Around): Around => {
  const { texts } = around;
  const time = readPeriod(xpath.first(statement, 'h:effectiveTime'), texts);
  const isOrganizer = statement.name === 'organizer';
  const code = isOrganizer ? conceptAt(statement, 'h:code', texts) : undefined;
  const panel = code !== undefined && saysSomething(code) ? code : undefined;
  return known<Around>({
    ...around,
    standing: standingOf(statement, around.standing),
    authors: firstOf(authorsOf(statement), around.authors),
    performers: firstOf(performersOf(statement), around.performers),
    concernStatus: statement.name === 'act' ? (statusOf(statement) ?? around.concernStatus) : around.concernStatus,
    concernTime: statement.name === 'act' ? (time ?? around.concernTime) : around.concernTime,
    time: isOrganizer ? (time ?? around.time) : around.time,
    panels: panel === undefined ? around.panels : [...around.panels, panel],
    remarks: [...around.remarks, ...commentsOf(statement, texts)].slice(0, bounds.list),
    specimens: firstOf(specimensOf(statement, texts), around.specimens),
    organism: organismOf(statement, texts) ?? around.organism,
    relative: conceptAt(statement, 'h:subject/h:relatedSubject/h:code', texts) ?? around.relative,
  });
};
