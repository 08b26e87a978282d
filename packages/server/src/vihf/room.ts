// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import type { Actor } from '@dossier/core/actors';
import type { Law } from '@dossier/core/data';
import { type Failure, failure } from '@dossier/core/errors';
import { checkIns, type Environment, type Ins } from '@dossier/core/identity';
import { NO_RECORD } from '@dossier/core/journal';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import type { CertificateFacts, SignatureCertificates } from '../certificates/index.ts';
import { legacySuite, modernSuite } from '../xml-signature/index.ts';
import { actorOf } from './actor.ts';
import { checkConnection } from './connection.ts';
import type { Holder, Judged, Structures } from './holder.ts';
import { locate } from './locate.ts';
import type { Refusals } from './refusals.ts';
import { readSaml, type SamlAssertion } from './saml.ts';
import { readStatement, type Statement } from './statement.ts';
import { checkTimes, type TimeSettings } from './times.ts';
import type { FirstUse } from './used.ts';

export interface AssertionSettings extends TimeSettings {
  /** Whether signatures with SHA-1 are taken. */
  readonly sha1: 'refuse' | 'accept';
  /** Whether the connection must be that of a client certificate. */
  readonly connection: 'certificate' | 'any';
  readonly structures: Structures;
}

export interface AssertionOptions {
  readonly settings: AssertionSettings;
  /** Absent where no assertion is taken. */
  readonly certificates?: SignatureCertificates;
  readonly clock: { now(): Instant };
  readonly law: (at: Instant) => Law;
  readonly environment: Environment;
  readonly insKeyErrors: 'refuse' | 'warn';
  /** Names by which this house is known to those who restrict an assertion to an audience, beside those of the law. */
  readonly audiences: readonly string[];
  /** Holds a caller against the directory. */
  readonly attest: (actor: Actor) => Promise<Result<Actor, Failure>>;
  /** What the directory calls a structure. */
  readonly structureName: (id: string) => Promise<string | undefined>;
  readonly isFirstUse: FirstUse;
  /** Record of a patient, where there is one. */
  readonly recordOf: (ins: Ins) => Promise<string | undefined>;
  readonly refusals: Refusals;
}

export interface Assertions {
  /**
   * Who sends a message, by the one assertion in its `wsse:Security`.
   *
   * @param envelope the SOAP envelope, whole
   * @param request on whose connection it came
   * @returns the actor that a token for the same caller gives, for the patient whom the assertion names and no other; fails
   *   with `assertion-invalid`, `assertion-signature-refused`, `signature-certificate-refused`, `certificate-refused`,
   *   `assertion-not-current`, `assertion-used`, `assertion-specialty-missing`, `reason-required`, what the directory
   *   refuses, or what is wrong with the patient's identifier
   */
  authenticate(envelope: Uint8Array, request: IncomingMessage): Promise<Result<Actor, Failure>>;
  close(): Promise<void>;
}

/** An assertion whose signature holds. */
interface Signed {
  readonly assertion: SamlAssertion;
  readonly signer: Judged;
}

const certificateRefused = ({ parameters: { why = 'it cannot be read' } }: Failure): Failure =>
  failure('signature-certificate-refused', { why });

