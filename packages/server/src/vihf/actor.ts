// SPDX-License-Identifier: Apache-2.0
import type { Actor, Organization } from '@dossier/core/actors';
import type { AssertionField, Law } from '@dossier/core/data';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, type Result } from '@dossier/core/result';
import { actorFromClaims, claimsFromActor } from '../platform/authentication.ts';
import type { Holder, Structures } from './holder.ts';
import { reading, refuseWith, reject } from './refused.ts';
import type { SamlAssertion } from './saml.ts';
import type { Statement } from './statement.ts';

/** What counts beside the words of an assertion. */
export interface Signing {
  readonly holder: Holder;
  readonly structures: Structures;
  /** Of the structure that the assertion names. */
  readonly structureName: string;
  readonly law: Law;
}

type Named = Exclude<Actor, { readonly kind: 'system' }>;

/** Who signs with a card signs for themself; who signs with a structure's certificate, for its people. */
const checkSigner = (subject: string, { mode, role, structure }: Statement, { holder, structures, law }: Signing) => {
  const refuse = (field: AssertionField, why: string) => reject(law.assertions.attributes[field].names[0], why);
  if (mode.signedBy === 'organization') {
    if (holder.kind !== 'organization') refuse('mode', 'it is not one for the signature of a card');
    else if (structures === 'own' && holder.organization.id !== structure)
      refuse('structure', 'it is not the structure that signed');
    return;
  }
  if (holder.kind === 'organization') return refuse('mode', 'it is not one for a structure');
  if (holder.kind !== role.kind) return refuse('role', 'it is not that of the card');
  const id = holder.kind === 'professional' ? holder.nationalId : holder.staffId;
  if (id !== subject) return reject('NameID', 'it is not the holder of the card that signed');
  if (holder.kind === 'professional' && role.kind === 'professional' && holder.profession !== role.profession)
    refuse('role', 'its profession is not that of the card');
};

const organizationOf = ({ structure, sector }: Statement, structureName: string): Organization => ({
  id: structure,
  name: structureName,
  sector,
});

const namedBy = ({ subject }: SamlAssertion, statement: Statement, { holder, structureName, law }: Signing): Named => {
  const { mode, role, structure, access, secret, software, name } = statement;
  const organization = organizationOf(statement, structureName);
  const { identifiers } = law.assertions;
  const caller = {
    name: name ?? (holder.kind === 'organization' ? subject : holder.name),
    authentication: mode.authentication,
    mode: access,
    application: software,
    ...(secret && { secret }),
  };
  // of what a machine sends, the journal says who answers for it
  const answerable = subject === structure ? (name ?? structureName) : `${name ?? structureName} (${subject})`;
  switch (role.kind) {
    case 'professional': {
      const { profession, specialty } = role;
      if (!identifiers.professional.test(subject)) return reject('NameID', 'it is no identifier of a professional');
      if (specialty === undefined && law.actorClasses.professionsWithSpecialty.includes(profession))
        return refuseWith(failure('assertion-specialty-missing', { profession }));
      return {
        ...{ kind: 'professional', ...caller, nationalId: subject, profession },
        ...(specialty !== undefined && { specialty }),
        organization,
      };
    }
    case 'staff':
      if (!identifiers.staff.test(subject)) return reject('NameID', 'it is no identifier of a member of staff');
      return { kind: 'staff', ...caller, staffId: subject, organization };
    case 'organization':
      return { kind: 'organization', ...caller, name: answerable, organization };
    case 'feed':
      return { kind: 'feed', ...caller, name: answerable, feed: role.feed, organization };
  }
};

/**
 * Who asks, by an assertion and the certificate that signed it: the actor that a token for the same caller gives, held to
 * the same rules.
 *
 * @returns `assertion-invalid` with the name of the field, or `assertion-specialty-missing` (domain §8, V2)
 */
export const actorOf = (assertion: SamlAssertion, statement: Statement, signing: Signing): Result<Actor, Failure> => {
  const { law } = signing;
  const named = reading(() => {
    checkSigner(assertion.subject, statement, signing);
    return namedBy(assertion, statement, signing);
  });
  if (!named.ok) return named;
  const actor = actorFromClaims(claimsFromActor(named.value), law.actorClasses);
  if (actor.ok || actor.error.code !== 'token-invalid') return actor;
  return fail(
    failure(
      'assertion-invalid',
      { field: 'Assertion', why: 'its caller cannot act so' },
      { detail: String(actor.error.parameters.why) },
    ),
  );
};
