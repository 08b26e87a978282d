// SPDX-License-Identifier: Apache-2.0
import { type Identifier, isOid } from '@dossier/core/documents';
import { type Components, componentAt, componentsOf, withComponents } from './components.ts';

/** `&1.2.250.1.213.1.4.10&ISO`, as the assigning authority of an identifier (HL7 V2 HD without its first part). */
export const authorityText = (system: string): string => `&${system}&${isOid(system) ? 'ISO' : 'URI'}`;

/** The system of an assigning authority, by its universal id. */
export const authorityAt = (components: Components, number: number): string | undefined =>
  componentAt(components, number, 2)?.replace(/^urn:oid:/i, '');

/**
 * CX and CXi (ITI TF-3 Table 4.2.3.1.7-2): `id^^^&OID&ISO^type`. Undefined where it has no id or no authority.
 */
export const readCx = (text: string): Identifier | undefined => {
  const components = componentsOf(text);
  const value = componentAt(components, 1);
  const system = authorityAt(components, 4);
  const type = componentAt(components, 5);
  return value === undefined || system === undefined
    ? undefined
    : { system, value, ...(type === undefined ? {} : { type }) };
};

export const writeCx = ({ system, value, type }: Identifier): string =>
  withComponents({ 1: value, 5: type }, { 4: authorityText(system) });
