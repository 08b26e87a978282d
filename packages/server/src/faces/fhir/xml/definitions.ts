// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module';
import type { ParseConformance } from 'fhir/parseConformance.js';

/** One element of a FHIR type, as the R4 definitions have it. */
export interface Property {
  readonly _name: string;
  readonly _type: string;
  readonly _multiple?: boolean;
  readonly _properties?: readonly Property[];
}

export interface Definitions {
  /** The elements of a resource or data type in the order in which XML has them; undefined when R4 has no such type. */
  readonly elementsOf: (type: string) => readonly Property[] | undefined;
  readonly isResource: (type: string) => boolean;
  /** The elements inside one that is met: its own, or those of its type. */
  readonly inside: (property: Property) => readonly Property[];
}

let loaded: Definitions | undefined;

/**
 * The R4 definitions of the `fhir` package. They are loaded with the first XML body (about a tenth of a second, 12 MB);
 * a server that only speaks JSON never pays for them.
 */
export const definitions = (): Definitions => {
  loaded ??= load();
  return loaded;
};

const load = (): Definitions => {
  const module = createRequire(import.meta.url)('fhir/parseConformance') as {
    ParseConformance: new (cached: boolean) => ParseConformance;
  };
  const structures = new Map(Object.entries(new module.ParseConformance(true).parsedStructureDefinitions));
  const elementsOf = (type: string): readonly Property[] | undefined =>
    // `_name` companions are a matter of JSON; XML carries them on the element itself
    structures.get(type)?._properties?.filter(({ _name }) => !_name.startsWith('_'));
  /** `#Bundle.link`: an element that has the content of another one. */
  const referred = (path: string): readonly Property[] => {
    const [type = '', ...names] = path.slice(1).split('.');
    const start: readonly Property[] = elementsOf(type) ?? [];
    return names.reduce((elements, name) => elements.find(({ _name }) => _name === name)?._properties ?? [], start);
  };
  return {
    elementsOf,
    isResource: (type) => structures.get(type)?._kind === 'resource',
    inside: ({ _type, _properties = [] }) => {
      if (_type.startsWith('#')) return referred(_type).filter(({ _name }) => !_name.startsWith('_'));
      if (_type === 'BackboneElement' || _type === 'Element')
        return _properties.filter(({ _name }) => !_name.startsWith('_'));
      return elementsOf(_type) ?? [];
    },
  };
};

/** Types that XML writes as a `value` attribute. */
export const primitives: ReadonlySet<string> = new Set([
  ...['base64Binary', 'boolean', 'canonical', 'code', 'date', 'dateTime', 'decimal', 'id', 'instant', 'integer'],
  ...['markdown', 'oid', 'positiveInt', 'string', 'time', 'unsignedInt', 'uri', 'url', 'uuid'],
]);

export const FHIR_NAMESPACE = 'http://hl7.org/fhir';
