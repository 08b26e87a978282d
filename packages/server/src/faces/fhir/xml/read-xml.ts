// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { XmlCData, XmlElement, XmlText } from 'libxml2-wasm';
import { childNodesOf, defaultXmlLimits, withXml, type XmlLimits } from '../../../content/xml/index.ts';
import { type Definitions, definitions, FHIR_NAMESPACE, type Property, primitives } from './definitions.ts';

/** A FHIR message is flat; what is nested deeper than this is not one. */
const limits: XmlLimits = { ...defaultXmlLimits, depth: 64 };

/** Stops the reading at the first fault; `fromXml` turns it into a value. */
class Refused extends Error {
  readonly failure: Failure;
  constructor(refusal: Failure) {
    super(refusal.code);
    this.failure = refusal;
  }
}

const malformed = (path: string, why: string): Refused =>
  new Refused(failure('body-malformed', { format: 'FHIR XML', why: `${path}: ${why}` }, { location: path }));

/**
 * Reads FHIR XML as the JSON form of the same resource (FHIR R4 §2.1.3). A DOCTYPE, entities, unknown elements and
 * repeated ones are refused, other namespaces too; order is not asked for. Comments and the narrative (`text`) are not
 * kept. Numbers become numbers.
 */
export const fromXml = (
  body: Uint8Array | string,
  bounds: Partial<Pick<XmlLimits, 'depth' | 'nodes'>> = {},
): Result<unknown, Failure> => {
  try {
    const read = withXml(
      typeof body === 'string' ? Buffer.from(body) : body,
      ({ root }) => readResource(root, root.name, definitions()),
      { ...limits, ...bounds },
    );
    return read.ok ? ok(read.value) : read;
  } catch (error) {
    if (error instanceof Refused) return fail(error.failure);
    throw error;
  }
};

type Json = Record<string, unknown>;

/** Text names that are safe to repeat in an answer. */
const shown = (name: string): string => name.slice(0, 64);

const readResource = (element: XmlElement, path: string, known: Definitions): Json => {
  const properties = known.isResource(element.name) ? known.elementsOf(element.name) : undefined;
  if (element.namespaceUri !== FHIR_NAMESPACE) throw malformed(shown(path), `its namespace is not ${FHIR_NAMESPACE}`);
  if (properties === undefined) throw malformed(shown(path), `FHIR R4 has no resource ${shown(element.name)}`);
  return { resourceType: element.name, ...readElement(element, properties, path, known) };
};

const readElement = (element: XmlElement, properties: readonly Property[], path: string, known: Definitions): Json => {
  const json: Json = Object.create(null) as Json;
  readAttributes(element, properties, json, path);
  for (const inner of elementsIn(element, path)) {
    const property = properties.find(({ _name }) => _name === inner.name);
    const place = `${path}.${shown(inner.name)}`;
    if (property === undefined)
      throw new Refused(
        failure('element-unsupported', { path: place, why: 'FHIR R4 has no such element' }, { location: place }),
      );
    if (property._type === 'Narrative') continue;
    if (inner.namespaceUri !== FHIR_NAMESPACE) throw malformed(place, `its namespace is not ${FHIR_NAMESPACE}`);
    put(json, property, inner, place, known);
  }
  return { ...json };
};

const put = (json: Json, property: Property, element: XmlElement, place: string, known: Definitions): void => {
  const name = property._name;
  if (property._multiple !== true) {
    if (name in json || `_${name}` in json) throw malformed(place, 'it stands twice');
    const { value, beside } = readValue(element, property, place, known);
    if (value !== undefined) json[name] = value;
    if (beside !== undefined) json[`_${name}`] = beside;
    return;
  }
  json[name] ??= [];
  const list = json[name] as unknown[];
  const { value, beside } = readValue(element, property, `${place}[${list.length}]`, known);
  list.push(value ?? null);
  if (beside !== undefined || Array.isArray(json[`_${name}`])) {
    json[`_${name}`] ??= Array.from({ length: list.length - 1 }, () => null);
    (json[`_${name}`] as unknown[]).push(beside ?? null);
  }
};

interface Value {
  readonly value: unknown;
  /** id and extensions of a primitive. */
  readonly beside?: Json;
}

const readValue = (element: XmlElement, property: Property, path: string, known: Definitions): Value => {
  if (primitives.has(property._type)) return readPrimitive(element, property._type, path, known);
  if (property._type === 'Resource') {
    const [resource, second] = elementsIn(element, path);
    if (resource === undefined || second !== undefined) throw malformed(path, 'it holds one resource');
    return { value: readResource(resource, path, known) };
  }
  return { value: readElement(element, known.inside(property), path, known) };
};

const readPrimitive = (element: XmlElement, type: string, path: string, known: Definitions): Value => {
  const beside: Json = {};
  let value: unknown;
  for (const attribute of element.attrs) {
    if (attribute.name === 'value') value = primitive(attribute.value, type, path);
    else if (attribute.name === 'id') beside.id = attribute.value;
    else throw malformed(path, `it has no attribute ${shown(attribute.name)}`);
  }
  const extensions = elementsIn(element, path).map((inner, index) => {
    if (inner.name !== 'extension') throw malformed(path, `a ${type} has no ${shown(inner.name)}`);
    return readElement(inner, known.elementsOf('Extension') ?? [], `${path}.extension[${index}]`, known);
  });
  if (extensions.length > 0) beside.extension = extensions;
  return Object.keys(beside).length > 0 ? { value, beside } : { value };
};

const primitive = (text: string, type: string, path: string): unknown => {
  switch (type) {
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw malformed(path, 'it must be true or false');
      return text === 'true';
    case 'integer':
    case 'unsignedInt':
    case 'positiveInt':
      if (!/^-?\d{1,15}$/.test(text)) throw malformed(path, 'it must be a whole number');
      return Number(text);
    case 'decimal':
      if (!/^-?\d{1,18}(\.\d{1,18})?([eE][+-]?\d{1,3})?$/.test(text)) throw malformed(path, 'it must be a number');
      return Number(text);
    default:
      return text;
  }
};

/** `id` of any element and `url` of an extension are attributes; hints for validators are passed over. */
const readAttributes = (element: XmlElement, properties: readonly Property[], json: Json, path: string): void => {
  for (const attribute of element.attrs) {
    if (attribute.namespaceUri !== '') continue;
    const isOwn = attribute.name === 'id' || attribute.name === 'url';
    if (!isOwn || !properties.some(({ _name }) => _name === attribute.name))
      throw malformed(shown(path), `it has no attribute ${shown(attribute.name)}`);
    json[attribute.name] = attribute.value;
  }
};

/** The elements inside one; text between them has no meaning in FHIR, and is refused. */
const elementsIn = (element: XmlElement, path: string): XmlElement[] => {
  const found: XmlElement[] = [];
  for (const node of childNodesOf(element)) {
    if (node instanceof XmlElement) found.push(node);
    else if ((node instanceof XmlText || node instanceof XmlCData) && node.content.trim() !== '')
      throw malformed(shown(path), 'text stands between its elements');
  }
  return found;
};
