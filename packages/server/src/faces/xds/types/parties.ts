// SPDX-License-Identifier: Apache-2.0
import { type AuthorInstitution, type HumanName, type Identifier, isOid } from '@dossier/core/documents';
import { componentAt, componentsOf, withComponents } from './components.ts';
import { authorityAt, authorityText } from './identifiers.ts';

/** Under which a plain OID is an identifier (FHIR R4 §2.24.0.12). */
const URI = 'urn:ietf:rfc:3986';

/** A person or a device, as XCN says it. */
export interface PersonText {
  readonly identifier?: Identifier;
  readonly name?: HumanName;
}

const nameOf = (
  family: string | undefined,
  given: readonly (string | undefined)[],
  prefix: string | undefined,
  suffix: string | undefined,
): HumanName | undefined => {
  const known = given.filter((one) => one !== undefined);
  if (family === undefined && known.length === 0) return undefined;
  return {
    ...(family === undefined ? {} : { family }),
    ...(known.length === 0 ? {} : { given: known }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(suffix === undefined ? {} : { suffix }),
  };
};

/** XCN: `id^family^given^others^suffix^prefix^^^&OID&ISO^D^^^type`. Undefined where it has neither id nor name. */
export const readXcn = (text: string): PersonText | undefined => {
  const components = componentsOf(text);
  const at = (number: number): string | undefined => componentAt(components, number);
  const value = at(1);
  const type = at(13);
  const system = authorityAt(components, 9);
  const identifier =
    value === undefined || system === undefined
      ? undefined
      : { system, value, ...(type === undefined ? {} : { type }) };
  const name = nameOf(at(2), [at(3), at(4)], at(6), at(5));
  if (identifier === undefined && name === undefined) return undefined;
  return { ...(identifier && { identifier }), ...(name && { name }) };
};

const nameComponents = (name: HumanName | undefined) => ({
  2: name?.family,
  3: name?.given?.[0],
  4: name?.given?.slice(1).join(' '),
  5: name?.suffix,
  6: name?.prefix,
});

/** `nameType` is XCN.10: what kind of name it is, or by whom the person is identified. */
export const writeXcn = ({ identifier, name }: PersonText, nameType?: string): string =>
  withComponents(
    { 1: identifier?.value, ...nameComponents(name), 10: nameType, 13: identifier?.type },
    { 9: identifier && authorityText(identifier.system) },
  );

/** XPN as it stands in PID-5: `family^given^others^suffix^prefix`. */
export const readXpn = (text: string): HumanName | undefined => {
  const components = componentsOf(text);
  const at = (number: number): string | undefined => componentAt(components, number);
  return nameOf(at(1), [at(2), at(3)], at(5), at(4));
};

export const writeXpn = (name: HumanName): string => {
  const { 2: family, 3: given, 4: others, 5: suffix, 6: prefix } = nameComponents(name);
  return withComponents({ 1: family, 2: given, 3: others, 4: suffix, 5: prefix });
};

/** XON: `name^^^^^&OID&ISO^type^^^id`, or with an OID alone as its id. Undefined where it has neither name nor id. */
export const readXon = (text: string): AuthorInstitution | undefined => {
  const components = componentsOf(text);
  const name = componentAt(components, 1);
  const value = componentAt(components, 10);
  const system = authorityAt(components, 6);
  const type = componentAt(components, 7);
  const under = system ?? (value !== undefined && isOid(value) ? URI : undefined);
  if (name === undefined && (value === undefined || under === undefined)) return undefined;
  const identifier =
    value === undefined || under === undefined
      ? undefined
      : { system: under, value: system === undefined ? `urn:oid:${value}` : value, ...(type && { type }) };
  return { ...(name !== undefined && { name }), ...(identifier && { identifier }) };
};

export const writeXon = ({ name, identifier }: AuthorInstitution): string => {
  const oid = identifier?.system === URI ? /^urn:oid:(.+)$/.exec(identifier.value)?.[1] : undefined;
  if (identifier === undefined || oid !== undefined) return withComponents({ 1: name, 10: oid });
  const { system, value, type } = identifier;
  return withComponents({ 1: name, 7: type, 10: value }, { 6: authorityText(system) });
};
