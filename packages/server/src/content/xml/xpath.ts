// SPDX-License-Identifier: Apache-2.0
import { XmlElement, type XmlNode, XmlXPath } from 'libxml2-wasm';

/** Reads elements by XPath under fixed namespace prefixes; each path is compiled once. */
export interface XPathReader {
  readonly all: (from: XmlElement, path: string) => readonly XmlElement[];
  readonly first: (from: XmlElement, path: string) => XmlElement | undefined;
  /** Text of the first element at `path`, white space collapsed; undefined when there is none or it is empty. */
  readonly text: (from: XmlElement, path: string) => string | undefined;
}

/** Value of an attribute without namespace; undefined when absent or blank. */
export const attribute = (element: XmlElement, name: string): string | undefined => {
  const value = element.attr(name)?.value.trim();
  return value === '' ? undefined : value;
};

/** `paths` must be constants of the program, never made of input: they are kept for the life of the process. */
export const xpathReader = (namespaces: Readonly<Record<string, string>>): XPathReader => {
  const compiled = new Map<string, XmlXPath>();
  const compile = (path: string): XmlXPath => {
    const known = compiled.get(path);
    if (known) return known;
    const xpath = XmlXPath.compile(path, { ...namespaces });
    compiled.set(path, xpath);
    return xpath;
  };
  const all = (from: XmlElement, path: string): readonly XmlElement[] =>
    from.find(compile(path)).filter((node) => node instanceof XmlElement);
  const first = (from: XmlElement, path: string): XmlElement | undefined => {
    const node = from.get(compile(path));
    return node instanceof XmlElement ? node : undefined;
  };
  const text = (from: XmlElement, path: string): string | undefined => {
    const content = first(from, path)?.content.replace(/\s+/g, ' ').trim();
    return content === '' ? undefined : content;
  };
  return { all, first, text };
};

export type { XmlElement };

/** All that stands directly in an element. The library goes on from every node but a processing instruction. */
export const childNodesOf = (element: XmlElement): readonly XmlNode[] => {
  const nodes: XmlNode[] = [];
  for (let node = element.firstChild; node !== null; node = node.next) {
    if (!('next' in node)) return element.find('./node()');
    nodes.push(node);
  }
  return nodes;
};
