// SPDX-License-Identifier: Apache-2.0
import { codeIn, codeSystemOid, findConcept } from '../codes/index.ts';
import type { BoundElement, Law } from '../data/index.ts';
import { type Failure, failure } from '../errors/index.ts';
import { earliestInstant, isDtm } from '../time/index.ts';
import { isDeceptive } from './text.ts';
import type { Code, DocumentMetadata } from './types.ts';
import { uniqueIdFault } from './unique-id.ts';

/** A fault of one element of the metadata; a face turns the element into a place in its own message. */
export interface MetadataFault {
  readonly element: keyof DocumentMetadata;
  readonly failure: Failure;
}

const BOUND: readonly (readonly [keyof DocumentMetadata, BoundElement])[] = [
  ['typeCode', 'typeCode'],
  ['classCode', 'classCode'],
  ['formatCode', 'formatCode'],
  ['healthcareFacilityTypeCode', 'healthcareFacilityTypeCode'],
  ['practiceSettingCode', 'practiceSettingCode'],
  ['confidentialityCodes', 'confidentialityCode'],
];

const TIMES = ['creationTime', 'serviceStartTime', 'serviceStopTime'] as const;

const TITLE_CHARACTERS = 128;
const COMMENT_CHARACTERS = 4000;
const MIME = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/i;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/**
 * The rules on one document's metadata (ITI TF-3 §4.2.3.2, ITI TF-2 §3.42.4.1.3): identifiers, dates, texts, and coded
 * values in the value sets of the profile. The type–class pair is checked by `classFor`.
 */
export const checkMetadata = (metadata: DocumentMetadata, law: Law): readonly MetadataFault[] => {
  const faults: MetadataFault[] = [];
  const invalid = (element: keyof DocumentMetadata, why: string): void => {
    faults.push({ element, failure: failure('element-invalid', { path: element, why }) });
  };

  const idFault = uniqueIdFault(metadata.uniqueId);
  if (idFault !== undefined) invalid('uniqueId', idFault);
  for (const element of TIMES) {
    const time = metadata[element];
    if (time !== undefined && !isDtm(time)) invalid(element, `${time} is not a date`);
  }
  const { serviceStartTime: start, serviceStopTime: stop } = metadata;
  if (
    start !== undefined &&
    stop !== undefined &&
    isDtm(start) &&
    isDtm(stop) &&
    earliestInstant(start) > earliestInstant(stop)
  )
    invalid('serviceStopTime', 'the service stops before it starts');
  if (!MIME.test(metadata.mimeType)) invalid('mimeType', `${metadata.mimeType} is not a media type`);
  if (!LANGUAGE.test(metadata.languageCode)) invalid('languageCode', `${metadata.languageCode} is not a language tag`);
  if (metadata.authors.length === 0)
    faults.push({
      element: 'authors',
      failure: failure('element-missing', { path: 'author', why: 'a document has an author' }),
    });
  if (metadata.title !== undefined && [...metadata.title].length > TITLE_CHARACTERS)
    invalid('title', `it is longer than ${TITLE_CHARACTERS} characters`);
  if (metadata.comments !== undefined && metadata.comments.length > COMMENT_CHARACTERS)
    invalid('comments', `it is longer than ${COMMENT_CHARACTERS} characters`);
  for (const element of ['title', 'comments'] as const)
    if (isDeceptive(metadata[element] ?? ''))
      invalid(element, 'it holds control characters or reversed text direction');

  const count = metadata.confidentialityCodes.length;
  if (count < 1 || count > 4) invalid('confidentialityCodes', 'a document has one to four confidentiality codes');
  for (const [element, bound] of BOUND)
    for (const code of [metadata[element]].flat() as Code[]) {
      const set = law.valueSets[bound];
      if (findConcept(set, code.code, codeSystemOid(code.system)) === undefined)
        faults.push({
          element,
          failure: failure('code-unknown', { path: element, code: code.code, system: code.system, valueSet: set.id }),
        });
    }
  return faults;
};

/** The class that a type belongs to, and what is to be said of the class that was given. */
export const classFor = (
  type: Code,
  given: Code,
  law: Law,
): { readonly classCode: Code; readonly warning?: Failure; readonly failure?: Failure } => {
  const { classOf } = law.typeToClass;
  const expected = Object.hasOwn(classOf, type.code) ? classOf[type.code] : undefined;
  if (expected === undefined || expected === given.code) return { classCode: given };
  const parameters = { type: type.code, expected, given: given.code };
  const erratum = law.typeToClass.knownErrata.some((known) => known.type === type.code && known.class === given.code);
  if (!erratum) return { classCode: given, failure: failure('type-class-mismatch', parameters) };
  const classCode = codeIn(law.valueSets.classCode, expected) ?? { ...given, code: expected };
  return { classCode, warning: failure('type-class-mismatch', parameters) };
};
