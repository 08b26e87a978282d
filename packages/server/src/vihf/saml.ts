// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import { type Instant, instant } from '@dossier/core/time';
import { XmlElement, XmlText } from 'libxml2-wasm';
import { withXml } from '../content/xml/index.ts';
import { reading, reject } from './refused.ts';

export const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
const SUBJECT_NAME = 'urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName';

/** A value of an attribute: a text, or an element with a code (HL7 type CE) and perhaps a text in it. */
export interface AttributeValue {
  readonly text: string;
  readonly coded?: { readonly code: string; readonly system: string };
}

/** What the frame of an assertion says (SAML 2.0 Core §2), whatever its attributes mean. */
export interface SamlAssertion {
  readonly id: string;
  readonly issuedAt: Instant;
  /** Distinguished name. */
  readonly issuer: string;
  /** NameID of the subject. */
  readonly subject: string;
  readonly authenticatedAt: Instant;
  /** AuthnContextClassRef. */
  readonly context: string;
  readonly notBefore?: Instant;
  readonly notOnOrAfter?: Instant;
  /** Of each restriction the audiences of which one must be this house. */
  readonly audiences: readonly (readonly string[])[];
  readonly attributes: ReadonlyMap<string, readonly AttributeValue[]>;
}

const MOST_BYTES = 64 * 1024;
const MOST_CHARACTERS = 1_000;
const MOST_VALUES = 16;
/** Control characters, direction overrides and lone surrogates would falsify a log, a journal or a screen. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u;

const printable = (value: string, field: string): string => {
  const text = value.replace(/[\t\n\r ]+/g, ' ').trim();
  if (text.length > MOST_CHARACTERS || UNPRINTABLE.test(text)) return reject(field, 'it is too long or not printable');
  return text;
};

const elementsIn = (parent: XmlElement): readonly XmlElement[] =>
  parent.find('./*').filter((child) => child instanceof XmlElement);

const textIn = (element: XmlElement, field: string): string => {
  let text = '';
  for (const child of element.find('./node()')) {
    if (!(child instanceof XmlText)) return reject(field, 'it holds an element where a text is expected');
    text += child.content;
  }
  return printable(text, field);
};

const neededText = (element: XmlElement, field: string): string =>
  textIn(element, field) || reject(field, 'it is empty');

const named = (parent: XmlElement, name: string): readonly XmlElement[] =>
  elementsIn(parent).filter((one) => one.name === name && one.namespaceUri === SAML);

/** The child of this name, which stands there once. */
const one = (parent: XmlElement, name: string): XmlElement => {
  const [found, more] = named(parent, name);
  if (found === undefined) return reject(name, 'it is missing');
  return more === undefined ? found : reject(name, 'it stands more than once');
};

const attribute = (element: XmlElement, name: string): string => {
  const value = element.attr(name)?.value;
  return value === undefined || value === '' ? reject(name, 'it is missing') : printable(value, name);
};

/** xs:dateTime with its zone (SAML 2.0 Core §1.3.3 wants UTC). */
const instantIn = (text: string, field: string): Instant =>
  (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(text) ? instant(text) : undefined) ??
  reject(field, 'it is not a time with its zone');

const optionalInstant = (element: XmlElement, name: string): Instant | undefined => {
  const value = element.attr(name)?.value;
  return value === undefined ? undefined : instantIn(value, name);
};

/** What an assertion may be restricted to; a condition that is not known is not met (SAML 2.0 Core §2.5.1.1). */
const conditionsIn = (root: XmlElement): Pick<SamlAssertion, 'notBefore' | 'notOnOrAfter' | 'audiences'> => {
  const [conditions, more] = named(root, 'Conditions');
  if (more !== undefined) return reject('Conditions', 'it stands more than once');
  if (conditions === undefined) return { audiences: [] };
  const notBefore = optionalInstant(conditions, 'NotBefore');
  const notOnOrAfter = optionalInstant(conditions, 'NotOnOrAfter');
  const audiences = elementsIn(conditions).flatMap((condition) => {
    if (condition.namespaceUri !== SAML) return reject('Conditions', 'it holds a condition that is not known');
    // each assertion is taken once
    if (condition.name === 'OneTimeUse') return [];
    if (condition.name !== 'AudienceRestriction') return reject('Conditions', 'it holds a condition that is not known');
    return [named(condition, 'Audience').map((audience) => textIn(audience, 'Audience'))];
  });
  return { ...(notBefore && { notBefore }), ...(notOnOrAfter && { notOnOrAfter }), audiences };
};

