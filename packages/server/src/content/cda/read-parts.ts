// SPDX-License-Identifier: Apache-2.0
import { attribute, type XmlElement, xpathReader } from '../xml/index.ts';
import { known } from './known.ts';
import { readTime } from './time.ts';
import type {
  CdaAddress,
  CdaCode,
  CdaId,
  CdaInterval,
  CdaOrganization,
  CdaParty,
  CdaPersonName,
  CdaTime,
} from './types.ts';

export const HL7 = 'urn:hl7-org:v3';

export const xpath = xpathReader({ h: HL7, dicom: 'urn:hl7-org:ps3-20' });

export const readId = (element: XmlElement): CdaId =>
  known<CdaId>({ root: attribute(element, 'root'), extension: attribute(element, 'extension') });

export const readIds = (from: XmlElement, path: string): readonly CdaId[] =>
  xpath
    .all(from, path)
    .map(readId)
    .filter(({ root, extension }) => root !== undefined || extension !== undefined);

const codeOf = (element: XmlElement, translations: readonly CdaCode[]): CdaCode =>
  known<CdaCode>({
    code: attribute(element, 'code'),
    system: attribute(element, 'codeSystem'),
    display: attribute(element, 'displayName'),
    translations,
  });

/** The coded element at `path`; undefined when it is not there or carries no code. */
export const readCode = (from: XmlElement, path: string): CdaCode | undefined => {
  const element = xpath.first(from, path);
  if (element === undefined || attribute(element, 'code') === undefined) return undefined;
  return codeOf(
    element,
    xpath.all(element, 'h:translation[@code]').map((translation) => codeOf(translation, [])),
  );
};

export const readTimeAt = (from: XmlElement, path: string): CdaTime | undefined => {
  const element = xpath.first(from, path);
  const value = element === undefined ? undefined : attribute(element, 'value');
  return value === undefined ? undefined : readTime(value);
};

/** IVL_TS: `low` and `high`, or one `value` that is both. */
export const readInterval = (from: XmlElement, path: string): CdaInterval | undefined => {
  const element = xpath.first(from, path);
  if (element === undefined) return undefined;
  const point = readTimeAt(element, '.');
  const low = point ?? readTimeAt(element, 'h:low');
  const high = point ?? readTimeAt(element, 'h:high');
  return low === undefined && high === undefined ? undefined : known<CdaInterval>({ low, high });
};

const textOf = (element: XmlElement): string => element.content.replace(/\s+/g, ' ').trim();

export const readTexts = (from: XmlElement, path: string): readonly string[] =>
  xpath
    .all(from, path)
    .map(textOf)
    .filter((text) => text !== '');

/** A person's name; the family name in use stands before the one of birth. */
const readPersonName = (from: XmlElement, path: string): CdaPersonName | undefined => {
  const name = xpath.first(from, path);
  if (name === undefined) return undefined;
  const family =
    xpath.text(name, 'h:family[contains(@qualifier, "SP") or contains(@qualifier, "CL")]') ??
    xpath.text(name, 'h:family');
  const given = readTexts(name, 'h:given');
  if (family === undefined && given.length === 0) return undefined;
  return known<CdaPersonName>({
    family,
    given: [...new Set(given)],
    prefix: xpath.text(name, 'h:prefix'),
    suffix: xpath.text(name, 'h:suffix'),
  });
};

export const readAddress = (from: XmlElement, path: string): CdaAddress | undefined => {
  const addr = xpath.first(from, path);
  if (addr === undefined) return undefined;
  const street = readTexts(addr, 'h:houseNumber|h:houseNumberNumeric|h:streetNameType|h:streetName|h:streetNameBase');
  const lines = [
    ...readTexts(addr, 'h:streetAddressLine|h:additionalLocator|h:unitID'),
    ...(street.length === 0 ? [] : [street.join(' ')]),
  ];
  const city = xpath.text(addr, 'h:city');
  const postalCode = xpath.text(addr, 'h:postalCode');
  const country = xpath.text(addr, 'h:country');
  if (lines.length === 0 && city === undefined && postalCode === undefined) return undefined;
  return known<CdaAddress>({ lines, city, postalCode, country });
};

const readTelecoms = (from: XmlElement, path: string): readonly string[] =>
  xpath.all(from, path).flatMap((element) => attribute(element, 'value') ?? []);

export const readOrganization = (from: XmlElement, path: string): CdaOrganization | undefined => {
  const element = xpath.first(from, path);
  if (element === undefined) return undefined;
  return known<CdaOrganization>({
    ids: readIds(element, 'h:id'),
    name: xpath.text(element, 'h:name'),
  });
};

/** A participation (author, legalAuthenticator, …) whose entity stands at `entityPath`. */
export const readParty = (participation: XmlElement, entityPath: string): CdaParty | undefined => {
  const entity = xpath.first(participation, entityPath);
  if (entity === undefined) return undefined;
  const device = xpath.first(entity, 'h:assignedAuthoringDevice');
  return known<CdaParty>({
    ids: readIds(entity, 'h:id'),
    code: readCode(entity, 'h:code'),
    functionCode: readCode(participation, 'h:functionCode'),
    name: readPersonName(entity, 'h:assignedPerson/h:name'),
    device:
      device &&
      known<{ model?: string; software?: string }>({
        model: xpath.text(device, 'h:manufacturerModelName'),
        software: xpath.text(device, 'h:softwareName'),
      }),
    organization: readOrganization(entity, 'h:representedOrganization'),
    telecoms: readTelecoms(entity, 'h:telecom'),
  });
};
