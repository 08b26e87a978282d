// SPDX-License-Identifier: Apache-2.0
import type { Feed, OrganizationCaller, Professional, Staff } from '@dossier/core/actors';
import { findConcept, labelOf } from '@dossier/core/codes';
import type { AssertionField, AssertionRules, Law } from '@dossier/core/data';
import type { Ins } from '@dossier/core/identity';
import type { Instant } from '@dossier/core/time';
import { type Canonical, element, text } from './canonical.ts';

/** Who may be named in an assertion. */
export type AssertedActor = Professional | Staff | OrganizationCaller | Feed;

/** What an assertion says beside who asks. */
export interface AssertionDetails {
  /** Must never be given twice; a name of XML: it begins with a letter or `_`. */
  readonly id: string;
  readonly at: Instant;
  /** When the person signed in to the software; default: `at`. */
  readonly authenticatedAt?: Instant;
  /** SAML authentication context of that sign-in; default: a card, or a second factor without one. */
  readonly context?: string;
  /** Whom the message is about; absent for the list of one's patients. */
  readonly patient?: Ins;
  readonly software: {
    readonly id?: string;
    readonly name: string;
    readonly version: string;
    /** Number of its approval. */
    readonly approval: string;
  };
  /** Who answers for what an organisation or a feed sends. */
  readonly responsible?: string;
}

/** An assertion in two pieces: its signature goes between them. */
export interface UnsignedAssertion {
  readonly start: string;
  readonly end: string;
}

const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const HL7 = 'urn:hl7-org:v3';

const coded = (
  name: string,
  code: string,
  codeSystem: string,
  displayName: string | undefined,
  content = '',
): Canonical =>
  element(
    name,
    {
      xmlns: HL7,
      'xmlns:xsi': XSI,
      ...{ code, codeSystem },
      ...(displayName !== undefined && { displayName }),
      'xsi:type': 'CE',
    },
    text(content),
  );

const rolesOf = (actor: AssertedActor, { assertions: { roles }, valueSets }: Law): readonly Canonical[] => {
  const role = (code: string, system: string, set: Law['valueSets']['profession']): Canonical => {
    const concept = findConcept(set, code);
    return coded('Role', code, system, concept && labelOf(concept, 'fr'));
  };
  if (actor.kind === 'professional') {
    const [profession] = roles.professions;
    const [specialty] = roles.specialties;
    const main = role(actor.profession, profession, valueSets.profession);
    return actor.specialty === undefined ? [main] : [main, role(actor.specialty, specialty, valueSets.specialty)];
  }
  const { system, codes } = roles.others;
  const [code] =
    Object.entries(codes).find(
      ([, acts]) => acts.kind === actor.kind && (!('feed' in acts) || acts.feed === idOf(actor)),
    ) ??
    Object.entries(codes).find(([, acts]) => acts.kind === 'organization') ??
    [];
  if (code === undefined) throw new RangeError(`An assertion has no role for ${actor.kind}.`);
  return [role(code, system, valueSets.profession)];
};

const idOf = (actor: AssertedActor): string => {
  switch (actor.kind) {
    case 'professional':
      return actor.nationalId;
    case 'staff':
      return actor.staffId;
    case 'feed':
      return actor.feed;
    case 'organization':
      return actor.organization.id;
  }
};

const subjectOf = (actor: AssertedActor, { responsible }: AssertionDetails): string =>
  actor.kind === 'professional' || actor.kind === 'staff' ? idOf(actor) : (responsible ?? actor.organization.id);

const keyOf = <T>(table: Readonly<Record<string, T>>, fits: (value: T) => boolean, what: string): string => {
  const found = Object.entries(table).find(([, value]) => fits(value));
  if (found === undefined) throw new RangeError(`An assertion cannot say this ${what}.`);
  return found[0];
};

const attributesOf = (actor: AssertedActor, details: AssertionDetails, law: Law): readonly Canonical[] => {
  const { assertions: rules } = law;
  const { organization, mode, authentication } = actor;
  if (organization?.sector === undefined)
    throw new RangeError('An assertion names a structure and its sector of activity.');
  const attribute = (field: AssertionField, ...values: readonly (Canonical | undefined)[]): readonly Canonical[] => {
    const there = values.filter((value) => value !== undefined);
    if (there.length === 0) return [];
    const [name] = rules.attributes[field].names;
    return [
      element('saml2:Attribute', { Name: name }, ...there.map((value) => element('saml2:AttributeValue', {}, value))),
    ];
  };
  const { patient, software } = details;
  const optional = (value: string | undefined): Canonical | undefined =>
    value === undefined ? undefined : text(value);
  const purpose = keyOf(rules.purposes.modes, (kind) => kind === mode.kind, 'purpose');
  return [
    ...attribute('version', text(rules.versions.at(0) ?? '')),
    ...attribute('mode', text(keyOf(rules.modes, (one) => one.authentication === authentication, 'authentication'))),
    ...attribute('structure', text(organization.id)),
    ...attribute('sector', text(`${organization.sector}^${rules.sectorSystem}`)),
    ...attribute('name', text(actor.name)),
    ...attribute('role', ...rolesOf(actor, law)),
    ...attribute('patient', patient && text(`${patient.value}^^^&${patient.oid}&ISO^NH`)),
    ...attribute('resource', text(rules.resources[0])),
    ...attribute('purpose', coded('PurposeOfUse', purpose, rules.purposes.system, undefined)),
    ...attribute('reason', mode.kind === 'break-glass' ? text(mode.reason) : undefined),
    ...attribute('confidentiality', actor.secret ? text(law.confidentiality.hiddenFromRepresentatives) : undefined),
    ...attribute('softwareId', optional(software.id)),
    ...attribute('softwareName', text(software.name)),
    ...attribute('softwareVersion', text(software.version)),
    ...attribute('softwareApproval', text(software.approval)),
  ];
};

const contextOf = (actor: AssertedActor, { strongContexts: [card, other], weakContext }: AssertionRules): string => {
  if (actor.authentication === 'direct') return card;
  return actor.authentication === 'indirect' ? weakContext : other;
};

/** SAML 2.0 Core §1.3.3: no fractions that say nothing. */
const timeOf = (at: Instant): string => at.replace(/\.\d+Z$/, 'Z');

/**
 * Writes an assertion in its canonical form, so that it is signed as it stands (VIHF, domain §3.4).
 *
 * @param issuer distinguished name of the certificate that will sign
 * @throws RangeError for what an assertion cannot say
 */
export const writeAssertion = (
  actor: AssertedActor,
  details: AssertionDetails,
  issuer: string,
  law: Law,
): UnsignedAssertion => {
  const { id, at, authenticatedAt = at, context = contextOf(actor, law.assertions) } = details;
  const format = 'urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName';
  const contextClass = element('saml2:AuthnContextClassRef', {}, text(context));
  const whole = element(
    'saml2:Assertion',
    { 'xmlns:saml2': SAML, ID: id, IssueInstant: timeOf(at), Version: '2.0' },
    element('saml2:Issuer', { Format: format }, text(issuer)),
    element('saml2:Subject', {}, element('saml2:NameID', {}, text(subjectOf(actor, details)))),
    element(
      'saml2:AuthnStatement',
      { AuthnInstant: timeOf(authenticatedAt) },
      element('saml2:AuthnContext', {}, contextClass),
    ),
    element('saml2:AttributeStatement', {}, ...attributesOf(actor, details, law)),
  );
  const end = whole.indexOf('<saml2:Subject>');
  return { start: whole.slice(0, end), end: whole.slice(end) };
};
