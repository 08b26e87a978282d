// SPDX-License-Identifier: Apache-2.0
import { codeSystemOid } from '@dossier/core/codes';
import type { Law } from '@dossier/core/data';
import { type AvailabilityStatus, type Code, type Revision, revisionsOfCodes } from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import fastJsonPatch, { type Operation } from 'fast-json-patch';
import { concept, extensions } from '../identifiers/index.ts';
import { fhirStatus, visibilityFirst } from '../rendering/index.ts';
import { isFields } from './element.ts';

/** What a patch can touch of a document, as it is now. */
export interface PatchedDocument {
  readonly availabilityStatus: AvailabilityStatus;
  readonly confidentialityCodes: readonly Code[];
}

/** More operations than this are not a change of status or visibility. */
const OPERATIONS = 32;

const refused = (path: string, at: string): Result<never, Failure> =>
  fail(failure('patch-not-allowed', { path: path.slice(0, 200) }, { location: at }));
const invalid = (why: string, at = 'Patch'): Result<never, Failure> =>
  fail(failure('patch-invalid', { why }, { location: at }));

/**
 * Reads a JSON Patch (RFC 6902) on a DocumentReference as revisions (PDSm flux 03, DMP TD3.3a–d). It is applied to
 * status, securityLabel and isArchived, and what differs afterwards is what is asked for. Other paths answer 405, as
 * PDSm says. An empty list of revisions means that the document is already so.
 */
export const readPatch = (
  patch: unknown,
  document: PatchedDocument,
  law: Law,
): Result<readonly Revision[], Failure> => {
  if (!Array.isArray(patch)) return invalid('a JSON Patch is a list of operations');
  if (patch.length === 0 || patch.length > OPERATIONS) return invalid(`it needs 1 to ${OPERATIONS} operations`);
  const operations: Operation[] = [];
  for (const [index, raw] of patch.entries()) {
    const operation = readOperation(raw, `Patch[${index}]`);
    if (!operation.ok) return operation;
    operations.push(operation.value);
  }
  const before = patchable(document);
  const after = apply(before, operations);
  return after.ok ? revisionsBetween(document, after.value, law) : after;
};

const verbs = ['test', 'add', 'replace', 'remove'] as const;

const readOperation = (raw: unknown, at: string): Result<Operation, Failure> => {
  if (!isFields(raw)) return invalid('an operation is an object', at);
  const { op, path } = raw;
  if (typeof path !== 'string') return invalid('an operation has a path', at);
  const verb = verbs.find((one) => one === op);
  if (verb === undefined) {
    if (op === 'move' || op === 'copy') return refused(path, at);
    return invalid('op is one of test, add, replace, remove', at);
  }
  const pointer = ordinaryPointer(path);
  if (pointer === undefined) return refused(path, at);
  if (verb !== 'remove' && raw.value === undefined) return invalid(`${verb} needs a value`, at);
  return ok(
    (verb === 'remove' ? { op: verb, path: pointer } : { op: verb, path: pointer, value: raw.value }) as Operation,
  );
};

