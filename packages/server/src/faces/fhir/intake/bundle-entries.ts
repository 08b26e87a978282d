// SPDX-License-Identifier: Apache-2.0
import { listTypes, parseReference, provideBundleProfiles } from '../identifiers/index.ts';
import type { Completeness } from './completeness.ts';
import type { IntakeContext } from './context.ts';
import { at, child, type Element, fieldsOf, isAbsent, items, textAt } from './element.ts';
import { type EntryIndex, typeOf } from './scope.ts';

/** What an entry of a Provide Document Bundle is (MHD ProvideBundle: closed slicing). */
export type EntryKind =
  | 'submission-set'
  | 'folder'
  | 'document'
  | 'content'
  | 'document-bundle'
  | 'status-patch'
  | 'patient';

export interface BundleEntry {
  readonly kind: EntryKind;
  /** `Bundle.entry[n]`. */
  readonly entry: Element;
  readonly resource: Element;
}

const methods: Readonly<Record<EntryKind, readonly string[]>> = {
  'submission-set': ['POST'],
  folder: ['POST', 'PUT'],
  document: ['POST'],
  content: ['POST'],
  'document-bundle': ['POST'],
  'status-patch': ['PATCH'],
  // a Patient only says which patient is meant: this server neither creates nor changes patients for a source
  patient: ['GET', 'POST', 'PUT'],
};

/** Which kind of submission the Bundle claims to be; undefined when the claim was refused. */
export const completenessOf = (bundle: Element): Completeness | undefined => {
  const profiles = items(at(bundle, 'meta'), 'profile').map(({ value }) => String(value).split('|', 1)[0] ?? '');
  const path = `${bundle.path}.meta.profile`;
  if (profiles.length === 0) {
    bundle.report.warn('element-missing', path, { path, why: 'it is read as Comprehensive' });
    return 'comprehensive';
  }
  if (profiles.some((profile) => (provideBundleProfiles.comprehensive as readonly string[]).includes(profile)))
    return 'comprehensive';
  if (profiles.some((profile) => (provideBundleProfiles.minimal as readonly string[]).includes(profile)))
    return 'deriving';
  return bundle.report.unsupported(path, 'none of these is a profile of a Provide Document Bundle (ITI-65)');
};

/** Sorts the entries; those that have no place in a Provide Document Bundle are reported. */
export const readEntries = (bundle: Element, context: IntakeContext): readonly BundleEntry[] =>
  items(bundle, 'entry').flatMap((entry) => {
    if (fieldsOf(entry) === undefined) return [];
    const resource = resourceOf(entry);
    const kind = kindOf(entry, resource);
    if (kind === undefined) return [];
    checkRequest(entry, kind, context);
    return [{ kind, entry, resource }];
  });

/** The resource of an entry; `GET Patient?identifier=…` carries none, and stands for a Patient with that identifier. */
const resourceOf = (entry: Element): Element => {
  const resource = child(entry, 'resource');
  if (!isAbsent(resource) || textAt(entry, 'request', 'method') !== 'GET') return resource;
  const asked = parseReference(textAt(entry, 'request', 'url') ?? '');
  if (asked.kind !== 'conditional' || asked.type !== 'Patient') return resource;
  return {
    ...resource,
    value: { resourceType: 'Patient', identifier: [{ system: asked.system, value: asked.value }] },
  };
};

const kindOf = (entry: Element, resource: Element): EntryKind | undefined => {
  if (isAbsent(resource)) return entry.report.missing(resource.path, 'an entry carries a resource');
  if (fieldsOf(resource) === undefined) return undefined;
  const type = typeOf(resource);
  switch (type) {
    case 'List':
      return listKind(resource);
    case 'DocumentReference':
      return 'document';
    case 'Binary':
      return 'content';
    case 'Bundle':
      return 'document-bundle';
    case 'Parameters':
      return 'status-patch';
    case 'Patient':
      return 'patient';
    case undefined:
      return entry.report.missing(`${resource.path}.resourceType`, 'a resource names its type');
    default:
      return entry.report.unsupported(
        `${resource.path}.resourceType`,
        `a Provide Document Bundle has no ${type.slice(0, 64)} entry; contain it in the resource that refers to it`,
      );
  }
};

const listKind = (list: Element): 'submission-set' | 'folder' | undefined => {
  const codings = items(at(list, 'code'), 'coding');
  const code = codings.find((coding) => textAt(coding, 'system') === listTypes);
  const kind = code && textAt(code, 'code');
  if (kind === 'submissionset') return 'submission-set';
  if (kind === 'folder') return 'folder';
  return list.report.invalid(`${list.path}.code`, `a List is a submissionset or a folder of ${listTypes}`);
};

const checkRequest = (entry: Element, kind: EntryKind, { base }: IntakeContext): void => {
  const { report } = entry;
  const method = textAt(entry, 'request', 'method');
  const place = `${entry.path}.request`;
  if (method === undefined) report.missing(`${place}.method`, 'an entry of a transaction has a request');
  else if (!methods[kind].includes(method))
    report.invalid(`${place}.method`, `this entry asks for ${methods[kind].join(' or ')}, not ${method}`);
  const url = textAt(entry, 'request', 'url');
  if (url === undefined) report.missing(`${place}.url`, 'an entry of a transaction has a request');
  else if (parseReference(url, base).kind === 'elsewhere')
    report.refuse('external-url-refused', `${place}.url`, { path: `${place}.url` });
  for (const condition of ['ifNoneExist', 'ifMatch', 'ifNoneMatch', 'ifModifiedSince'])
    if (kind !== 'patient' && !isAbsent(at(entry, 'request', condition)))
      report.unsupported(`${place}.${condition}`, 'submissions are not conditional');
};

/**
 * The resources by fullUrl. A reference `Type/id` leads into the bundle only where the fullUrl ends on it
 * (FHIR R4 bundle.html#references); under a `urn:uuid:` fullUrl it leads to the server.
 */
export const indexEntries = (entries: readonly BundleEntry[]): EntryIndex => {
  const index = new Map<string, Element>();
  for (const { entry, resource } of entries) {
    const fullUrl = textAt(entry, 'fullUrl');
    const own = `${typeOf(resource) ?? ''}/${textAt(resource, 'id') ?? ''}`;
    if (fullUrl !== undefined && index.has(fullUrl))
      entry.report.refuse('duplicate-in-message', `${entry.path}.fullUrl`, { identifier: fullUrl });
    if (isAbsent(resource)) continue;
    if (fullUrl !== undefined) index.set(fullUrl, resource);
    if (!own.endsWith('/') && (fullUrl === undefined || fullUrl.endsWith(`/${own}`))) index.set(own, resource);
  }
  return index;
};
