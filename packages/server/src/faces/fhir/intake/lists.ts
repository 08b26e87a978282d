// SPDX-License-Identifier: Apache-2.0
import { findConcept } from '@dossier/core/codes';
import { type Author, type Code, oidOfUuid, uniqueIdFault } from '@dossier/core/documents';
import type { Submission, SubmittedFolder, TargetRef } from '../../../record/requests.ts';
import { extensions, withoutOidPrefix } from '../identifiers/index.ts';
import type { Completeness } from './completeness.ts';
import type { IntakeContext } from './context.ts';
import {
  at,
  child,
  codeOf,
  codesOf,
  type Element,
  extensionsOf,
  isAbsent,
  isFields,
  items,
  textAt,
} from './element.ts';
import { readUniqueId } from './identifiers.ts';
import { checkListElements } from './known-elements.ts';
import { readAuthor } from './parties.ts';
import { type NamedPatient, readPatient } from './patient.ts';
import { follow, type Scope } from './scope.ts';
import { readTarget } from './targets.ts';

/** uniqueId: the identifier of use `usual`, or else the first that is not `official` (which is the entryUUID). */
const uniqueIdOf = (list: Element, { uuid }: IntakeContext): string => {
  const identifiers = items(list, 'identifier');
  const use = ({ value }: Element) => (isFields(value) ? value.use : undefined);
  const usual = identifiers.find((one) => use(one) === 'usual') ?? identifiers.find((one) => use(one) !== 'official');
  if (usual === undefined) return oidOfUuid(uuid());
  const uniqueId = readUniqueId(usual);
  const fault = uniqueId === undefined ? undefined : uniqueIdFault(uniqueId);
  if (fault !== undefined) list.report.invalid(`${usual.path}.value`, fault);
  return uniqueId ?? '';
};

const commentsOf = (list: Element): { readonly comments?: string } => {
  const texts = items(list, 'note').flatMap((note) => textAt(note, 'text') ?? []);
  return texts.length === 0 ? {} : { comments: texts.join('\n') };
};

const checkState = (list: Element): void => {
  const status = textAt(list, 'status');
  if (status !== 'current') list.report.invalid(`${list.path}.status`, 'a list is shared as current');
  const mode = textAt(list, 'mode');
  if (mode !== 'working') list.report.invalid(`${list.path}.mode`, 'MHD lists are of the mode working');
};

export interface ReadSet {
  readonly set: Submission['set'];
  readonly subject: NamedPatient | undefined;
}

/** The SubmissionSet of a Provide Document Bundle (MHD Comprehensive.SubmissionSet). */
export const readSubmissionSet = (
  list: Element,
  scope: Scope,
  completeness: Completeness,
  context: IntakeContext,
): ReadSet => {
  checkListElements(list);
  checkState(list);
  const title = textAt(list, 'title');
  if (isAbsent(child(list, 'date'))) list.report.missing(`${list.path}.date`, 'a submission has its time');
  return {
    set: {
      uniqueId: uniqueIdOf(list, context),
      sourceId: sourceIdOf(list),
      contentTypeCode: contentTypeOf(list, completeness, context),
      authors: authorsOf(list, scope),
      ...(title === undefined ? {} : { title }),
      ...commentsOf(list),
      intendedRecipients: extensionsOf(list, extensions.intendedRecipient, extensions.intendedRecipientPdsm)
        .map((one) => readAuthor(child(one, 'valueReference'), scope))
        .filter((recipient) => recipient !== undefined),
    },
    subject: readPatient(child(list, 'subject'), scope, context),
  };
};

const sourceIdOf = (list: Element): string => {
  const [extension] = extensionsOf(list, extensions.sourceId);
  const value = extension && textAt(extension, 'valueIdentifier', 'value');
  if (value === undefined) {
    list.report.missing(`${list.path}.extension`, 'the extension ihe-sourceId names the sending system');
    return '';
  }
  return withoutOidPrefix(value);
};

