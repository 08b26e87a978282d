// SPDX-License-Identifier: Apache-2.0
import type { Code } from '@dossier/core/documents';
import { attributeAt, childOf, childrenOf, type Element } from '../../../soap/index.ts';
import { systemOf } from '../types/codes.ts';
import type { Report } from './report.ts';
import { ns } from './vocabulary.ts';

/** Slots by name, each with its values in their order. */
export type Slots = ReadonlyMap<string, readonly string[]>;

/** A classification of an object: a coded value, or an author, which is only its slots. */
export interface Classification {
  readonly scheme?: string;
  /** The node that says what the object is. */
  readonly node?: string;
  readonly representation?: string;
  readonly display?: string;
  readonly slots: Slots;
  readonly path: string;
}

/** An object of the registry, as ebRIM 3.0 has it, before it is read as what it is in XDS. */
export interface RegistryObject {
  readonly id: string;
  readonly lid?: string;
  readonly status?: string;
  readonly slots: Slots;
  readonly classifications: readonly Classification[];
  /** Values of external identifiers, by scheme. */
  readonly identifiers: ReadonlyMap<string, string>;
  readonly name?: string;
  readonly description?: string;
  readonly attribute: (name: string) => string | undefined;
  /** Where it stands, for errors: `ExtrinsicObject[Document01]`. */
  readonly path: string;
}

/** ebRIM LongName. */
const VALUE_CHARACTERS = 256;
const PATH_CHARACTERS = 80;

const readSlots = (parent: Element, path: string, report: Report): Slots => {
  const slots = new Map<string, readonly string[]>();
  for (const slot of childrenOf(parent, ns.rim, 'Slot')) {
    const name = attributeAt(slot, 'name') ?? '';
    const place = `${path}/Slot[${name.slice(0, PATH_CHARACTERS)}]`;
    if (name === '') report.missing(`${path}/Slot/@name`, 'a slot is found by its name');
    if (slots.has(name)) report.invalid(place, 'a slot of this name stands twice');
    const list = childOf(slot, ns.rim, 'ValueList');
    const values = (list ? childrenOf(list, ns.rim, 'Value') : []).map(({ text }) => text.trim());
    if (values.some((value) => value.length > VALUE_CHARACTERS))
      report.invalid(place, `a value is longer than ${VALUE_CHARACTERS} characters`);
    slots.set(
      name,
      values.filter((value) => value !== ''),
    );
  }
  return slots;
};

/** Text of a Name or Description: of several languages the first. */
const localized = (parent: Element, name: string): string | undefined => {
  const found = childOf(parent, ns.rim, name);
  const string = found && childOf(found, ns.rim, 'LocalizedString');
  const value = string?.attributes.get('value');
  return value === undefined || value.trim() === '' ? undefined : value;
};

/** A classification beside its object, or in it (ITI TF-3 §4.2.1.2.1). */
export const readClassification = (element: Element, path: string, report: Report): Classification => {
  const scheme = attributeAt(element, 'classificationScheme');
  const node = attributeAt(element, 'classificationNode');
  const representation = attributeAt(element, 'nodeRepresentation');
  const display = localized(element, 'Name');
  const place = `${path}/Classification[${(scheme ?? node ?? '').slice(0, PATH_CHARACTERS)}]`;
  return {
    ...(scheme !== undefined && { scheme }),
    ...(node !== undefined && { node }),
    ...(representation !== undefined && { representation }),
    ...(display !== undefined && { display }),
    slots: readSlots(element, place, report),
    path: place,
  };
};

/** Reads what every object of the registry has. */
export const readObject = (element: Element, report: Report): RegistryObject => {
  const attribute = (name: string): string | undefined => attributeAt(element, name);
  const id = attribute('id') ?? '';
  const path = `${element.name}[${id.slice(0, PATH_CHARACTERS)}]`;
  const lid = attribute('lid');
  const status = attribute('status');
  const name = localized(element, 'Name');
  const description = localized(element, 'Description');
  const identifiers = new Map<string, string>();
  for (const one of childrenOf(element, ns.rim, 'ExternalIdentifier')) {
    const scheme = attributeAt(one, 'identificationScheme') ?? '';
    if (identifiers.has(scheme)) report.invalid(`${path}/ExternalIdentifier[${scheme}]`, 'it stands twice');
    const value = attributeAt(one, 'value');
    if (value !== undefined) identifiers.set(scheme, value);
  }
  return {
    id,
    ...(lid !== undefined && { lid }),
    ...(status !== undefined && { status }),
    slots: readSlots(element, path, report),
    classifications: childrenOf(element, ns.rim, 'Classification').map((one) => readClassification(one, path, report)),
    identifiers,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    attribute,
    path,
  };
};

/** The only value of a slot; undefined where there is none, reported where there are several. */
export const slotAt = (object: Pick<RegistryObject, 'slots' | 'path'>, name: string, report: Report) => {
  const values = object.slots.get(name) ?? [];
  if (values.length > 1) report.invalid(`${object.path}/Slot[${name}]`, 'it takes one value');
  return values[0];
};

/** The coded values of a scheme. */
export const codesAt = (object: RegistryObject, scheme: string, report: Report): readonly Code[] =>
  object.classifications
    .filter((one) => one.scheme === scheme)
    .flatMap(({ representation: code, display, slots, path }) => {
      const codingScheme = slots.get('codingScheme')?.[0];
      if (code === undefined) report.missing(`${path}/@nodeRepresentation`, 'it is the code');
      if (codingScheme === undefined) report.missing(`${path}/Slot[codingScheme]`, 'a code is of a code system');
      if (code === undefined || codingScheme === undefined) return [];
      return [{ code, system: systemOf(codingScheme), ...(display === undefined ? {} : { display }) }];
    });

/** The one coded value of a scheme; none or several are reported. */
export const codeAt = (
  object: RegistryObject,
  { scheme, name }: { readonly scheme: string; readonly name: string },
  report: Report,
): Code | undefined => {
  const codes = codesAt(object, scheme, report);
  const [first] = codes;
  if (codes.length > 1) report.invalid(`${object.path}/${name}`, 'it stands more than once');
  if (first === undefined && !object.classifications.some((one) => one.scheme === scheme))
    return report.missing(`${object.path}/${name}`, 'every entry has one (ITI TF-3 Table 4.3.1-3)');
  return first;
};

/** An external identifier that must be there. */
export const identifierAt = (
  object: RegistryObject,
  { scheme, name }: { readonly scheme: string; readonly name: string },
  report: Report,
): string | undefined =>
  object.identifiers.get(scheme) ??
  report.missing(`${object.path}/${name}`, 'every object has one (ITI TF-3 Table 4.3.1-3)');
