// SPDX-License-Identifier: Apache-2.0
import { attributeAt, childOf, childrenOf, type Element } from '../../../soap/index.ts';
import { type RegistryObject, readClassification, readObject, type Slots } from './read-object.ts';
import type { Report } from './report.ts';
import { ns, objectTypes } from './vocabulary.ts';

/** An association of a message (ITI TF-3 §4.2.2). */
export interface Association {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly slots: Slots;
  readonly path: string;
}

/** The objects of a SubmitObjectsRequest by what they are. */
export interface SubmittedObjects {
  readonly sets: readonly RegistryObject[];
  readonly folders: readonly RegistryObject[];
  readonly entries: readonly RegistryObject[];
  readonly associations: readonly Association[];
}

const readAssociation = (element: Element, report: Report): Association => {
  const object = readObject(element, report);
  const attribute = (name: string): string => {
    const value = attributeAt(element, name);
    if (value === undefined) report.missing(`${object.path}/@${name}`, 'an association joins two objects');
    return value ?? '';
  };
  return {
    id: object.id,
    type: attribute('associationType'),
    source: attribute('sourceObject'),
    target: attribute('targetObject'),
    slots: object.slots,
    path: object.path,
  };
};

/** What a classification says that a package is, inside it or beside it (ITI TF-3 §4.2.1.2.1). */
const nodesBeside = (list: Element, report: Report): ReadonlyMap<string, string> =>
  new Map(
    childrenOf(list, ns.rim, 'Classification').flatMap((element) => {
      const { node } = readClassification(element, 'RegistryObjectList', report);
      const object = attributeAt(element, 'classifiedObject');
      return node !== undefined && object !== undefined ? [[object, node] as const] : [];
    }),
  );

const checkIds = (objects: readonly { readonly id: string; readonly path: string }[], report: Report): void => {
  const known = new Set<string>();
  for (const { id, path } of objects) {
    if (id === '') report.missing(`${path}/@id`, 'an object is referred to by its id');
    else if (known.has(id)) report.invalid(path, 'two objects have this id');
    known.add(id);
  }
};

/** Reads the objects of `lcm:SubmitObjectsRequest`; what is wrong with it goes to the report. */
export const readObjects = (request: Element, report: Report): SubmittedObjects => {
  const list = childOf(request, ns.rim, 'RegistryObjectList');
  if (list === undefined) {
    report.missing('RegistryObjectList', 'a submission holds objects');
    return { sets: [], folders: [], entries: [], associations: [] };
  }
  const beside = nodesBeside(list, report);
  const entries = childrenOf(list, ns.rim, 'ExtrinsicObject').map((element) => readObject(element, report));
  const packages = childrenOf(list, ns.rim, 'RegistryPackage').map((element) => readObject(element, report));
  const associations = childrenOf(list, ns.rim, 'Association').map((element) => readAssociation(element, report));
  const isA = (node: string) => (object: RegistryObject) =>
    beside.get(object.id) === node || object.classifications.some((one) => one.node === node);
  const sets = packages.filter(isA(objectTypes.submissionSet));
  const folders = packages.filter(isA(objectTypes.folder));
  for (const one of packages)
    if (!sets.includes(one) && !folders.includes(one))
      report.missing(`${one.path}/Classification`, 'a package is a submission set or a folder');
  for (const { attribute, path } of entries) {
    const type = attribute('objectType');
    if (type === objectTypes.onDemand) report.unsupported(path, 'on-demand entries are not taken');
    else if (type !== objectTypes.stable) report.invalid(`${path}/@objectType`, 'it is no type of document entry');
  }
  checkIds([...entries, ...packages, ...associations.filter(({ id }) => id !== '')], report);
  return { sets, folders, entries, associations };
};
