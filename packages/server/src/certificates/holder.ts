// SPDX-License-Identifier: Apache-2.0
import type { OrganizationCaller, Professional, Staff } from '@dossier/core/actors';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { type CertificateFacts, refused } from './facts.ts';
import type { CertificateProfile } from './profile.ts';

/** Professions that must state a speciality. */
interface HolderRules {
  readonly professionsWithSpecialty: readonly string[];
}

const CODE = /^[A-Z0-9]{1,16}$/;
const normal = { kind: 'normal' } as const;

class NotThere extends Error {}

/** The attribute of the subject, which stands there once. */
const oneOf = ({ subject }: CertificateFacts, oid: string, what: string, fits?: RegExp): string => {
  const [text, more] = subject.filter(([type]) => type === oid).map(([, value]) => value);
  if (text === undefined) throw new NotThere(`its subject names no ${what}`);
  if (more !== undefined) throw new NotThere(`its subject names more than one ${what}`);
  if (fits && !fits.test(text)) throw new NotThere(`the ${what} in its subject is not valid`);
  return text;
};

const organizationIn = (facts: CertificateFacts, { organization: at }: CertificateProfile) => ({
  id: oneOf(facts, at.id, 'structure', at.idPattern),
  name: oneOf(facts, at.name, 'name of the structure'),
});

const codeIn = (facts: CertificateFacts, oid: string, what: string): string | undefined => {
  const text = facts.texts.get(oid);
  if (text !== undefined && !CODE.test(text)) throw new NotThere(`the ${what} in it is not a code`);
  return text;
};

/** What the cards of professionals and of staff have alike. */
const cardOf = (facts: CertificateFacts, { card }: CertificateProfile) => {
  const given = oneOf(facts, card.givenName, 'given name');
  const family = oneOf(facts, card.familyName, 'family name');
  return { name: `${given} ${family}`, authentication: 'direct', mode: normal } as const;
};

/** A member of staff acts within the structure, which the card must name. */
const staffOf = (facts: CertificateFacts, profile: CertificateProfile): Staff => ({
  kind: 'staff',
  ...cardOf(facts, profile),
  staffId: oneOf(facts, profile.card.nationalId, 'member of staff', profile.card.staffIdPattern),
  organization: organizationIn(facts, profile),
});

const professionalOf = (facts: CertificateFacts, profile: CertificateProfile, rules: HolderRules): Professional => {
  const { card, organization } = profile;
  const profession = codeIn(facts, card.professionExtension, 'profession') ?? '';
  const specialty = codeIn(facts, card.specialtyExtension, 'speciality');
  if (specialty === undefined && rules.professionsWithSpecialty.includes(profession))
    throw new NotThere('it states no speciality, which its profession must');
  return {
    kind: 'professional',
    ...cardOf(facts, profile),
    nationalId: oneOf(facts, card.nationalId, 'professional', card.nationalIdPattern),
    profession,
    ...(specialty !== undefined && { specialty }),
    // Most cards name no structure.
    ...(facts.subject.some(([type]) => type === organization.id) && { organization: organizationIn(facts, profile) }),
  };
};

const organizationOf = (facts: CertificateFacts, profile: CertificateProfile): OrganizationCaller => {
  const organization = organizationIn(facts, profile);
  return { kind: 'organization', name: organization.name, authentication: 'indirect', mode: normal, organization };
};

/**
 * Who holds a certificate, as the profile says where it stands: a professional or a member of staff with a card signs in
 * directly, a structure indirectly (domain §3.5). What is missing, not valid or twice there is not guessed.
 *
 * @returns the Actor that a token for the same caller would give, or `certificate-refused`
 */
export const holderOf = (
  facts: CertificateFacts,
  profile: CertificateProfile,
  rules: HolderRules,
): Result<Professional | Staff | OrganizationCaller, Failure> => {
  const { professionExtension, familyName } = profile.card;
  try {
    if (facts.texts.has(professionExtension)) return ok(professionalOf(facts, profile, rules));
    const isPerson = facts.subject.some(([type]) => type === familyName);
    return ok(isPerson ? staffOf(facts, profile) : organizationOf(facts, profile));
  } catch (error) {
    if (error instanceof NotThere) return refused(error.message);
    return fail(failure('unexpected'));
  }
};
