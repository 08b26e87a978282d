// SPDX-License-Identifier: Apache-2.0
import { createHash, randomUUID } from 'node:crypto';
import { XmlDocument, XmlElement, type XmlTreeNode } from 'libxml2-wasm';
import { attributeOf, childrenOf } from './plan.ts';

const RIM = 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0';
const LCM = 'urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0';

const UNIQUE_IDS = [
  'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab',
  'urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8',
  'urn:uuid:75df8f67-9973-4fbe-a900-df66cefecc5a',
];
const PATIENT_IDS = [
  'urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427',
  'urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446',
  'urn:uuid:f64ffdf0-4b97-4e06-b79f-a52b38ec2f8a',
];

/** Short names of ebRS 2.1 for the types of version 3. */
const TYPES: Readonly<Record<string, string>> = {
  HasMember: 'urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember',
  RPLC: 'urn:ihe:iti:2007:AssociationType:RPLC',
  APND: 'urn:ihe:iti:2007:AssociationType:APND',
  XFRM: 'urn:ihe:iti:2007:AssociationType:XFRM',
  XFRM_RPLC: 'urn:ihe:iti:2007:AssociationType:XFRM_RPLC',
  signs: 'urn:ihe:iti:2007:AssociationType:signs',
};

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export interface Assigned {
  /** By the id of the object in the file of the kit. */
  readonly uids: ReadonlyMap<string, string>;
  readonly uuids: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface Assigning {
  /** Objects whose uniqueId stays; `*` for all. */
  readonly keepUids: readonly string[];
  readonly uuids: boolean;
  /** CX of patients of the house: whom the message names of them is meant. */
  readonly patients: readonly string[];
  /** Whatever patient the message names is meant. */
  readonly keepPatients: boolean;
  /** CX for all other objects. */
  readonly patient: string;
  /** Slots of the entries that are left out. */
  readonly without: readonly string[];
  /** Slots of the entries with a value of their own. */
  readonly slots: Readonly<Record<string, string>>;
}

/** A UUID that a message of the kit may itself be asked to assign. */
const isSymbol = (id: string | undefined): id is string => id !== undefined && !/^(urn:uuid:|\$)/.test(id);

const nodesOf = (element: XmlElement): readonly XmlTreeNode[] => {
  const nodes: XmlTreeNode[] = [];
  for (let node: XmlTreeNode | null = element.firstChild; node !== null; node = node.next) nodes.push(node);
  return nodes;
};

/** What the kit does to a file before it sends it: ids, patient, and version 2.1 written as version 3. */
export const assign = (text: string, options: Assigning): Assigned => {
  const { root } = XmlDocument.fromString(text);
  const list = root.get("//*[local-name()='RegistryObjectList' or local-name()='LeafRegistryObjectList']");
  if (!(list instanceof XmlElement)) throw new Error('the file has no list of objects');
  const objects = childrenOf(list).filter(({ name }) => name !== 'ObjectRef');
  const uids = new Map<string, string>();
  const uuids = new Map<string, string>();
  for (const object of objects) {
    const id = attributeOf(object, 'id');
    if (options.uuids && isSymbol(id)) uuids.set(id, `urn:uuid:${randomUUID()}`);
  }
  const named = (value: string): string => uuids.get(value) ?? value;

  const identifierValue = (element: XmlElement, owner: string): string => {
    const scheme = attributeOf(element, 'identificationScheme') ?? '';
    const value = attributeOf(element, 'value') ?? '';
    if (PATIENT_IDS.includes(scheme))
      return options.patients.some((one) => one === value) || options.keepPatients ? value : options.patient;
    if (!UNIQUE_IDS.includes(scheme)) return value;
    const keep = options.keepUids.includes('*') || options.keepUids.includes(owner);
    const uid = keep
      ? value
      : (uids.get(owner) ?? `1.2.250.1.999.42.${BigInt(`0x${randomUUID().slice(0, 8)}`)}.${uids.size + 1}`);
    uids.set(owner, uid);
    return uid;
  };
  const attributesOf = (element: XmlElement, owner: string): string =>
    element.attrs
      .map(({ name, value }): readonly [string, string] => {
        if (name === 'value' && element.name === 'ExternalIdentifier') return [name, identifierValue(element, owner)];
        if (name === 'associationType') return [name, TYPES[value] ?? value];
        return [
          name,
          ['id', 'sourceObject', 'targetObject', 'classifiedObject', 'registryObject', 'lid'].includes(name)
            ? named(value)
            : value,
        ];
      })
      .map(([name, value]) => ` ${name}="${escaped(value)}"`)
      .join('');
  const write = (node: XmlTreeNode, owner: string): string => {
    if (!(node instanceof XmlElement)) return escaped(node.content);
    const slot = node.name === 'Slot' ? attributeOf(node, 'name') : undefined;
    if (slot !== undefined && options.without.includes(slot)) return '';
    const inside =
      slot !== undefined && options.slots[slot] !== undefined
        ? `<rim:ValueList><rim:Value>${options.slots[slot]}</rim:Value></rim:ValueList>`
        : nodesOf(node)
            .map((child) => write(child, owner))
            .join('');
    return `<rim:${node.name}${attributesOf(node, owner)}>${inside}</rim:${node.name}>`;
  };
  const written = objects.map((object) => write(object, attributeOf(object, 'id') ?? '')).join('');
  return {
    uids,
    uuids,
    body: `<lcm:SubmitObjectsRequest xmlns:lcm="${LCM}" xmlns:rim="${RIM}"><rim:RegistryObjectList>${written}</rim:RegistryObjectList></lcm:SubmitObjectsRequest>`,
  };
};

export const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
