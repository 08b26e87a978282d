// SPDX-License-Identifier: Apache-2.0
import type { Code } from '@dossier/core/documents';
import { componentAt, componentsOf, withComponents } from './components.ts';

/** The system of a codingScheme: an OID without its URN, or a URI. */
export const systemOf = (scheme: string): string => scheme.trim().replace(/^urn:oid:/i, '');

/** A coded text, `code^display^system`; undefined where it is a text and no code. */
export const readCe = (text: string): Code | undefined => {
  const components = componentsOf(text);
  const code = componentAt(components, 1);
  const display = componentAt(components, 2);
  const system = componentAt(components, 3);
  if (code === undefined || system === undefined) return undefined;
  return { code, system: systemOf(system), ...(display === undefined ? {} : { display }) };
};

export const writeCe = ({ code, display, system }: Code): string => withComponents({ 1: code, 2: display, 3: system });
