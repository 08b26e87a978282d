// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { insValue, nirKey, type Traits } from '@dossier/core/identity';
import { type Instant, instantOf } from '@dossier/core/time';

/** A population that can be computed again: the same values give the same people and the same ids. */
export interface Population {
  /** Populations of different numbers share no identifier, so that several stand in one database. */
  readonly number: number;
  /** Documents in all; a multiple of {@link DOCUMENTS_OF_TEN}. */
  readonly documents: number;
  /** The end of the time over which the documents arrived. */
  readonly until: Instant;
}

export interface Patient {
  readonly recordId: string;
  readonly personId: string;
  /** Value of the INS, under {@link INS_OID}. */
  readonly ins: string;
  readonly traits: Traits;
}

export const INS_OID = '1.2.250.1.213.1.4.10';

/** Documents of ten records that follow each other: the first four are those of the measured workloads. */
const DOCUMENTS = [20, 20, 20, 20, 5, 4, 4, 3, 2, 2] as const;
/** Of the records that are measured. */
export const MOST_DOCUMENTS = 20;
const DOCUMENTS_OF_TEN = 100;
const MEASURED_OF_TEN = 4;

/** Records that a population may have before its numbers reach those of the next one. */
const SPAN = 16_000_000;
const DAY_MS = 86_400_000;
/** Time over which the documents of a record arrive. */
const YEARS_MS = 3 * 365 * DAY_MS;

export const recordsOf = ({ documents }: Population): number => (documents / DOCUMENTS_OF_TEN) * DOCUMENTS.length;

export const measuredOf = ({ documents }: Population): number => (documents / DOCUMENTS_OF_TEN) * MEASURED_OF_TEN;

/** @throws RangeError where whole records cannot make that many documents */
export const checkSize = (documents: number): number => {
  if (documents > 0 && documents % DOCUMENTS_OF_TEN === 0 && documents / 10 <= SPAN) return documents;
  throw new RangeError(`A size is a multiple of ${DOCUMENTS_OF_TEN}, at most ${SPAN * 10}, not ${documents}.`);
};

/** Number of documents of a record. */
export const documentsOf = (record: number): number => DOCUMENTS[record % DOCUMENTS.length] ?? 0;

/** The record that is the `n`th of those with {@link MOST_DOCUMENTS}. */
export const measuredRecord = (n: number): number =>
  Math.floor(n / MEASURED_OF_TEN) * DOCUMENTS.length + (n % MEASURED_OF_TEN);

/** The record that is the `n`th of the others. */
export const smallRecord = (n: number): number => {
  const few = DOCUMENTS.length - MEASURED_OF_TEN;
  return Math.floor(n / few) * DOCUMENTS.length + MEASURED_OF_TEN + (n % few);
};

