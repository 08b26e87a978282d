// SPDX-License-Identifier: Apache-2.0
import { type LocalReference, parseReference } from '../identifiers/index.ts';
import { child, type Element, fieldsOf, isFields, items, textAt } from './element.ts';

/** The resources that a reference of one resource can lead to: contained ones, and the other entries of the bundle. */
export interface Scope {
  readonly contained: ReadonlyMap<string, Element>;
  readonly entries: EntryIndex;
  /** This server's FHIR base address; addresses under it are relative references. */
  readonly base: string | undefined;
}

/** The resources of a bundle by fullUrl and by `Type/id`. */
export type EntryIndex = ReadonlyMap<string, Element>;

export const noEntries: EntryIndex = new Map();

/** The scope of one resource; two contained resources with one id are reported. */
export const scopeOf = (resource: Element, entries: EntryIndex, base: string | undefined): Scope => {
  const contained = new Map<string, Element>();
  for (const inner of items(resource, 'contained')) {
    if (fieldsOf(inner) === undefined) continue;
    const id = textAt(inner, 'id')?.replace(/^#/, '');
    if (id === undefined) inner.report.missing(`${inner.path}.id`, 'a contained resource needs its id');
    else if (contained.has(id)) inner.report.refuse('duplicate-in-message', inner.path, { identifier: `#${id}` });
    else contained.set(id, inner);
  }
  return { contained, entries, base };
};

/** Where a Reference leads. What leads nowhere, or out of the message, has been reported. */
export type Target =
  | { readonly kind: 'resource'; readonly type: string; readonly resource: Element }
  | { readonly kind: 'server'; readonly type: string; readonly id: string }
  | { readonly kind: 'urn'; readonly urn: string }
  | { readonly kind: 'conditional'; readonly type: string; readonly system: string | undefined; readonly value: string }
  | { readonly kind: 'logical'; readonly identifier: Element };

/** Follows a Reference inside the message (FHIR R4 §3.2.0.6.3, bundle.html#references). */
export const follow = (reference: Element, scope: Scope): Target | undefined => {
  if (fieldsOf(reference) === undefined) return undefined;
  const text = textAt(reference, 'reference');
  if (text !== undefined) return followText(text, child(reference, 'reference'), scope);
  const identifier = child(reference, 'identifier');
  if (fieldsOf(identifier) !== undefined) return { kind: 'logical', identifier };
  return reference.report.missing(`${reference.path}.reference`, 'a reference or an identifier is needed');
};

/** The same for the text of a reference or an attachment's url, which stands at `place`. */
export const followText = (text: string, place: Element, scope: Scope): Target | undefined => {
  const { report, path } = place;
  const parsed = parseReference(text, scope.base);
  const found = resourceOf(text, parsed, scope);
  if (found) return { kind: 'resource', type: typeOf(found) ?? '', resource: found };
  switch (parsed.kind) {
    case 'contained':
      return report.invalid(path, `no contained resource has the id ${parsed.id}`);
    case 'urn':
      return { kind: 'urn', urn: parsed.urn };
    case 'relative':
      return { kind: 'server', type: parsed.type, id: parsed.id };
    case 'conditional':
      return parsed;
    case 'elsewhere':
      return report.refuse('external-url-refused', path, { path });
    case 'malformed':
      return report.invalid(path, 'it is not a reference that FHIR defines');
  }
};

const resourceOf = (text: string, parsed: LocalReference, { contained, entries }: Scope): Element | undefined => {
  switch (parsed.kind) {
    case 'contained':
      return contained.get(parsed.id);
    case 'relative': {
      const inner = contained.get(parsed.id);
      // published examples name contained resources by `Type/id`
      const own = inner !== undefined && typeOf(inner) === parsed.type ? inner : undefined;
      return entries.get(text) ?? entries.get(`${parsed.type}/${parsed.id}`) ?? own;
    }
    case 'conditional':
    case 'malformed':
      return undefined;
    default:
      return entries.get(text);
  }
};

export const typeOf = ({ value }: Element): string | undefined =>
  isFields(value) && typeof value.resourceType === 'string' ? value.resourceType : undefined;