/** `/extension[url:'…']/valueBoolean`, which the study writes though RFC 6901 has no such pointer; any quotes are read. */
const BY_URL = /^\/extension\[url:\s*['"‘’“”](.+)['"‘’“”]\](\/valueBoolean)?$/;

const ORDINARY = /^\/(status|securityLabel(\/(\d{1,3}|-)(\/.*)?)?|extension(\/(\d{1,3}|-)(\/(url|valueBoolean))?)?)$/;

const ordinaryPointer = (path: string): string | undefined => {
  const [, url, rest] = BY_URL.exec(path) ?? [];
  if (url === extensions.isArchived || url === extensions.isArchivedSearchParameter) return `/extension/0${rest ?? ''}`;
  return ORDINARY.test(path) ? path : undefined;
};

/** The part of the DocumentReference that can be patched, laid out as it is rendered. */
const patchable = ({ availabilityStatus, confidentialityCodes }: PatchedDocument) => ({
  status: fhirStatus[availabilityStatus] as unknown,
  securityLabel: visibilityFirst(confidentialityCodes).map(concept) as unknown,
  extension: [{ url: extensions.isArchived, valueBoolean: availabilityStatus === 'archived' }] as unknown,
});

type Patchable = ReturnType<typeof patchable>;

const sentences: Readonly<Record<string, string>> = {
  TEST_OPERATION_FAILED: 'a test does not hold',
  OPERATION_PATH_UNRESOLVABLE: 'a path leads nowhere in the document as it is',
  OPERATION_VALUE_OUT_OF_BOUNDS: 'an index is beyond the end of its list',
  OPERATION_PATH_ILLEGAL_ARRAY_INDEX: 'an index is not a number',
};

const apply = (document: Patchable, operations: readonly Operation[]): Result<Patchable, Failure> => {
  try {
    return ok(fastJsonPatch.applyPatch(structuredClone(document), operations, true, true, true).newDocument);
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    return invalid(sentences[name] ?? 'its operations do not fit the document');
  }
};

const revisionsBetween = (
  before: PatchedDocument,
  after: Patchable,
  law: Law,
): Result<readonly Revision[], Failure> => {
  const status = revisionOfStatus(before, after.status);
  if (!status.ok) return status;
  const visibility = revisionsOfVisibility(before, after.securityLabel, law);
  if (!visibility.ok) return visibility;
  const archive = revisionOfArchive(before, after.extension);
  if (!archive.ok) return archive;
  return ok([...visibility.value, ...archive.value, ...status.value]);
};

/** entered-in-error is deletion (TD3.3c); a document is superseded by sharing what replaces it. */
const revisionOfStatus = (before: PatchedDocument, status: unknown): Result<readonly Revision[], Failure> => {
  if (status === fhirStatus[before.availabilityStatus]) return ok([]);
  if (status === 'entered-in-error') return ok(['delete']);
  return invalid(
    'status can only become entered-in-error; a document is superseded by sharing its replacement',
    'Patch',
  );
};

const revisionOfArchive = (before: PatchedDocument, extension: unknown): Result<readonly Revision[], Failure> => {
  if (extension !== undefined && !Array.isArray(extension)) return invalid('extension must be a list');
  const list: readonly unknown[] = extension ?? [];
  if (!list.every((one) => isFields(one) && one.url === extensions.isArchived)) return refused('/extension', 'Patch');
  if (list.length > 1) return invalid('isArchived stands once');
  const archived = list.length === 0 ? false : isFields(list[0]) && list[0].valueBoolean;
  if (typeof archived !== 'boolean') return invalid('valueBoolean of isArchived must be true or false');
  if (archived === (before.availabilityStatus === 'archived')) return ok([]);
  return ok([archived ? 'archive' : 'unarchive']);
};

const revisionsOfVisibility = (
  before: PatchedDocument,
  labels: unknown,
  law: Law,
): Result<readonly Revision[], Failure> => {
  const after = codesOfLabels(labels, law);
  if (!after.ok) return after;
  const was = before.confidentialityCodes.map(({ code }) => code);
  const revisions = revisionsOfCodes(was, [...after.value], law.confidentiality);
  return revisions.ok ? revisions : invalid(revisions.error);
};

/** The codes of securityLabel after the patch; each must be one of the value set, under its own system. */
const codesOfLabels = (labels: unknown, law: Law): Result<ReadonlySet<string>, Failure> => {
  if (labels !== undefined && !Array.isArray(labels)) return invalid('securityLabel must be a list');
  const { concepts, id } = law.valueSets.confidentialityCode;
  const codes = new Set<string>();
  for (const label of (labels as readonly unknown[] | undefined) ?? []) {
    const coding = isFields(label) && Array.isArray(label.coding) ? (label.coding[0] as unknown) : undefined;
    if (!isFields(coding) || typeof coding.code !== 'string' || typeof coding.system !== 'string')
      return invalid('a securityLabel has a coding with system and code');
    const system = codeSystemOid(coding.system);
    const known = concepts.some((one) => one.code === coding.code && one.system === system);
    if (!known)
      return fail(
        failure(
          'code-unknown',
          { path: 'securityLabel', code: coding.code, system: coding.system, valueSet: id },
          { location: 'Patch' },
        ),
      );
    codes.add(coding.code);
  }
  return ok(codes);
};
