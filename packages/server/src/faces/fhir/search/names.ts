// SPDX-License-Identifier: Apache-2.0
import { isUuid } from '@dossier/core/documents';
import { fail, ok, type Result } from '@dossier/core/result';
import { uniqueIdFromFhir } from '../identifiers/index.ts';
import { readToken, type Token } from './values.ts';

/** `urn:uuid:x` can be a uniqueId as well as the entryUuid x (ITI TF-2 §3.67.4.1.2.1 asks for both in one parameter). */
const withUuid = (name: string): readonly string[] => {
  const uuid = name.replace(/^urn:uuid:/i, '').toLowerCase();
  return isUuid(uuid) ? [`urn:uuid:${uuid}`, uuid] : [name];
};

/**
 * The names of an object that an identifier token can mean (xds-mhd §8.2): a uniqueId (`OID`, `OID^extension`, URI),
 * an entryUuid or a logicalId.
 */
const objectNames = ({ system, code }: Token): Result<readonly string[], string> => {
  if (code === undefined) return fail('an identifier needs a value');
  const name = uniqueIdFromFhir(system === '' ? undefined : system, code);
  if (name !== undefined) return ok(withUuid(name));
  // Under a system that can be no uniqueId's the name stays whole, and so names nothing.
  return ok(system === undefined || system === '' ? withUuid(code) : [`${system}|${code}`]);
};

/** Reads an identifier value of a search to the names it can mean. */
export const readObjectNames = (value: string): Result<readonly string[], string> => {
  const token = readToken(value);
  return token.ok ? objectNames(token.value) : token;
};
