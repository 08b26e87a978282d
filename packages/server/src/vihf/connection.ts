// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { holderKey, type Judged } from './holder.ts';

/**
 * Whether an assertion came on a connection of its signer: by a client certificate of the same holder, and never by the one
 * that signed, nor one with its key (domain §3.1; §8, V1).
 *
 * @param presented absent where none was presented
 */
export const checkConnection = (
  signer: Judged,
  presented: Judged | undefined,
  needed: boolean,
): Result<void, Failure> => {
  const refuse = (why: string) => fail(failure('certificate-refused', { why }));
  if (presented === undefined) return needed ? refuse('none was presented') : ok(undefined);
  if (signer.facts.certificate.publicKey.equals(presented.facts.certificate.publicKey))
    return fail(failure('signature-certificate-refused', { why: 'it is that of the connection' }));
  return holderKey(signer.holder) === holderKey(presented.holder)
    ? ok(undefined)
    : refuse('its holder is not who signed the assertion');
};
