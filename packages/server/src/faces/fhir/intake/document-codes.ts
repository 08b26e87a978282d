// SPDX-License-Identifier: Apache-2.0
import type { Code } from '@dossier/core/documents';
import type { Completeness } from './completeness.ts';
import { codeIn, type IntakeContext } from './context.ts';
import { deriveFormat } from './derive-format.ts';
import { at, child, codeOf, codeOfCoding, codesOf, type Element, items, only, textAt } from './element.ts';

/** The coded values of a DocumentReference; one that is missing and cannot be derived is undefined. */
export interface ReadCodes {
  readonly type: Code | undefined;
  readonly class: Code | undefined;
  readonly format: Code | undefined;
  readonly facility: Code | undefined;
  readonly setting: Code | undefined;
  readonly confidentiality: readonly Code[] | undefined;
}

/** Reads the codes; in a deriving submission the missing ones come from type, content and defaults. */
export const readCodes = (
  reference: Element,
  completeness: Completeness,
  { law, defaults }: IntakeContext,
  content: Uint8Array | undefined,
): ReadCodes => {
  const sets = law.valueSets;
  const derive = <T>(value: T | undefined, derived: () => T | undefined): T | undefined =>
    value ?? (completeness === 'deriving' ? derived() : undefined);
  const categories = items(reference, 'category');
  const type = codeOf(child(reference, 'type'), sets.typeCode);
  const labels = items(reference, 'securityLabel');
  const mediaType = textAt(at(items(reference, 'content')[0] ?? reference, 'attachment'), 'contentType') ?? '';
  const classOfType = () => codeIn(law, 'classCode', type && law.typeToClass.classOf[type.code]);
  const normal = codeIn(law, 'confidentialityCode', law.confidentiality.normal);
  const format = codeOfCoding(at(items(reference, 'content')[0] ?? reference, 'format'));
  return {
    type,
    class: derive(codeOf(only(categories, reference, 'category'), sets.classCode), classOfType),
    format: derive(format, () => (content ? deriveFormat(content, mediaType, law) : undefined)),
    facility: derive(
      codeOf(at(reference, 'context', 'facilityType'), sets.healthcareFacilityTypeCode),
      () => defaults.healthcareFacilityTypeCode,
    ),
    setting: derive(
      codeOf(at(reference, 'context', 'practiceSetting'), sets.practiceSettingCode),
      () => defaults.practiceSettingCode,
    ),
    confidentiality: derive(
      labels.length === 0 ? undefined : distinct(codesOf(labels, sets.confidentialityCode)),
      () => normal && [normal],
    ),
  };
};

const distinct = (codes: readonly Code[]): readonly Code[] => [
  ...new Map(codes.map((code) => [code.code, code])).values(),
];
