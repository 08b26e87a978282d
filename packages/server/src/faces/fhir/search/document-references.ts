// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Criterion, DocumentQuery } from '../../../record/index.ts';
import { idParameter, pageSizes, patientParameters, resultParameters, type Where, whereOf } from './common.ts';
import {
  archived,
  author,
  type CodeField,
  codes,
  date,
  identifier,
  names,
  period,
  references,
  status,
} from './document-criteria.ts';
import { parseSearch, type SearchContext, type SearchParameter } from './engine.ts';
import type { RawParameter } from './query-string.ts';
import { unescapeValue } from './values.ts';

type Parameter = SearchParameter<Criterion>;

const hl7 = (name: string): string => `http://hl7.org/fhir/SearchParameter/${name}`;
const pdsm = (name: string): string => `https://interop.esante.gouv.fr/ig/fhir/pdsm/SearchParameter/PDSm-${name}`;
const mhd = (name: string): string => `https://profiles.ihe.net/ITI/MHD/SearchParameter/DocumentReference-${name}`;

const orders: ReadonlyMap<string, DocumentQuery['order']['by']> = new Map([
  ['date', 'creation'],
  ['creation', 'creation'],
  ['period', 'service-start'],
  ['period-start', 'service-start'],
]);

const sort: Parameter['read'] = ({ values }) => {
  const [value = ''] = values;
  return values.length === 1 && orders.has(value.replace(/^-/, ''))
    ? ok({ sort: value })
    : fail(`it should be one of ${[...orders.keys()].join(', ')}, with - before it for the latest first`);
};

const token = (name: string, field: CodeField, definition: string, documentation: string): Parameter => ({
  name,
  type: 'token',
  definition,
  documentation,
  read: codes(field),
});

