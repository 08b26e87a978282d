// SPDX-License-Identifier: Apache-2.0
import {
  type AccessMode,
  type Actor,
  type Authentication,
  accessModes,
  actorKinds,
  authentications,
  type Organization,
} from '@dossier/core/actors';
import type { ActorClasses } from '@dossier/core/data';
import { isUuid } from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import type { Ins } from '@dossier/core/identity';
import { fail, ok, type Result } from '@dossier/core/result';

/** The private claim that says who is asking. */
const actorClaim = 'dossier_actor';

/** What the law asks of claims. */
export type ClaimRules = Pick<ActorClasses, 'professionsWithSpecialty'>;

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Control characters and direction overrides would let a name falsify a log or a screen. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u;
const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/;
const CODE = /^[A-Z0-9]{1,16}$/;
const OID = /^[0-2](\.(0|[1-9]\d*)){1,40}$/;
const FEED = /^[a-z][a-z-]{0,39}$/;

interface Reader {
  text(name: string, fits: (value: string) => boolean): string;
  optional<T>(name: string, get: () => T): T | undefined;
  object(name: string): Reader;
  boolean(name: string): boolean;
  finish(): void;
}

/** Reads the members of one object and notes what is wrong with them; the first fault is the one told. */
const reader = (members: Members, path: string, faults: string[]): Reader => {
  const read = new Set<string>();
  const text = (name: string, fits: (value: string) => boolean): string => {
    read.add(name);
    const value = members[name];
    if (value === undefined) faults.push(`${path}.${name} is missing`);
    else if (typeof value !== 'string') faults.push(`${path}.${name} is not a string`);
    else if (!fits(value)) faults.push(`${path}.${name} is not valid`);
    else return value;
    return '';
  };
  const optional = <T>(name: string, get: () => T): T | undefined => {
    read.add(name);
    return members[name] === undefined ? undefined : get();
  };
  const object = (name: string): Reader => {
    read.add(name);
    const value = members[name];
    if (isMembers(value)) return reader(value, `${path}.${name}`, faults);
    faults.push(value === undefined ? `${path}.${name} is missing` : `${path}.${name} is not an object`);
    return reader({}, `${path}.${name}`, []);
  };
  const boolean = (name: string): boolean => {
    read.add(name);
    if (typeof members[name] !== 'boolean') faults.push(`${path}.${name} is not true or false`);
    return members[name] === true;
  };
  /** A member that nobody asked for is a fault: a misspelt one must not widen what the token allows. */
  const finish = (): void => {
    for (const name of Object.keys(members)) {
      if (!read.has(name)) faults.push(`${path}.${UNPRINTABLE.test(name) ? '?' : name.slice(0, 40)} is not expected`);
    }
  };
  return { text, optional, object, boolean, finish };
};

const printable =
  (max: number) =>
  (value: string): boolean =>
    value.trim() !== '' && value.length <= max && !UNPRINTABLE.test(value);

const oneOf =
  (allowed: readonly string[]) =>
  (value: string): boolean =>
    allowed.includes(value);

const matches =
  (pattern: RegExp) =>
  (value: string): boolean =>
    pattern.test(value);

const readOrganization = (from: Reader): Organization => {
  const organization = from.object('organization');
  const id = organization.text('id', matches(IDENTIFIER));
  const name = organization.text('name', printable(200));
  const sector = organization.optional('sector', () => organization.text('sector', matches(CODE)));
  organization.finish();
  return { id, name, ...(sector !== undefined && { sector }) };
};

const readIns = (from: Reader): Ins => {
  const ins = from.object('ins');
  const read = { oid: ins.text('oid', matches(OID)), value: ins.text('value', matches(CODE)) };
  ins.finish();
  return read;
};

const readMode = (kind: string, from: Reader, faults: string[]): AccessMode | 'reason-required' => {
  const name = from.optional('mode', () => from.text('mode', oneOf(accessModes))) ?? 'normal';
  if (name === 'break-glass') {
    if (kind !== 'professional') faults.push(`${actorClaim}.mode break-glass is for professionals`);
    const reason = from.optional('reason', () =>
      from.text('reason', (value) => value.length <= 1000 && !UNPRINTABLE.test(value)),
    );
    return (reason ?? '').trim() === '' ? 'reason-required' : { kind: 'break-glass', reason: reason ?? '' };
  }
  // R248: dispatch (centre 15) is a mode of professionals and of organisations (functional matrix, column ES r)
  if (name === 'emergency-dispatch' && kind !== 'professional' && kind !== 'organization') {
    faults.push(`${actorClaim}.mode emergency-dispatch is for professionals and organisations`);
  }
  return name === 'emergency-dispatch' ? { kind: 'emergency-dispatch' } : { kind: 'normal' };
};