/** As random as those of the server are: an index over them grows at a random place. */
const idOf = (population: Population, name: string): string => {
  const hex = hash('md5', `${population.number}:${name}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
};

/** A number below `below`, from 32 bits of the same hash for the same name. */
const numberOf = (population: Population, name: string, below: number): number =>
  Number.parseInt(hash('md5', `${population.number}:${name}`).slice(0, 8), 16) % below;

const two = (value: number): string => String(value).padStart(2, '0');
const three = (value: number): string => String(value).padStart(3, '0');

/** Sex, year, month, department, municipality, order: each serial has its own. */
const numbersOf = (serial: number) => {
  let rest = serial;
  const take = (below: number): number => {
    const digit = rest % below;
    rest = Math.floor(rest / below);
    return digit;
  };
  return { sex: take(2), year: take(90), month: take(12), department: take(95), municipality: take(990), order: rest };
};

const FAMILIES = ['MARTIN', 'BERNARD', 'PETIT', 'ROBERT', 'RICHARD', 'DURAND', 'MOREAU', 'LAURENT', 'SIMON', 'MICHEL'];
const GIVEN = ['CAMILLE', 'LOUISE', 'JULES', 'ALICE', 'PAUL', 'EMMA', 'HUGO', 'JEANNE', 'LÉO', 'CHLOÉ', 'NOÉ', 'INÈS'];

export const patientOf = (population: Population, record: number): Patient => {
  const { sex, year, month, department, municipality, order } = numbersOf(population.number * SPAN + record);
  const place = two(department + 1) + three(municipality + 1);
  const first13 = `${sex + 1}${two(year)}${two(month + 1)}${place}${three(order + 1)}`;
  return {
    recordId: idOf(population, `record ${record}`),
    personId: idOf(population, `person ${record}`),
    ins: insValue(first13, nirKey(first13)),
    traits: {
      birthFamilyName: FAMILIES[record % FAMILIES.length] ?? '',
      birthGivenNames: [GIVEN[record % GIVEN.length] ?? '', GIVEN[(record * 7 + 3) % GIVEN.length] ?? ''],
      sex: sex === 0 ? 'male' : 'female',
      birthDate: `19${two(year)}-${two(month + 1)}-15`,
      birthPlaceCode: place,
    },
  };
};

/** What a generated document has of its own; the rest is its template's and its patient's. */
export interface DocumentIds {
  readonly logicalId: string;
  readonly entryUuid: string;
  readonly uniqueId: string;
  readonly setUuid: string;
  readonly setUniqueId: string;
  readonly submittedAt: Instant;
}

/** An OID below that of the test organisations. */
const oidOf = (population: Population, kind: number, record: number, document: number): string =>
  `1.2.250.1.999.${kind}.${population.number + 1}.${record + 1}.${document + 1}`;

/** Of the document that arrived as the `document`th of its record, from 0: those after it arrived later. */
export const documentIds = (
  population: Population,
  record: number,
  document: number,
  of = MOST_DOCUMENTS,
): DocumentIds => {
  const name = `${record}.${document}`;
  const stepMs = Math.floor(YEARS_MS / of);
  const beforeMs = (of - document) * stepMs - numberOf(population, `time ${name}`, stepMs);
  return {
    logicalId: idOf(population, `document ${name}`),
    entryUuid: idOf(population, `entry ${name}`),
    uniqueId: oidOf(population, 7, record, document),
    setUuid: idOf(population, `set ${name}`),
    setUniqueId: oidOf(population, 8, record, document),
    submittedAt: instantOf(Date.parse(population.until) - beforeMs),
  };
};

/** Which of `templates` a document was made from. */
export const templateOf = (record: number, document: number, templates: number): number =>
  (record * 13 + document * 101) % templates;

/**
 * The records 0 to `count` - 1, each once, in an order of its own for each round: neighbours in one round are not
 * neighbours in the next, as documents arrive in life.
 */
export const shuffled = function* (count: number, round: number): Generator<number> {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let step = (Math.floor(count * 0.618) + round * 7919) % count || 1;
  while (divisor(step, count) !== 1) step = (step + 1) % count || 1;
  let at = (round * 104_729) % count;
  for (let n = 0; n < count; n += 1) {
    yield at;
    at = (at + step) % count;
  }
};

/** Records whose newest documents have a content, at most: it is sealed under each record's own key, so none is shared. */
export const RECORDS_WITH_CONTENT = 4_000;
/** Newest documents of such a record that have one. */
export const DOCUMENTS_WITH_CONTENT = 2;

/** How many measured records have content; the `n`th of them is spread evenly over all measured ones. */
export const withContentOf = (population: Population): number => Math.min(measuredOf(population), RECORDS_WITH_CONTENT);

export const recordWithContent = (population: Population, n: number): number =>
  measuredRecord(Math.floor((n * measuredOf(population)) / withContentOf(population)));

/** The documents of those records, by their place in the order of arrival. */
export const documentWithContent = (n: number): number => MOST_DOCUMENTS - 1 - (n % DOCUMENTS_WITH_CONTENT);