/** Search parameters of DocumentReference: ITI-67 (ITI TF-2 §3.67.4.1.2), PDSm flux 05-b. */
export const documentReferenceParameters: readonly Parameter[] = [
  ...patientParameters,
  idParameter((ids): Criterion => ({ field: 'identifier', anyOf: ids })),
  {
    name: 'identifier',
    type: 'token',
    definition: hl7('clinical-identifier'),
    documentation: 'uniqueId, entryUUID or logical id of the document. Alone, it needs no patient.',
    read: identifier,
  },
  {
    name: 'status',
    type: 'token',
    definition: hl7('DocumentReference-status'),
    documentation: 'current (approved or archived), superseded (deprecated), entered-in-error (deleted).',
    read: status,
  },
  {
    name: 'isArchived',
    type: 'token',
    definition: pdsm('isArchived'),
    documentation: 'Whether the document is archived: true or false.',
    read: archived,
  },
  token('type', 'type', hl7('clinical-type'), 'typeCode of the document.'),
  token('category', 'class', hl7('DocumentReference-category'), 'classCode of the document.'),
  token('format', 'format', hl7('DocumentReference-format'), 'formatCode of the document.'),
  token('facility', 'facility', hl7('DocumentReference-facility'), 'healthcareFacilityTypeCode.'),
  token('setting', 'practice-setting', hl7('DocumentReference-setting'), 'practiceSettingCode.'),
  token('event', 'event', hl7('DocumentReference-event'), 'eventCodeList: acts, pathologies, modalities.'),
  token('security-label', 'confidentiality', hl7('DocumentReference-security-label'), 'confidentialityCode.'),
  {
    name: 'related',
    type: 'reference',
    definition: hl7('DocumentReference-related'),
    documentation: 'referenceIdList, as system|value. Also as related:identifier.',
    aliases: ['related.identifier'],
    read: codes('reference'),
  },
  {
    name: 'creation',
    type: 'date',
    definition: mhd('Creation'),
    documentation: 'creationTime of the document.',
    read: date('creation'),
  },
  {
    name: 'date',
    type: 'date',
    definition: hl7('DocumentReference-date'),
    documentation: 'creationTime of the document, which is DocumentReference.date here (PDSm4DMP).',
    read: date('creation'),
  },
  {
    name: 'period',
    type: 'date',
    definition: hl7('DocumentReference-period'),
    documentation: 'Time of the act, from serviceStartTime to serviceStopTime.',
    read: period,
  },
  {
    name: 'period-start',
    type: 'date',
    definition: pdsm('DocumentReference-period-start'),
    documentation: 'serviceStartTime.',
    read: date('service-start'),
  },
  {
    name: 'period-end',
    type: 'date',
    definition: pdsm('DocumentReference-period-end'),
    documentation: 'serviceStopTime.',
    read: date('service-stop'),
  },
  {
    name: '_lastUpdated',
    type: 'date',
    definition: hl7('Resource-lastUpdated'),
    documentation: 'When the metadata or the status last changed.',
    read: date('updated'),
  },
  {
    name: 'author.identifier',
    type: 'token',
    documentation: 'National identifier of an author, professional or structure. Also as author:identifier.',
    aliases: ['author.practitioner.identifier', 'author.organization.identifier'],
    targets: ['Practitioner', 'PractitionerRole', 'Organization'],
    read: author,
  },
  {
    name: 'author.family',
    type: 'string',
    documentation: 'Family name of an author.',
    aliases: ['author.practitioner.family'],
    targets: ['Practitioner', 'PractitionerRole', 'Patient'],
    modifiers: ['exact', 'contains'],
    read: names('author-family'),
  },
  {
    name: 'author.given',
    type: 'string',
    documentation: 'Given name of an author.',
    aliases: ['author.practitioner.given'],
    targets: ['Practitioner', 'PractitionerRole', 'Patient'],
    modifiers: ['exact', 'contains'],
    read: names('author-given'),
  },
  {
    name: 'relatesto',
    type: 'reference',
    definition: hl7('DocumentReference-relatesto'),
    documentation: 'A document that this one replaces, completes, transforms or signs.',
    aliases: ['relatesTo'],
    targets: ['DocumentReference'],
    read: references('relates-to', 'DocumentReference'),
  },
  {
    name: '_list',
    type: 'reference',
    documentation: 'Documents of a submission set or folder.',
    general: true,
    read: references('member-of', 'List'),
  },
  {
    name: '_content',
    type: 'string',
    documentation:
      'Words in the document itself; the best fitting come first. All of them, in any form; the last may be begun.',
    read: ({ values }) => ok({ content: values.map(unescapeValue).join(' ') }),
  },
  {
    name: '_sort',
    type: 'special',
    documentation: 'date, creation or period-start; with - before it the latest first.',
    general: true,
    read: sort,
  },
  ...resultParameters,
];

/** Without a wish, what was shared last comes first. */
const orderOf = (sorted: string): DocumentQuery['order'] => ({
  by: orders.get(sorted.replace(/^-/, '')) ?? 'submitted',
  descending: sorted === '' || sorted.startsWith('-'),
});

export interface DocumentSearch {
  readonly where: Where;
  readonly query: DocumentQuery;
  /** Words that the documents hold. */
  readonly content?: string;
  readonly countOnly: boolean;
  readonly understood: readonly RawParameter[];
  readonly warnings: readonly Failure[];
}

/** Parses an ITI-67 search. Fails with `parameter-missing`, `parameter-invalid`, `parameter-unknown`. */
export const parseDocumentSearch = (
  parameters: readonly RawParameter[],
  context: SearchContext,
): Result<DocumentSearch, Failure> => {
  const parsed = parseSearch(documentReferenceParameters, parameters, context);
  if (!parsed.ok) return parsed;
  const {
    conditions: criteria,
    count,
    countOnly,
    counts,
    content,
    sort: sorted = '',
    understood,
    warnings,
  } = parsed.value;
  const where = whereOf(parsed.value);
  if (!where.ok) return where;
  return ok({
    where: where.value,
    query: {
      criteria,
      order: orderOf(sorted),
      limit: countOnly ? 0 : (count ?? pageSizes.usual),
      ...(countOnly ? { counts: 'all' } : counts === undefined ? {} : { counts }),
    },
    ...(content === undefined ? {} : { content }),
    countOnly,
    understood,
    warnings,
  });
};
