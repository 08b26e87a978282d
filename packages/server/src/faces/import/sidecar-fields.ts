// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';

/** Reads the members of a JSON object one by one, and keeps every fault found on the way. */
export interface Fields {
  readonly text: (name: string, need?: 'required') => string | undefined;
  readonly texts: (name: string, need?: 'required') => readonly string[];
  readonly object: (name: string, need?: 'required') => Fields | undefined;
  readonly fault: (name: string, why: string) => void;
  /** Call at the end: a member that nobody asked for is a misspelt one. */
  readonly close: () => void;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsOf = (source: Record<string, unknown>, path: string, faults: Failure[]): Fields => {
  const asked = new Set<string>();
  const place = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const fault = (name: string, why: string): void => {
    faults.push(failure('element-invalid', { path: place(name), why }, { location: place(name) }));
  };
  const value = (name: string, need: 'required' | undefined): unknown => {
    asked.add(name);
    const found = Object.hasOwn(source, name) ? source[name] : undefined;
    if (found === undefined && need === 'required') {
      const why = 'the metadata file must give it';
      faults.push(failure('element-missing', { path: place(name), why }, { location: place(name) }));
    }
    return found;
  };
  return {
    text: (name, need) => {
      const found = value(name, need);
      if (found === undefined) return undefined;
      if (typeof found === 'string' && found.trim() !== '') return found.trim();
      fault(name, 'it is not a text');
      return undefined;
    },
    texts: (name, need) => {
      const found = value(name, need);
      if (found === undefined) return [];
      const list = [found].flat();
      if (list.every((item) => typeof item === 'string' && item.trim() !== '')) return list as string[];
      fault(name, 'it is not a list of texts');
      return [];
    },
    object: (name, need) => {
      const found = value(name, need);
      if (found === undefined) return undefined;
      if (isObject(found)) return fieldsOf(found, place(name), faults);
      fault(name, 'it is not an object');
      return undefined;
    },
    fault,
    close: () => {
      for (const name of Object.keys(source)) if (!asked.has(name)) fault(name, 'it is not a known member');
    },
  };
};

/** The object that a metadata file holds. */
export const readFields = (bytes: Uint8Array, faults: Failure[]): Fields | undefined => {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isObject(parsed)) return fieldsOf(parsed, '', faults);
    faults.push(failure('body-malformed', { format: 'JSON metadata', why: 'it is not an object' }));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    faults.push(failure('body-malformed', { format: 'JSON metadata', why }));
  }
  return undefined;
};