/**
 * Turns the claims of a verified token into the Actor they describe. The claim `dossier_actor` is an object:
 *
 * | member | kinds | value |
 * |---|---|---|
 * | `kind` | all | `patient`, `representative`, `carer`, `professional`, `staff`, `organization`, `feed`, `support` |
 * | `name` | all | name to show, at most 200 characters |
 * | `authentication` | all | `direct`, `indirect`, `reinforced-indirect` |
 * | `mode` | all, optional | `normal` (default), `break-glass`, `emergency-dispatch` |
 * | `reason` | with `break-glass` | not blank, at most 1000 characters |
 * | `application` | all, optional | `{ id, name }` of the software that acts for the caller |
 * | `secret` | all, optional | `true`: secret session (L.1111-5 CSP) |
 * | `person_id` | patient, representative, carer | UUID of the person |
 * | `ins` | patient, optional | `{ oid, value }`: the INS that sign-in has verified |
 * | `national_id` | professional | PS_IdNat with its prefix, for example `8` + RPPS |
 * | `profession` | professional | TRE_G15 code |
 * | `specialty` | professional | TRE_R38 code; mandatory where the law asks for one: for physicians |
 * | `organization` | professional (optional), staff, organization, feed | `{ id, name, sector? }`, id as Struct_IdNat |
 * | `staff_id` | staff | identifier within the organisation |
 * | `feed` | feed | name of the feed in the rights data |
 * | `agent_id` | support | identifier of the agent |
 *
 * A `system` actor never comes from a token. Members that are not in the table are refused.
 *
 * @returns the Actor, or `reason-required` (break-glass without a reason), or `token-invalid` naming the claim
 */
export const actorFromClaims = (
  claims: Readonly<Record<string, unknown>>,
  rules: ClaimRules,
): Result<Actor, Failure> => {
  const claim = claims[actorClaim];
  if (!isMembers(claim)) {
    const why = claim === undefined ? `the claim ${actorClaim} is missing` : `the claim ${actorClaim} is not an object`;
    return fail(failure('token-invalid', { why }));
  }
  const faults: string[] = [];
  const from = reader(claim, actorClaim, faults);
  const kind = from.text('kind', oneOf(kinds));
  const mode = readMode(kind, from, faults);
  const name = from.text('name', printable(200));
  const authentication = from.text('authentication', oneOf(authentications)) as Authentication;
  const application = from.optional('application', () => {
    const software = from.object('application');
    const read = { id: software.text('id', printable(100)), name: software.text('name', printable(200)) };
    software.finish();
    return read;
  });
  const secret = from.optional('secret', () => from.boolean('secret'));
  const caller = {
    name,
    authentication,
    mode: mode === 'reason-required' ? { kind: 'normal' as const } : mode,
    ...(application && { application }),
    ...(secret && { secret }),
  };
  const actor = readActor(kind, caller, from, faults, rules);
  if (actor) from.finish();
  const [why] = faults;
  if (why !== undefined || !actor) return fail(failure('token-invalid', { why: why ?? 'unknown kind of caller' }));
  if (mode === 'reason-required') return fail(failure('reason-required'));
  return ok(actor);
};

/** A job of the house never comes from a token. */
const kinds = actorKinds.filter((kind) => kind !== 'system');

type CallerFields = Pick<Actor, 'name' | 'authentication' | 'mode' | 'application' | 'secret'>;

const readActor = (
  kind: string,
  caller: CallerFields,
  from: Reader,
  faults: string[],
  rules: ClaimRules,
): Actor | undefined => {
  switch (kind) {
    case 'patient': {
      const ins = from.optional('ins', () => readIns(from));
      return { kind, ...caller, personId: from.text('person_id', isUuid), ...(ins && { ins }) };
    }
    case 'representative':
    case 'carer':
      return { kind, ...caller, personId: from.text('person_id', isUuid) };
    case 'professional': {
      const nationalId = from.text('national_id', matches(IDENTIFIER));
      const profession = from.text('profession', matches(CODE));
      const specialty = from.optional('specialty', () => from.text('specialty', matches(CODE)));
      const organization = from.optional('organization', () => readOrganization(from));
      if (specialty === undefined && rules.professionsWithSpecialty.includes(profession)) {
        faults.push(`${actorClaim}.specialty is missing; profession ${profession} must state one`);
      }
      return {
        kind,
        ...caller,
        nationalId,
        profession,
        ...(specialty !== undefined && { specialty }),
        ...(organization && { organization }),
      };
    }
    case 'staff':
      return {
        kind,
        ...caller,
        staffId: from.text('staff_id', matches(IDENTIFIER)),
        organization: readOrganization(from),
      };
    case 'organization':
      return { kind, ...caller, organization: readOrganization(from) };
    case 'feed':
      return { kind, ...caller, feed: from.text('feed', matches(FEED)), organization: readOrganization(from) };
    case 'support':
      return { kind, ...caller, agentId: from.text('agent_id', matches(IDENTIFIER)) };
    default:
      return undefined;
  }
};

/** The claims that {@link actorFromClaims} reads back as the same actor; for whoever issues tokens. */
export const claimsFromActor = (actor: Exclude<Actor, { kind: 'system' }>): Readonly<Record<string, unknown>> => {
  const members: Record<string, unknown> = {
    kind: actor.kind,
    name: actor.name,
    authentication: actor.authentication,
    mode: actor.mode.kind,
  };
  if (actor.mode.kind === 'break-glass') members.reason = actor.mode.reason;
  if (actor.application) members.application = actor.application;
  if (actor.secret) members.secret = true;
  if ('personId' in actor) members.person_id = actor.personId;
  if ('organization' in actor && actor.organization) members.organization = actor.organization;
  switch (actor.kind) {
    case 'patient':
      if (actor.ins) members.ins = actor.ins;
      break;
    case 'professional':
      members.national_id = actor.nationalId;
      members.profession = actor.profession;
      if (actor.specialty !== undefined) members.specialty = actor.specialty;
      break;
    case 'staff':
      members.staff_id = actor.staffId;
      break;
    case 'feed':
      members.feed = actor.feed;
      break;
    case 'support':
      members.agent_id = actor.agentId;
      break;
  }
  return { [actorClaim]: members };
};
