// SPDX-License-Identifier: Apache-2.0
import type { Identifier } from '@dossier/core/documents';
import { professionalIds, structureIds, uniqueIdFromFhir, withoutOidPrefix } from '../identifiers/index.ts';
import { at, child, type Element, fieldsOf, items, textAt } from './element.ts';

/** An Identifier as core has it; `system` is empty where the message gives none. */
export const readIdentifier = (element: Element): Identifier | undefined => {
  if (fieldsOf(element) === undefined) return undefined;
  const value = textAt(element, 'value');
  if (value === undefined) return element.report.missing(`${element.path}.value`, 'an identifier needs its value');
  const system = textAt(element, 'system');
  const type = items(at(element, 'type'), 'coding')[0];
  const typeCode = type && textAt(type, 'code');
  return {
    system: system === undefined ? '' : withoutOidPrefix(system),
    value,
    ...(typeCode === undefined ? {} : { type: typeCode }),
  };
};

export const readIdentifiers = (element: Element): readonly Identifier[] =>
  items(element, 'identifier')
    .map(readIdentifier)
    .filter((identifier) => identifier !== undefined);

/** Directory identifiers that are the national one without its prefix (PS_IdNat, Struct_IdNat). */
const national = (identifier: Identifier): Identifier => {
  const { system, value } = identifier;
  if (system === 'https://rpps.esante.gouv.fr') return { system: professionalIds, value: `8${value}`, type: 'IDNPS' };
  if (system === 'https://finess.esante.gouv.fr') return { system: structureIds, value: `1${value}`, type: 'IDNST' };
  if (system === 'https://sirene.fr' && value.length === 9)
    return { system: structureIds, value: `2${value}`, type: 'IDNST' };
  if (system === 'https://sirene.fr' && value.length === 14)
    return { system: structureIds, value: `3${value}`, type: 'IDNST' };
  return identifier;
};

/** The identifier by which a party is known: the national one where there is one, or else the first. */
export const principal = (identifiers: readonly Identifier[], system: string): Identifier | undefined => {
  const direct = identifiers.find((identifier) => identifier.system === system);
  return direct ?? identifiers.map(national).find((identifier) => identifier.system === system) ?? identifiers[0];
};

/**
 * The uniqueId that an identifier of a document, a submission set or a folder stands for; undefined when it is absent
 * or has been reported.
 */
export const readUniqueId = (identifier: Element): string | undefined => {
  if (fieldsOf(identifier) === undefined) return undefined;
  const value = textAt(identifier, 'value');
  if (value === undefined)
    return identifier.report.missing(`${identifier.path}.value`, 'an identifier needs its value');
  const system = child(identifier, 'system');
  const uniqueId = uniqueIdFromFhir(textAt(identifier, 'system'), value);
  return (
    uniqueId ??
    identifier.report.invalid(system.path, 'use urn:ietf:rfc:3986 with a URI, or the urn:oid: of an authority')
  );
};