/** No decision rests on the activity, and its binding is `preferred`: a code of another system is kept, with a warning. */
const contentTypeOf = (list: Element, completeness: Completeness, { law, defaults }: IntakeContext): Code => {
  const [extension] = extensionsOf(list, extensions.designationType);
  const valueSet = law.valueSets.contentTypeCode;
  const code = extension && codeOf(child(extension, 'valueCodeableConcept'), valueSet);
  if (code !== undefined && extension !== undefined) {
    if (findConcept(valueSet, code.code, code.system) === undefined)
      list.report.warn('code-unknown', `${extension.path}.valueCodeableConcept`, {
        path: `${extension.path}.valueCodeableConcept`,
        code: code.code,
        system: code.system,
        valueSet: valueSet.id,
      });
    return code;
  }
  if (completeness === 'deriving' && defaults.contentTypeCode !== undefined) return defaults.contentTypeCode;
  list.report.missing(`${list.path}.extension`, 'the extension ihe-designationType gives the kind of activity');
  return { code: '', system: '' };
};

/** List.source, the organisation of its extension ihe-authorOrg, and further authors of our own rendering. */
const authorsOf = (list: Element, scope: Scope): readonly Author[] => {
  const source = child(list, 'source');
  const literal = !isAbsent(child(source, 'reference')) || !isAbsent(child(source, 'identifier'));
  const person = literal ? readAuthor(source, scope) : undefined;
  const organizations = extensionsOf(source, extensions.authorOrg)
    .map((one) => readAuthor(child(one, 'valueReference'), scope))
    .filter((one) => one !== undefined);
  const further = extensionsOf(list, extensions.furtherAuthor)
    .map((one) => readAuthor(withoutOwnExtensions(child(one, 'valueReference')), scope))
    .filter((one) => one !== undefined);
  if (person === undefined) return [...organizations, ...further];
  // a person with an organisation is one author, at that institution
  const institutions = organizations.flatMap((one) => one.institutions);
  const known = new Set(person.institutions.map((one) => JSON.stringify(one)));
  const added = institutions.filter((one) => !known.has(JSON.stringify(one)));
  return [{ ...person, institutions: [...person.institutions, ...added] }, ...further];
};

/** A further author that is an organisation stands in the extension that MHD has for one. */
const withoutOwnExtensions = (reference: Element): Element => {
  const [organization] = extensionsOf(reference, extensions.authorOrg);
  return organization === undefined ? reference : child(organization, 'valueReference');
};

export interface ReadFolder {
  readonly folder: SubmittedFolder;
  readonly subject: NamedPatient | undefined;
}

/** A Folder (MHD Comprehensive.Folder): its members are documents of the message or of the record. */
export const readFolder = (
  list: Element,
  scope: Scope,
  documents: readonly Element[],
  context: IntakeContext,
): ReadFolder => {
  checkListElements(list);
  checkState(list);
  const title = textAt(list, 'title');
  if (title === undefined) list.report.missing(`${list.path}.title`, 'a folder has a title');
  const codes = codesOf(
    extensionsOf(list, extensions.designationType).map((one) => child(one, 'valueCodeableConcept')),
  );
  if (codes.length === 0)
    list.report.missing(`${list.path}.extension`, 'the extension ihe-designationType gives the codes of the folder');
  return {
    folder: {
      uniqueId: uniqueIdOf(list, context),
      title: title ?? '',
      codes,
      ...commentsOf(list),
      members: items(list, 'entry').flatMap((entry): readonly TargetRef[] => {
        const item = child(entry, 'item');
        if (isAbsent(item)) list.report.missing(item.path, 'an entry names its document');
        const target = readTarget(item, scope, documents);
        return target === undefined ? [] : [target];
      }),
      path: list.path,
    },
    subject: readPatient(child(list, 'subject'), scope, context),
  };
};

/** The SubmissionSet must name every document and folder of the message, and nothing else (MHD §3.65.4.1.2.1). */
export const checkSetMembers = (list: Element, scope: Scope, members: readonly Element[]): void => {
  const named = new Set<string>();
  for (const entry of items(list, 'entry')) {
    const item = child(entry, 'item');
    const target = follow(item, scope);
    if (target?.kind === 'resource' && members.some(({ path }) => path === target.resource.path))
      named.add(target.resource.path);
    else if (target !== undefined)
      list.report.unsupported(
        at(item, 'reference').path,
        'a submission set holds documents and folders of the message',
      );
  }
  for (const { path } of members)
    if (!named.has(path)) list.report.missing(`${list.path}.entry`, `the submission set must name ${path}`);
};
