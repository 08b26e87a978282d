// SPDX-License-Identifier: Apache-2.0
import { XmlCData, XmlElement, XmlText } from 'libxml2-wasm';

/** Thrown while a signature is looked at, and caught where that began: the text goes into the sentence of the refusal. */
export class Unacceptable extends Error {}

const BLANK = /^[\t\n\r ]*$/;

/** The elements in an element; text beside them, comments and instructions are not put up with. */
export const elementsIn = (parent: XmlElement): readonly XmlElement[] => {
  const found: XmlElement[] = [];
  // not from one to the next: the parser's library cannot go on from an instruction
  for (const child of parent.find('./node()')) {
    if (child instanceof XmlElement) found.push(child);
    else if (!(child instanceof XmlText) || !BLANK.test(child.content))
      throw new Unacceptable(`${parent.name} holds more than elements`);
  }
  return found;
};

/** The text of an element that holds nothing else. */
const textIn = (parent: XmlElement): string => {
  let text = '';
  for (const child of parent.find('./node()')) {
    if (!(child instanceof XmlText) || child instanceof XmlCData)
      throw new Unacceptable(`${parent.name} holds more than text`);
    text += child.content;
  }
  return text;
};

/** The elements in an element, which are these and in this order; `name?` may be absent, and is then undefined. */
export const exactly = (
  parent: XmlElement,
  namespace: string,
  names: readonly string[],
): (XmlElement | undefined)[] => {
  const found = [...elementsIn(parent)];
  const read = names.map((name) => {
    const plain = name.replace(/\?$/, '');
    const [next] = found;
    if (next?.name === plain && next.namespaceUri === namespace) return found.shift();
    if (plain === name) throw new Unacceptable(`${parent.name} holds no ${plain} where it should stand`);
    return undefined;
  });
  if (found.length > 0) throw new Unacceptable(`${parent.name} holds what is not expected there`);
  return read;
};

export const attributeOf = (element: XmlElement, name: string): string => {
  const value = element.attr(name)?.value;
  if (value === undefined) throw new Unacceptable(`${element.name} has no ${name}`);
  return value;
};

/** The bytes of a text in base64, broken into lines or not. */
export const bytesIn = (element: XmlElement): Buffer => {
  const plain = textIn(element).replace(/[\t\n\r ]+/g, '');
  if (plain === '' || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(plain))
    throw new Unacceptable(`${element.name} holds no base64`);
  return Buffer.from(plain, 'base64');
};

const IDENTIFIERS = ['ID', 'Id', 'id'].map((name) => `local-name()='${name}'`).join(' or ');

/** The identifier of an element, which nothing else in the document has. */
export const idOf = (element: XmlElement, name: 'ID' | 'Id'): string => {
  const id = attributeOf(element, name);
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/.test(id)) throw new Unacceptable('its ID is not one');
  if (element.eval(`count(//@*[(${IDENTIFIERS}) and normalize-space(.)='${id}'])`) !== 1)
    throw new Unacceptable('its ID stands more than once in the message');
  return id;
};

/** Exclusive canonicalization leaves comments out: what they part would be signed as one, and read as two. */
export const refuseComments = (element: XmlElement): void => {
  if (element.eval('boolean(.//comment() | .//processing-instruction())') === true)
    throw new Unacceptable('it holds comments or processing instructions');
};

/** A canonical form is made node by node: what a stranger sends is small, or is not looked at. */
export const refuseLarge = (element: XmlElement, most: number): void => {
  const larger = `boolean(descendant::node()[${most}]) or count(descendant-or-self::*/@*) > ${most}`;
  if (element.eval(larger) === true) throw new Unacceptable('it is too large');
};
