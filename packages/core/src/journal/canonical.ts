// SPDX-License-Identifier: Apache-2.0
import { accessModes, actorKinds, authentications } from '../actors/index.ts';
import { fail, ok, type Result } from '../result/index.ts';
import { canonicalJson, type Json } from './canonical-json.ts';
import {
  at,
  boolean,
  dictionaryOf,
  instant,
  key,
  listOf,
  matches,
  objectOf,
  oneOf,
  type Problem,
  scalar,
  text,
  uuid,
} from './checks.ts';
import type { JournalEntry } from './types.ts';

const TOKEN = /^[a-z0-9]+([.-][a-z0-9]+)*$/;

const actor = objectOf(
  {
    kind: oneOf(...actorKinds),
    key,
    authentication: oneOf(...authentications),
    mode: oneOf(...accessModes),
  },
  {
    name: text,
    profession: text,
    specialty: text,
    organizationId: text,
    organizationName: text,
    reason: text,
    application: text,
  },
);

/** The operation is checked by its form only: entries outlive the list of operations. */
const entryCheck = objectOf({
  entryId: uuid,
  recordId: uuid,
  at: instant,
  actor,
  operation: matches(TOKEN, 'is not the name of an operation'),
  outcome: oneOf('success', 'refused', 'failure'),
  reasons: listOf(text),
  documents: listOf(uuid),
  law: listOf(objectOf({ id: text, version: text })),
  secret: boolean,
  detail: dictionaryOf(scalar),
});

/**
 * The canonical encoding of an entry (RFC 8785): the text whose UTF-8 bytes are the leaf of the log.
 * Throws a TypeError that names the member when the value is not a whole and well-formed entry: a bug of the caller.
 */
export const encodeEntry = (entry: JournalEntry): string => {
  const problem = entryCheck(entry);
  if (problem) throw new TypeError(`entry${problem.path} ${problem.why}`);
  return canonicalJson(entry as unknown as Json);
};

/**
 * Reads a canonical encoding back. Strict: a text with another order of keys, white space, an unknown member
 * or a repeated key is refused, so that one entry has one text.
 */
export const decodeEntry = (encoded: string): Result<JournalEntry, Problem> => {
  let value: unknown;
  try {
    value = JSON.parse(encoded);
  } catch {
    return fail({ path: 'entry', why: 'is not JSON' });
  }
  const problem = entryCheck(value);
  if (problem) return fail(at('entry', problem));
  if (canonicalJson(value as Json) !== encoded) return fail({ path: 'entry', why: 'is not in canonical form' });
  return ok(value as JournalEntry);
};
