// SPDX-License-Identifier: Apache-2.0
import { namesHolder, type RelationKind } from '@dossier/core/consent';
import type { Failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { dtmFromIso, endOfDtm, type Instant, instant } from '@dossier/core/time';
import type { ConsentChange, SubmissionRecord } from '../../../record/requests.ts';
import { consentKinds, isConsentKind, ownSystems, partyOfIdentifier } from '../identifiers/index.ts';
import { at, child, type Element, isAbsent, isFields, items, textAt } from './element.ts';
import { readIdentifier } from './identifiers.ts';
import { type PatientRules, readPatient } from './patient.ts';
import { recordOf } from './provide-bundle.ts';
import { newReport } from './report.ts';
import { noEntries, scopeOf } from './scope.ts';
import { checkTexts } from './text-check.ts';

/** What a Consent asks for, and on which record. */
export interface ConsentIntake {
  /** Absent only where the Consent is one that exists and does not name its patient. */
  readonly record?: SubmissionRecord;
  readonly change: ConsentChange;
}

export interface ConsentContext extends PatientRules {
  readonly base?: string;
  /** The id of the Consent that is updated; absent when one is created. */
  readonly relationId?: string;
}

/**
 * Reads a Consent as a decision of the patient. Created, it begins a relation of the kind in `category`
 * (`urn:dossier:consent-kind`; without one, permit is an authorisation and deny a block). Updated, it ends the relation
 * when its status is inactive or entered-in-error, and renews it when it is active.
 */
export const readConsent = (message: unknown, context: ConsentContext): Result<ConsentIntake, readonly Failure[]> => {
  const report = newReport();
  const consent: Element = { value: message, path: 'Consent', report };
  if (!isFields(message) || message.resourceType !== 'Consent') {
    report.invalid('Consent.resourceType', 'a decision of the patient is a Consent');
    return fail(report.failures);
  }
  checkTexts(consent);
  for (const name of ['modifierExtension', 'implicitRules'])
    if (!isAbsent(child(consent, name))) report.unsupported(`Consent.${name}`, 'no other rules are known here');
  const patient = readPatient(child(consent, 'patient'), scopeOf(consent, noEntries, context.base), context);
  const status = textAt(consent, 'status');
  const change =
    context.relationId === undefined ? begin(consent, status) : update(consent, status, context.relationId);
  if (context.relationId === undefined && isAbsent(child(consent, 'patient')))
    report.missing('Consent.patient', 'a decision concerns a record');
  if (report.failures.length > 0 || change === undefined) return fail(report.failures);
  return ok({ ...(patient === undefined ? {} : { record: recordOf(patient) }), change });
};

const update = ({ report }: Element, status: string | undefined, relationId: string): ConsentChange | undefined => {
  if (status === 'inactive' || status === 'entered-in-error') return { do: 'end', relationId };
  if (status === 'active') return { do: 'renew', relationId };
  return report.invalid('Consent.status', 'active renews the decision, inactive ends it');
};

const begin = (consent: Element, status: string | undefined): ConsentChange | undefined => {
  const { report } = consent;
  if (status !== 'active') report.invalid('Consent.status', 'a new decision is active');
  const kind = kindOf(consent);
  if (kind === undefined) return undefined;
  const rules = consentKinds[kind];
  const type = textAt(consent, 'provision', 'type');
  if (type !== undefined && type !== rules.type)
    report.invalid('Consent.provision.type', `${kind} is a provision of the type ${rules.type}`);
  const holder = namesHolder(kind) ? holderOf(consent) : undefined;
  if (!namesHolder(kind) && items(at(consent, 'provision'), 'actor').length > 0)
    report.unsupported('Consent.provision.actor', `${kind} concerns everybody`);
  const value = rules.value ? confidentialityOf(consent) : undefined;
  const until = untilOf(consent);
  if (!isAbsent(at(consent, 'provision', 'provision')))
    report.unsupported('Consent.provision.provision', 'a decision has one provision');
  return {
    do: 'begin',
    kind,
    ...(holder === undefined ? {} : { holder: holder.key }),
    ...(holder?.name === undefined ? {} : { holderName: holder.name }),
    ...(until === undefined ? {} : { until }),
    ...(value === undefined ? {} : { value }),
  };
};

const kindOf = (consent: Element): RelationKind | undefined => {
  const codings = items(consent, 'category').flatMap((category) => items(category, 'coding'));
  const own = codings.find(({ value }) => isFields(value) && value.system === ownSystems.consentKind);
  const code = own && textAt(own, 'code');
  if (code !== undefined && isConsentKind(code)) return code;
  if (own !== undefined)
    return consent.report.refuse('code-unknown', own.path, {
      path: own.path,
      code: code ?? '',
      system: ownSystems.consentKind,
      valueSet: 'kinds of decision',
    });
  const type = textAt(consent, 'provision', 'type');
  if (type === 'permit') return 'authorization';
  if (type === 'deny') return 'block';
  return consent.report.missing('Consent.category', `a coding of ${ownSystems.consentKind} says what is decided`);
};

const holderOf = (consent: Element): { readonly key: string; readonly name: string | undefined } | undefined => {
  const actors = items(at(consent, 'provision'), 'actor');
  const [actor] = actors;
  const path = 'Consent.provision.actor';
  if (actor === undefined) return consent.report.missing(path, 'the decision is about somebody');
  if (actors.length > 1) return consent.report.unsupported(`${path}[1]`, 'a decision is about one party');
  const identifier = readIdentifier(at(actor, 'reference', 'identifier'));
  if (identifier === undefined)
    return consent.report.missing(`${path}[0].reference.identifier`, 'the party is named by an identifier');
  const key = partyOfIdentifier(identifier.system, identifier.value);
  if (key === undefined)
    return consent.report.invalid(
      `${path}[0].reference.identifier.system`,
      'use the national identifier of a professional or of a structure',
    );
  return { key, name: textAt(actor, 'reference', 'display') };
};

const confidentialityOf = (consent: Element): string | undefined => {
  const [label] = items(at(consent, 'provision'), 'securityLabel');
  const code = label && textAt(label, 'code');
  return code ?? consent.report.missing('Consent.provision.securityLabel', 'it gives the confidentiality');
};

/** The end of the period; a date ends with its day. */
const untilOf = (consent: Element): Instant | undefined => {
  const text = textAt(consent, 'provision', 'period', 'end');
  if (text === undefined) return undefined;
  const day = text.includes('T') ? undefined : dtmFromIso(text);
  const end = text.includes('T') ? instant(text) : day && endOfDtm(day);
  return (
    end ?? consent.report.invalid('Consent.provision.period.end', `${text} is not a date, or a time without its zone`)
  );
};
