// SPDX-License-Identifier: Apache-2.0
import type { Submission, SubmittedFolder } from '../../../record/index.ts';
import { type AuthorRules, readAuthors, readRecipient } from './read-author.ts';
import { codeAt, codesAt, identifierAt, type RegistryObject } from './read-object.ts';
import type { Report } from './report.ts';
import { schemes, uuidOf } from './vocabulary.ts';

const texts = ({ name, description }: RegistryObject) => ({
  ...(name !== undefined && { title: name }),
  ...(description !== undefined && { comments: description }),
});

/** Slots of packages that are read, or that the registry says itself. */
const KNOWN_SLOTS: ReadonlySet<string> = new Set(['submissionTime', 'intendedRecipient', 'lastUpdateTime']);

const tellUnkept = ({ slots, path }: RegistryObject, report: Report): void => {
  for (const name of slots.keys())
    if (!KNOWN_SLOTS.has(name)) report.unkept(`${path}/Slot[${name.slice(0, 80)}]`, name.slice(0, 80));
};

/** The UUID that the source gave an object; a symbolic id is not one (ITI TF-3 §4.1.12.3). */
export const givenUuid = ({ id }: RegistryObject): { readonly entryUuid?: string } => {
  const entryUuid = uuidOf(id);
  return { ...(entryUuid !== undefined && { entryUuid }) };
};

/** A submission set as it was submitted (ITI TF-3 §4.2.3.3). The registry dates it itself. */
export const readSubmissionSet = (
  object: RegistryObject,
  rules: AuthorRules,
  report: Report,
): { readonly set: Submission['set']; readonly patientId: string } | undefined => {
  const { set: scheme } = schemes;
  tellUnkept(object, report);
  const uniqueId = identifierAt(object, { scheme: scheme.uniqueId, name: 'uniqueId' }, report);
  const sourceId = identifierAt(object, { scheme: scheme.sourceId, name: 'sourceId' }, report);
  const patientId = identifierAt(object, { scheme: scheme.patientId, name: 'patientId' }, report);
  const contentTypeCode = codeAt(object, { scheme: scheme.contentType, name: 'contentTypeCode' }, report);
  const authors = readAuthors(object, scheme.author, rules, report);
  const recipients = (object.slots.get('intendedRecipient') ?? []).map((text) => readRecipient(text, rules));
  if (recipients.includes(undefined))
    report.invalid(`${object.path}/Slot[intendedRecipient]`, 'a value names neither an institution nor a person');
  if (uniqueId === undefined || sourceId === undefined || patientId === undefined || contentTypeCode === undefined)
    return undefined;
  const intendedRecipients = recipients.filter((one) => one !== undefined);
  const set = { uniqueId, sourceId, contentTypeCode, authors, intendedRecipients, ...texts(object) };
  return { set: { ...givenUuid(object), ...set }, patientId };
};

/** A folder as it was submitted, without its members (ITI TF-3 §4.2.3.4). */
export const readFolder = (
  object: RegistryObject,
  report: Report,
): { readonly folder: Omit<SubmittedFolder, 'members'>; readonly patientId: string } | undefined => {
  const { folder: scheme } = schemes;
  tellUnkept(object, report);
  const uniqueId = identifierAt(object, { scheme: scheme.uniqueId, name: 'uniqueId' }, report);
  const patientId = identifierAt(object, { scheme: scheme.patientId, name: 'patientId' }, report);
  const codes = codesAt(object, scheme.code, report);
  if (codes.length === 0) report.missing(`${object.path}/codeList`, 'every folder has at least one code');
  const { title, ...rest } = texts(object);
  if (title === undefined) report.missing(`${object.path}/Name`, 'every folder has a title');
  if (uniqueId === undefined || patientId === undefined || title === undefined) return undefined;
  return { folder: { ...givenUuid(object), uniqueId, codes, title, ...rest, path: object.path }, patientId };
};
