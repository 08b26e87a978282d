// SPDX-License-Identifier: Apache-2.0
import { XmlElement } from 'libxml2-wasm';
import { attribute, childNodesOf, withXml, type XmlLimits } from '../xml/index.ts';
import { MOST_CHARACTERS } from './bodies.ts';
import { linesOf } from './cda-header.ts';
import { element, type HtmlNode } from './html.ts';
import { htmlText } from './html-text.ts';
import { contentsOf, type NarrativeContext } from './narrative.ts';
import { houseNote } from './notes.ts';
import type { Words } from './phrases.ts';
import { languageTag } from './safe-values.ts';
import type { Shown } from './shown.ts';

/** A part of a FHIR resource, in either of its forms; nothing is taken for granted about it. */
type Loose = Readonly<Record<string, unknown>>;

const FHIR = 'http://hl7.org/fhir';
const headings = ['h2', 'h3', 'h4', 'h5', 'h6'] as const;
/** Sections in each other; FHIR sets no limit. */
const DEEPEST = 30;

const isLoose = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const all = (from: unknown, name: string): readonly unknown[] => {
  const value = isLoose(from) && Object.hasOwn(from, name) ? from[name] : undefined;
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
};
const one = (from: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((value, name) => all(value, name)[0], from);
const text = (from: unknown, ...path: readonly string[]): string | undefined => {
  const value = one(from, ...path);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
};

/** XML of FHIR as its JSON would be read here: every member a list, XHTML as text (FHIR R4 §2.6.1). */
const looseOf = (from: XmlElement): unknown => {
  if (from.name === 'div') return from.toString({ format: false });
  const value = attribute(from, 'value');
  const inner = childNodesOf(from).filter((node) => node instanceof XmlElement);
  if (inner.length === 0) return value ?? {};
  const members = new Map<string, unknown[]>();
  for (const child of inner) {
    const isResource = /^[A-Z]/.test(child.name);
    const list = members.get(child.name) ?? [];
    members.set(child.name, list);
    list.push(looseOf(child));
    if (isResource) return { resourceType: child.name, ...(looseOf(child) as Loose) };
  }
  return Object.fromEntries(members);
};

/** A FHIR resource in XML, whole; undefined for XML of anything else. */
export const fhirInXml = (root: XmlElement): unknown => {
  if (root.namespaceUri !== FHIR) return undefined;
  const resource = looseOf(root);
  return isLoose(resource) ? { ...resource, resourceType: root.name } : undefined;
};

const contextIn = (words: Words): NarrativeContext => {
  const claimed = new Set<string>();
  return {
    words,
    media: () => [houseNote(words.missing)],
    footnoteNumbers: new Map(),
    addFootnote: () => 0,
    claim: (id) => {
      if (claimed.has(id)) return false;
      claimed.add(id);
      return true;
    },
  };
};

/** XHTML of a narrative through the same allow list as CDA; what is not well-formed is read for its text. */
const narrativeOf = (div: string, context: NarrativeContext, limits: XmlLimits): readonly HtmlNode[] => {
  const named = div.replaceAll('&nbsp;', '&#160;');
  const read = withXml(Buffer.from(named), ({ root }) => contentsOf(root, context), limits);
  if (read.ok) return [element('div', {}, read.value)];
  return [element('pre', {}, [htmlText(div, MOST_CHARACTERS).text])];
};

const conceptText = (concept: unknown): string | undefined =>
  text(concept, 'text') ?? text(concept, 'coding', 'display') ?? text(concept, 'coding', 'code');

const humanName = (name: unknown): string | undefined => {
  const parts = [...all(name, 'prefix'), ...all(name, 'given'), ...all(name, 'family'), ...all(name, 'suffix')];
  return text(name, 'text') ?? (parts.filter((part) => typeof part === 'string').join(' ') || undefined);
};

/** Resources of a Bundle by the references that lead to them. */
const resourcesOf = (bundle: unknown): ReadonlyMap<string, Loose> => {
  const found = new Map<string, Loose>();
  for (const entry of all(bundle, 'entry')) {
    const resource = one(entry, 'resource');
    if (!isLoose(resource)) continue;
    const [url, id, type] = [text(entry, 'fullUrl'), text(resource, 'id'), text(resource, 'resourceType')];
    if (url !== undefined) found.set(url, resource);
    if (id !== undefined && type !== undefined) found.set(`${type}/${id}`, resource);
  }
  return found;
};

const nameOf = (resource: unknown): string | undefined =>
  typeof one(resource, 'name') === 'string' ? text(resource, 'name') : humanName(one(resource, 'name'));

const referredTo = (reference: unknown, resources: ReadonlyMap<string, Loose>): string | undefined => {
  const target = resources.get(text(reference, 'reference') ?? '');
  const role = target && (nameOf(resources.get(text(target, 'practitioner', 'reference') ?? '')) ?? nameOf(target));
  return text(reference, 'display') ?? role;
};

const headerOf = (composition: unknown, resources: ReadonlyMap<string, Loose>, words: Words): readonly HtmlNode[] => {
  const patient = resources.get(text(composition, 'subject', 'reference') ?? '');
  const gender = text(patient, 'gender');
  return linesOf([
    [words.patient, nameOf(patient) ?? text(composition, 'subject', 'display')],
    [words.born, text(patient, 'birthDate')],
    [words.sex, gender === undefined ? undefined : (words.sexes[gender] ?? gender)],
    [
      words.identifiers,
      ...all(patient, 'identifier')
        .slice(0, 10)
        .map((identifier) => text(identifier, 'value')),
    ],
    [words.type, conceptText(one(composition, 'type'))],
    [words.date, text(composition, 'date')],
    [
      words.author,
      ...all(composition, 'author')
        .slice(0, 20)
        .map((author) => referredTo(author, resources)),
    ],
    [words.custodian, referredTo(one(composition, 'custodian'), resources)],
  ]);
};

/**
 * A FHIR document (FHIR R4 §3.3): the header of its Composition, its sections with their narrative; of another resource,
 * its narrative. Undefined for what has neither.
 */
export const shownOfFhir = (resource: unknown, words: Words, limits: XmlLimits): Shown | undefined => {
  const context = contextIn(words);
  const composition = all(resource, 'entry')
    .map((entry) => one(entry, 'resource'))
    .find((inner) => text(inner, 'resourceType') === 'Composition');
  const subject = composition ?? resource;
  const narrativeIn = (from: unknown): readonly HtmlNode[] => {
    const div = text(from, 'text', 'div');
    return div === undefined ? [] : narrativeOf(div, context, limits);
  };
  const sectionOf = (section: unknown, level: number): HtmlNode => {
    const title = text(section, 'title') ?? conceptText(one(section, 'code'));
    const tag = headings[Math.min(level, headings.length - 1)] ?? 'h6';
    const narrative = narrativeIn(section);
    const inner = all(section, 'section').map((child) =>
      level < DEEPEST ? sectionOf(child, level + 1) : houseNote(words.leftOut),
    );
    return element('section', {}, [
      ...(title === undefined ? [] : [element(tag, {}, [title])]),
      ...(narrative.length === 0 && inner.length === 0
        ? [houseNote(all(section, 'entry').length === 0 ? words.emptySection : words.codedOnly)]
        : narrative),
      ...inner,
    ]);
  };
  const sections = all(composition, 'section').map((section) => sectionOf(section, 0));
  // The Composition's own narrative repeats what its sections hold (FHIR R4 §3.3.1), so it stands in only for none.
  const body = sections.length === 0 ? narrativeIn(subject) : sections;
  if (composition === undefined && body.length === 0) return undefined;
  const language = languageTag(text(subject, 'language'));
  return {
    title:
      text(composition, 'title') ??
      conceptText(one(subject, 'type')) ??
      text(subject, 'resourceType') ??
      words.document,
    ...(language === undefined ? {} : { language }),
    header: composition === undefined ? [] : headerOf(composition, resourcesOf(resource), words),
    body,
  };
};
