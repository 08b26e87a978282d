// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { XmlDocument, XmlElement, type XmlTreeNode } from 'libxml2-wasm';

/** One step of a section: what is sent, and what is to come back. */
export interface Step {
  readonly id: string;
  readonly expectedStatus: string;
  readonly expectedError: string | undefined;
  /** `Register`, `StoredQuery`, `Null`…; undefined where nothing is sent. */
  readonly transaction: string | undefined;
  /** The element of the transaction, or of the step. */
  readonly element: XmlElement;
}

/** One `testplan.xml`. */
export interface Section {
  readonly name: string;
  readonly folder: string;
  readonly steps: readonly Step[];
}

export const childrenOf = (element: XmlElement, name?: string): readonly XmlElement[] => {
  const found: XmlElement[] = [];
  for (let node: XmlTreeNode | null = element.firstChild; node !== null; node = node.next)
    if (node instanceof XmlElement && (name === undefined || node.name === name)) found.push(node);
  return found;
};

export const textOf = (element: XmlElement, name: string): string | undefined =>
  childrenOf(element, name)[0]?.content.trim();

export const attributeOf = (element: XmlElement, name: string): string | undefined => element.attr(name)?.value;

const stepOf = (element: XmlElement): Step => {
  const transaction = childrenOf(element).find(({ name }) => name.endsWith('Transaction') && name !== 'Transaction');
  return {
    id: attributeOf(element, 'id') ?? '',
    expectedStatus: textOf(element, 'ExpectedStatus') ?? 'Success',
    expectedError: textOf(element, 'ExpectedErrorCode') ?? textOf(element, 'ExpectedErrorMessage'),
    transaction: transaction?.name.replace(/Transaction$/, ''),
    element: transaction ?? element,
  };
};

const planFolders = (folder: string): readonly string[] => [
  ...(existsSync(join(folder, 'testplan.xml')) ? [folder] : []),
  ...readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => planFolders(join(folder, name))),
];

/** The sections of a test of the kit; the documents live as long as the process, as do their elements. */
export const readTest = (folder: string): readonly Section[] =>
  planFolders(folder).map((place) => ({
    name: relative(folder, place).replaceAll('\\', '/') || '.',
    folder: place,
    steps: childrenOf(XmlDocument.fromBuffer(readFileSync(join(place, 'testplan.xml'))).root, 'TestStep').map(stepOf),
  }));
