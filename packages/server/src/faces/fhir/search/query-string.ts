// SPDX-License-Identifier: Apache-2.0

export interface RawParameter {
  readonly name: string;
  readonly value: string;
}

/** Pairs of a query string or of an `application/x-www-form-urlencoded` body, in order, repeats kept. */
export const readQuery = (query: string): readonly RawParameter[] =>
  [...new URLSearchParams(query)].map(([name, value]) => ({ name, value }));

/** The query string of a request address, without the `?`. */
export const queryOf = (address: string): string => {
  const mark = address.indexOf('?');
  return mark < 0 ? '' : address.slice(mark + 1);
};

export const writeQuery = (parameters: readonly RawParameter[]): string =>
  new URLSearchParams(parameters.map(({ name, value }): [string, string] => [name, value])).toString();

export interface ParameterName {
  /** Chain without the resource types in it: `author:PractitionerRole.practitioner.family` is `author.practitioner.family`. */
  readonly path: string;
  /** Resource types named on the way: `PractitionerRole`. */
  readonly types: readonly string[];
  /** Modifier of the last element; `identifier` is a step of the path, since `patient:identifier` asks what `patient.identifier` asks. */
  readonly modifier?: string;
}

const isResourceType = (text: string): boolean => /^[A-Z]/.test(text);

/** Takes the name of a search parameter apart (FHIR R4 §3.1.1.4.5 modifiers, §3.1.1.5.5 chaining). */
export const readName = (name: string): ParameterName => {
  const types: string[] = [];
  const path: string[] = [];
  let modifier: string | undefined;
  for (const step of name.split('.')) {
    const [element = '', ...qualifiers] = step.split(':');
    path.push(element);
    for (const qualifier of qualifiers) {
      if (isResourceType(qualifier)) types.push(qualifier);
      else if (qualifier === 'identifier') path.push(qualifier);
      else modifier = qualifier;
    }
  }
  return { path: path.join('.'), types, ...(modifier === undefined ? {} : { modifier }) };
};