const subjectIn = (root: XmlElement): string => {
  const subject = one(root, 'Subject');
  if (elementsIn(subject).length !== 1)
    return reject('Subject', 'it holds more than a NameID: confirmations are not looked at here');
  return neededText(one(subject, 'NameID'), 'NameID');
};

const authenticationIn = (root: XmlElement): Pick<SamlAssertion, 'authenticatedAt' | 'context'> => {
  const statement = one(root, 'AuthnStatement');
  return {
    authenticatedAt: instantIn(attribute(statement, 'AuthnInstant'), 'AuthnInstant'),
    context: neededText(one(one(statement, 'AuthnContext'), 'AuthnContextClassRef'), 'AuthnContextClassRef'),
  };
};

const valueIn = (value: XmlElement, field: string): AttributeValue => {
  const [coded, more] = elementsIn(value);
  if (coded === undefined) return { text: textIn(value, field) };
  if (more !== undefined) return reject(field, 'a value of it holds more than one element');
  const code = coded.attr('code')?.value;
  const system = coded.attr('codeSystem')?.value;
  if (code === undefined || system === undefined) return reject(field, 'a value of it has no code and code system');
  return {
    text: printable(coded.content, field),
    coded: { code: printable(code, field), system: printable(system, field) },
  };
};

const attributesIn = (root: XmlElement): SamlAssertion['attributes'] => {
  const attributes = new Map<string, readonly AttributeValue[]>();
  for (const element of elementsIn(one(root, 'AttributeStatement'))) {
    if (element.name !== 'Attribute' || element.namespaceUri !== SAML)
      return reject('AttributeStatement', 'it holds what is no attribute');
    const name = attribute(element, 'Name');
    // the name of an attribute that is told is one that was asked for
    if (attributes.has(name)) return reject('AttributeStatement', 'an attribute stands in it twice');
    const values = named(element, 'AttributeValue');
    if (values.length > MOST_VALUES) return reject('AttributeStatement', 'an attribute has too many values');
    attributes.set(
      name,
      values.map((value) => valueIn(value, name)),
    );
  }
  return attributes;
};

const KNOWN: ReadonlySet<string> = new Set([
  ...['Issuer', 'Subject', 'Conditions', 'AuthnStatement', 'AttributeStatement'],
]);

const assertionIn = (root: XmlElement): SamlAssertion => {
  if (root.name !== 'Assertion' || root.namespaceUri !== SAML) return reject('Assertion', 'it is another element');
  if (attribute(root, 'Version') !== '2.0') return reject('Version', 'it is not 2.0');
  if (elementsIn(root).some(({ name, namespaceUri }) => namespaceUri !== SAML || !KNOWN.has(name)))
    return reject('Assertion', 'it holds an element that is not expected there');
  const issuer = one(root, 'Issuer');
  const format = issuer.attr('Format')?.value;
  if (format !== undefined && format !== SUBJECT_NAME) return reject('Issuer', 'its format is another');
  return {
    id: attribute(root, 'ID'),
    issuedAt: instantIn(attribute(root, 'IssueInstant'), 'IssueInstant'),
    issuer: neededText(issuer, 'Issuer'),
    subject: subjectIn(root),
    ...authenticationIn(root),
    ...conditionsIn(root),
    attributes: attributesIn(root),
  };
};

/**
 * Reads an assertion from its canonical form, which is what was signed.
 *
 * @returns `assertion-invalid` with the name of the element or attribute that is missing or malformed
 */
export const readSaml = (canonical: Uint8Array): Result<SamlAssertion, Failure> => {
  const read = withXml(canonical, ({ root }) => reading(() => assertionIn(root)), {
    bytes: MOST_BYTES,
    depth: 16,
    nodes: 4_000,
  });
  return read.ok ? read.value : read;
};
