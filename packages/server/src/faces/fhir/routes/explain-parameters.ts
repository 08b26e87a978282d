// SPDX-License-Identifier: Apache-2.0
import type { LawVersion, Reason } from '@dossier/core/access';
import type { PartyKey } from '@dossier/core/actors';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { ownSystems, partyOfIdentifier } from '../identifiers/index.ts';
import { type RawParameter, readReference, readToken } from '../search/index.ts';

const valueIn = (parameters: readonly RawParameter[], name: string): string | undefined =>
  parameters.findLast((parameter) => parameter.name === name)?.value;

/** `document`: a DocumentReference of this server, required. */
export const documentAsked = (parameters: readonly RawParameter[], base: string): Result<string, Failure> => {
  const value = valueIn(parameters, 'document');
  if (value === undefined || value === '') return fail(failure('parameter-missing', { name: 'document' }));
  const id = readReference(value, 'DocumentReference', base);
  return id.ok ? id : fail(failure('parameter-invalid', { name: 'document', why: id.error }));
};

/** `party`: only the answers for this one, by national identifier or party key. */
export const partyAsked = (parameters: readonly RawParameter[]): Result<PartyKey | undefined, Failure> => {
  const value = valueIn(parameters, 'party');
  if (value === undefined || value === '') return ok(undefined);
  const token = readToken(value);
  const { system, code } = token.ok ? token.value : {};
  const party = system && code ? partyOfIdentifier(system, code) : undefined;
  const why = `it needs a national identifier, or a party under ${ownSystems.party}, as system|value`;
  return party === undefined ? fail(failure('parameter-invalid', { name: 'party', why })) : ok(party);
};

/** One parameter of an answer. */
export type Part = Readonly<Record<string, unknown>>;

/** One answer of one gate. */
export const reasonPart = ({ gate, passed, code }: Reason): Part => ({
  name: 'reason',
  part: [
    { name: 'gate', valueCode: gate },
    { name: 'passed', valueBoolean: passed },
    { name: 'code', valueCode: code },
  ],
});

/** A version of the law that was used. */
export const lawPart = ({ id, version }: LawVersion): Part => ({
  name: 'law',
  part: [
    { name: 'id', valueString: id },
    { name: 'version', valueString: version },
  ],
});

export const parametersText = (parameter: readonly Part[]): string =>
  JSON.stringify({ resourceType: 'Parameters', ...(parameter.length > 0 ? { parameter } : {}) });
