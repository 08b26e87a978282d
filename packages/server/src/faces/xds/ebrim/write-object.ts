// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { Author, Code } from '@dossier/core/documents';
import { element, type Markup, textElement } from '../../../soap/index.ts';
import { writeCe } from '../types/codes.ts';
import { writeXcn, writeXon } from '../types/parties.ts';
import { writeXtn } from '../types/telecoms.ts';
import { objectTypes, urnOf } from './vocabulary.ts';

/** A UUID that always is the same for the same parts: of what has no identity of its own but in a message. */
export const derivedUrn = (...parts: readonly string[]): string => {
  const hex = createHash('sha256').update(parts.join('\u0000')).digest('hex');
  const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4];
  return urnOf(
    [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `8${hex.slice(13, 16)}`,
      `${variant}${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ].join('-'),
  );
};

/** A slot; without values there is none. */
export const slot = (name: string, values: readonly (string | undefined)[]): readonly Markup[] => {
  const there = values.filter((value) => value !== undefined && value !== '') as readonly string[];
  if (there.length === 0) return [];
  const list = element(
    'rim:ValueList',
    {},
    there.map((value) => textElement('rim:Value', value)),
  );
  return [element('rim:Slot', { name }, [list])];
};

const localized = (name: string, value: string): Markup =>
  element(name, {}, [element('rim:LocalizedString', { 'xml:lang': 'fr-FR', charset: 'UTF-8', value })]);

/** Name, Description and VersionInfo, in the order of the schema. */
export const describing = (
  title: string | undefined,
  comments: string | undefined,
  version?: number,
): readonly Markup[] => [
  ...(title === undefined ? [] : [localized('rim:Name', title)]),
  ...(comments === undefined ? [] : [localized('rim:Description', comments)]),
  ...(version === undefined ? [] : [element('rim:VersionInfo', { versionName: version })]),
];

const classification = (
  object: string,
  scheme: string,
  position: number,
  representation: string,
  inside: readonly Markup[],
) =>
  element(
    'rim:Classification',
    {
      id: derivedUrn(object, scheme, String(position)),
      objectType: objectTypes.classification,
      classificationScheme: scheme,
      classifiedObject: object,
      nodeRepresentation: representation,
    },
    inside,
  );

/** The coded values of one scheme. */
export const codeClassifications = (object: string, scheme: string, codes: readonly Code[]): readonly Markup[] =>
  codes.map(({ code, system, display }, position) =>
    classification(object, scheme, position, code, [
      ...slot('codingScheme', [system]),
      ...describing(display ?? code, undefined),
    ]),
  );

/** XCN.10 of a person whom their name identifies. */
const NAME_TYPE = 'D';

/** XCN of a person or device; undefined of an institution alone. */
export const personText = ({ identifier, name, kind }: Author): string | undefined =>
  kind === 'organization' || (identifier === undefined && name === undefined)
    ? undefined
    : writeXcn({ ...(identifier && { identifier }), ...(name && { name }) }, NAME_TYPE);

const institutionsOf = ({ kind, identifier, name, institutions }: Author) => {
  if (kind !== 'organization' || identifier === undefined) return institutions;
  const own = { identifier, ...(name?.family !== undefined && { name: name.family }) };
  return institutions.some((one) => one.identifier?.value === identifier.value) ? institutions : [own, ...institutions];
};

/** The authors of an object. */
export const authorClassifications = (object: string, scheme: string, authors: readonly Author[]): readonly Markup[] =>
  authors.map((author, position) =>
    classification(object, scheme, position, '', [
      ...slot('authorPerson', [personText(author)]),
      ...slot('authorInstitution', institutionsOf(author).map(writeXon)),
      ...slot('authorRole', author.roles),
      ...slot(
        'authorSpecialty',
        author.specialties.map((one) => (one.system === '' ? one.code : writeCe(one))),
      ),
      ...slot('authorTelecommunication', author.telecoms.map(writeXtn)),
    ]),
  );

/** XON|XCN|XTN of a recipient (ITI TF-3 §4.2.3.3.7). */
export const recipientText = (author: Author): string => {
  const [institution] = institutionsOf(author);
  const [telecom] = author.telecoms;
  return [
    institution ? writeXon(institution) : '',
    personText(author) ?? '',
    telecom === undefined ? '' : writeXtn(telecom),
  ]
    .join('|')
    .replace(/\|+$/, '');
};

/** An external identifier and the name that the schemas want it to have. */
export const externalIdentifier = (object: string, scheme: string, name: string, value: string): Markup =>
  element(
    'rim:ExternalIdentifier',
    {
      id: derivedUrn(object, scheme),
      objectType: objectTypes.externalIdentifier,
      identificationScheme: scheme,
      registryObject: object,
      value,
    },
    [localized('rim:Name', name)],
  );
