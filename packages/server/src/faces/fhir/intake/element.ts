// SPDX-License-Identifier: Apache-2.0
import { codeSystemOid, findConcept } from '@dossier/core/codes';
import type { ValueSet } from '@dossier/core/data';
import type { Code } from '@dossier/core/documents';
import { type Dtm, dtmFromIso } from '@dossier/core/time';
import type { Report } from './report.ts';

/** A value of the caller's message with the place at which it stands. Only own properties are looked at. */
export interface Element {
  readonly value: unknown;
  /** FHIRPath, `Bundle.entry[1].resource.type`. */
  readonly path: string;
  readonly report: Report;
}

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const child = (element: Element, name: string): Element => ({
  value: isFields(element.value) && Object.hasOwn(element.value, name) ? element.value[name] : undefined,
  path: `${element.path}.${name}`,
  report: element.report,
});

/** The child at the end of a chain of names. */
export const at = (element: Element, ...names: readonly string[]): Element => names.reduce(child, element);

export const isAbsent = ({ value }: Element): boolean => value === undefined || value === null;

/** The entries of a list; none when it is absent. */
export const items = (element: Element, name: string): readonly Element[] => {
  const list = child(element, name);
  if (isAbsent(list)) return [];
  if (!Array.isArray(list.value)) {
    element.report.invalid(list.path, 'it must be a list');
    return [];
  }
  return list.value.map((value: unknown, index) => ({
    value,
    path: `${list.path}[${index}]`,
    report: element.report,
  }));
};

/** The one entry of a list of which MHD takes one; further ones are reported. */
export const only = (found: readonly Element[], parent: Element, name: string): Element => {
  if (found.length > 1) parent.report.unsupported(`${parent.path}.${name}[1]`, `only one ${name} is taken`);
  return found[0] ?? { value: undefined, path: `${parent.path}.${name}[0]`, report: parent.report };
};

/** An object; undefined when it is absent, reported when it is something else. */
export const fieldsOf = (element: Element): Fields | undefined => {
  if (isAbsent(element)) return undefined;
  return isFields(element.value) ? element.value : element.report.invalid(element.path, 'it must be an object');
};

/** A string that is not blank; undefined when it is absent, reported when it is something else. */
const textOf = (element: Element): string | undefined => {
  if (isAbsent(element)) return undefined;
  if (typeof element.value !== 'string') return element.report.invalid(element.path, 'it must be a string');
  if (element.value.trim() === '') return element.report.invalid(element.path, 'it must not be empty');
  return element.value;
};

export const textAt = (element: Element, ...names: readonly string[]): string | undefined =>
  textOf(at(element, ...names));

/** A date, dateTime or instant as DTM in UTC (ITI TF-3 Table 4.2.3.1.7-2). */
export const dtmAt = (element: Element, ...names: readonly string[]): Dtm | undefined => {
  const date = at(element, ...names);
  const text = textOf(date);
  return text === undefined
    ? undefined
    : (dtmFromIso(text) ?? element.report.invalid(date.path, `${text} is not a date, or a time without its zone`));
};

/** A Coding as a core code. */
export const codeOfCoding = (coding: Element): Code | undefined => {
  if (fieldsOf(coding) === undefined) return undefined;
  const code = textAt(coding, 'code');
  const system = textAt(coding, 'system');
  const display = textAt(coding, 'display');
  if (code === undefined) return coding.report.missing(`${coding.path}.code`, 'a coding needs its code');
  if (system === undefined) return coding.report.missing(`${coding.path}.system`, 'a coding needs its code system');
  return { code, system: codeSystemOid(system), ...(display === undefined ? {} : { display }) };
};

/** The code of a CodeableConcept: its first coding that is in the value set, or else its first. */
export const codeOf = (concept: Element, valueSet?: ValueSet): Code | undefined => {
  if (fieldsOf(concept) === undefined) return undefined;
  const codings = items(concept, 'coding');
  if (codings.length === 0) return concept.report.missing(`${concept.path}.coding`, 'free text alone is not enough');
  if (codings.length === 1 || valueSet === undefined) return codeOfCoding(codings[0] ?? concept);
  const inSet = codings.find(({ value }) => {
    if (!isFields(value) || typeof value.code !== 'string' || typeof value.system !== 'string') return false;
    return findConcept(valueSet, value.code, codeSystemOid(value.system)) !== undefined;
  });
  return codeOfCoding(inSet ?? codings[0] ?? concept);
};

export const codesOf = (concepts: readonly Element[], valueSet?: ValueSet): readonly Code[] =>
  concepts.map((concept) => codeOf(concept, valueSet)).filter((code) => code !== undefined);

/** The extensions of an element with one of these addresses. */
export const extensionsOf = (element: Element, ...urls: readonly string[]): readonly Element[] =>
  items(element, 'extension').filter(({ value }) => isFields(value) && urls.includes(String(value.url)));
