// SPDX-License-Identifier: Apache-2.0
import { type Definitions, definitions, FHIR_NAMESPACE, type Property, primitives } from './definitions.ts';

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/** XML 1.0 cannot carry other controls at all, not even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(UNWRITABLE, '\ufffd')
    .replace(/[&<>"\t\n\r]/g, (character) => escapes[character] ?? character);

/**
 * Writes a resource as FHIR XML (FHIR R4 §2.1.3), its elements in the order of the definitions; a narrative, which is XHTML
 * that this face made, as it stands. Throws on a resource that R4 does not have, or an element that its type does not have: what this server
 * answers is its own.
 */
export const toXml = (resource: unknown): string => {
  if (!isJson(resource)) throw new TypeError('Only a resource can be written as XML');
  const parts: string[] = ['<?xml version="1.0" encoding="UTF-8"?>'];
  writeResource(resource, ` xmlns="${FHIR_NAMESPACE}"`, parts, definitions());
  return parts.join('');
};

const writeResource = (resource: Json, namespace: string, parts: string[], known: Definitions): void => {
  const type = String(resource.resourceType);
  const properties = known.elementsOf(type);
  if (!properties || !known.isResource(type)) throw new TypeError(`FHIR R4 has no resource ${type}`);
  parts.push(`<${type}${namespace}>`);
  const { resourceType: _, ...elements } = resource;
  writeElements(elements, properties, type, parts, known);
  parts.push(`</${type}>`);
};

const writeElements = (
  json: Json,
  properties: readonly Property[],
  path: string,
  parts: string[],
  known: Definitions,
): void => {
  for (const name of Object.keys(json))
    if (!properties.some(({ _name }) => _name === name || `_${_name}` === name))
      throw new TypeError(`${path} has no element ${name}`);
  for (const property of properties) {
    const { [property._name]: value, [`_${property._name}`]: beside } = json;
    if (value === undefined && beside === undefined) continue;
    if (property._type === 'Narrative') {
      writeNarrative(property._name, value, parts);
      continue;
    }
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    const besides: readonly unknown[] = Array.isArray(beside) ? beside : [beside];
    const count = Math.max(values.length, besides.length);
    for (let index = 0; index < count; index++)
      writeElement(property, values[index], besides[index], `${path}.${property._name}`, parts, known);
  }
};

const writeNarrative = (name: string, value: unknown, parts: string[]): void => {
  if (!isJson(value) || typeof value.div !== 'string') return;
  parts.push(`<${name}><status value="${escaped(String(value.status))}"/>${value.div}</${name}>`);
};

const writeElement = (
  property: Property,
  value: unknown,
  beside: unknown,
  path: string,
  parts: string[],
  known: Definitions,
): void => {
  const name = property._name;
  if (primitives.has(property._type)) {
    const { id, extension } = isJson(beside) ? beside : {};
    const attributes = [
      typeof id === 'string' ? ` id="${escaped(id)}"` : '',
      value === undefined || value === null ? '' : ` value="${escaped(String(value))}"`,
    ].join('');
    if (extension === undefined) {
      parts.push(`<${name}${attributes}/>`);
      return;
    }
    parts.push(`<${name}${attributes}>`);
    writeElements({ extension }, extensionOnly, path, parts, known);
    parts.push(`</${name}>`);
    return;
  }
  if (!isJson(value)) return;
  if (property._type === 'Resource') {
    parts.push(`<${name}>`);
    writeResource(value, '', parts, known);
    parts.push(`</${name}>`);
    return;
  }
  // `id` of an element, and `url` of an extension, are attributes
  const isExtension = property._type === 'Extension';
  const { id, ...rest } = value;
  const { url, ...others } = rest;
  const attributes = [
    typeof id === 'string' ? ` id="${escaped(id)}"` : '',
    isExtension && typeof url === 'string' ? ` url="${escaped(url)}"` : '',
  ].join('');
  parts.push(`<${name}${attributes}>`);
  writeElements(isExtension ? others : rest, known.inside(property), path, parts, known);
  parts.push(`</${name}>`);
};

const extensionOnly: readonly Property[] = [{ _name: 'extension', _type: 'Extension', _multiple: true }];