export const openAssertions = (options: AssertionOptions): Assertions => {
  const { settings, certificates, clock, law, attest, isFirstUse, recordOf, refusals } = options;
  const suite = settings.sha1 === 'accept' ? legacySuite : modernSuite;

  const judged = (facts: CertificateFacts, of: SignatureCertificates): Result<Judged, Failure> => {
    const holder: Result<Holder, Failure> = of.holder(facts);
    return holder.ok ? ok({ facts, holder: holder.value }) : holder;
  };

  /** The assertion, read from what the holder of a good certificate has signed. */
  const verify = async (envelope: Uint8Array): Promise<Result<Signed, Failure>> => {
    if (certificates === undefined)
      return fail(failure('signature-certificate-refused', { why: 'no assertions are taken here' }));
    const located = locate(envelope, suite);
    if (!located.ok) return located;
    const facts = await certificates.signature(located.value.certificate);
    const signer = facts.ok ? judged(facts.value, certificates) : facts;
    if (!signer.ok) return fail(certificateRefused(signer.error));
    const content = located.value.signedBy(signer.value.facts.certificate.publicKey);
    if (content === undefined)
      return fail(failure('assertion-signature-refused', { why: 'it does not hold, or what was signed has changed' }));
    const assertion = readSaml(content);
    if (!assertion.ok) return assertion;
    if (!certificates.isNamed(signer.value.facts, assertion.value.issuer))
      return fail(failure('assertion-invalid', { field: 'Issuer', why: 'it is not the subject of the certificate' }));
    return ok({ assertion: assertion.value, signer: signer.value });
  };

  const presentedOn = async (request: IncomingMessage): Promise<Result<Judged | undefined, Failure>> => {
    const facts = await certificates?.presented(request);
    if (certificates === undefined || facts === undefined) return ok(undefined);
    return facts.ok ? judged(facts.value, certificates) : facts;
  };

  const checkAudience = ({ audiences }: SamlAssertion, { assertions }: Law): Result<void, Failure> => {
    const ours = [...assertions.resources, ...options.audiences];
    return audiences.every((restriction) => restriction.some((audience) => ours.includes(audience)))
      ? ok(undefined)
      : fail(failure('assertion-invalid', { field: 'Audience', why: 'it is for somebody else' }));
  };

  /** The patient as kept here, and the one record that the session is for; an INS without a record has none yet. */
  const patientOf = async (
    { patient }: Statement,
    { identity }: Law,
  ): Promise<Result<Pick<Actor, 'onlyPatient' | 'onlyRecord'>, Failure>> => {
    if (patient === undefined) return ok({});
    const checked = checkIns(patient, identity, options.environment, options.insKeyErrors);
    if (!checked.ok) return checked;
    const { ins } = checked.value;
    return ok({ onlyPatient: ins, onlyRecord: (await recordOf(ins)) ?? NO_RECORD });
  };

  /** The rules, in their order (domain §8, V1 to V10). What is asked of the database comes last. */
  const admit = async ({ assertion, signer }: Signed, request: IncomingMessage): Promise<Result<Actor, Failure>> => {
    const now = clock.now();
    const today = law(now);
    const statement = readStatement(assertion, today);
    if (!statement.ok) return statement;
    const seconds = checkTimes(assertion, settings, now);
    if (!seconds.ok) return seconds;
    const audience = checkAudience(assertion, today);
    if (!audience.ok) return audience;
    const presented = await presentedOn(request);
    if (!presented.ok) return presented;
    const connection = checkConnection(signer, presented.value, settings.connection === 'certificate');
    if (!connection.ok) return connection;
    const { structure } = statement.value;
    const { organization } = signer.holder;
    const certified = organization?.id === structure ? organization.name : undefined;
    const structureName = certified ?? (await options.structureName(structure)) ?? structure;
    const { structures } = settings;
    const named = actorOf(assertion, statement.value, { holder: signer.holder, structures, structureName, law: today });
    if (!named.ok) return named;
    const attested = await attest(named.value);
    if (!attested.ok) return attested;
    const patient = await patientOf(statement.value, today);
    if (!patient.ok) return patient;
    if (!(await isFirstUse(assertion.id, signer.facts.certificate, seconds.value)))
      return fail(failure('assertion-used'));
    return ok({ ...attested.value, ...patient.value });
  };

  return {
    authenticate: async (envelope, request) => {
      const signed = await verify(envelope);
      const actor = signed.ok ? await admit(signed.value, request) : signed;
      if (!actor.ok) await refusals.record(actor.error, signed.ok ? signed.value.signer.holder : undefined);
      return actor;
    },
    close: () => refusals.close(),
  };
};
