// SPDX-License-Identifier: Apache-2.0

// The parts of FHIR R4 resources that callers of a Dossier meet; whatever else a server sends stays in place.

/** `system` is a URI. */
export interface Coding {
  readonly system?: string;
  readonly code?: string;
  readonly display?: string;
}

export interface CodeableConcept {
  readonly coding?: readonly Coding[];
  readonly text?: string;
}

export interface Identifier {
  readonly use?: string;
  /** `urn:oid:…`, or `urn:ietf:rfc:3986` for a value that is itself a URI. */
  readonly system?: string;
  readonly value?: string;
}

export interface Reference {
  readonly reference?: string;
  readonly identifier?: Identifier;
  readonly display?: string;
}

/** A date, or a time with its zone, at either end. */
export interface Period {
  readonly start?: string;
  readonly end?: string;
}

export interface Meta {
  readonly versionId?: string;
  readonly lastUpdated?: string;
  readonly profile?: readonly string[];
}

/** The values that the SDK reads; others stay in place. */
export interface Extension {
  readonly url: string;
  readonly valueBoolean?: boolean;
  readonly valueCode?: string;
  readonly valueDate?: string;
  readonly valueString?: string;
  readonly extension?: readonly Extension[];
}

/** Metadata of a document, in the PDSm profile (ITI TF-3 §4.5.1). */
export interface DocumentReference {
  readonly resourceType: 'DocumentReference';
  readonly id: string;
  readonly meta?: Meta;
  /** `current` (archived ones too), `superseded` by a replacement, `entered-in-error` when deleted. */
  readonly status: 'current' | 'superseded' | 'entered-in-error';
  readonly extension?: readonly Extension[];
  /** Authors and organisations, to which `author`, `authenticator` and `custodian` refer by `#id`. */
  readonly contained?: readonly { readonly resourceType: string; readonly id?: string }[];
  /** uniqueId: the sender's. */
  readonly masterIdentifier?: Identifier;
  /** entryUUID (`official`) and logical id (`secondary`). */
  readonly identifier?: readonly Identifier[];
  readonly type?: CodeableConcept;
  readonly category?: readonly CodeableConcept[];
  readonly subject?: Reference;
  readonly date?: string;
  readonly author?: readonly Reference[];
  readonly authenticator?: Reference;
  readonly custodian?: Reference;
  readonly relatesTo?: readonly { readonly code: string; readonly target: Reference }[];
  readonly description?: string;
  readonly securityLabel?: readonly CodeableConcept[];
  readonly content: readonly {
    readonly attachment: {
      readonly contentType?: string;
      readonly language?: string;
      readonly url?: string;
      readonly size?: number;
      /** SHA-1 of the bytes, base64. */
      readonly hash?: string;
      readonly title?: string;
      readonly creation?: string;
    };
    readonly format?: Coding;
  }[];
  readonly context?: {
    readonly period?: Period;
    readonly event?: readonly CodeableConcept[];
    readonly facilityType?: CodeableConcept;
    readonly practiceSetting?: CodeableConcept;
    readonly related?: readonly Reference[];
  };
}

/** A patient, as far as a caller may know of the record. */
export interface Patient {
  readonly resourceType: 'Patient';
  readonly id: string;
  readonly active?: boolean;
  readonly identifier?: readonly Identifier[];
  readonly name?: readonly { readonly use?: string; readonly family?: string; readonly given?: readonly string[] }[];
  readonly gender?: string;
  readonly birthDate?: string;
  readonly extension?: readonly Extension[];
}

/** One decision of the patient; `category` names its kind (`urn:dossier:consent-kind`). */
export interface Consent {
  readonly resourceType: 'Consent';
  readonly id: string;
  /** `inactive` when it has ended or run out. */
  readonly status: 'active' | 'inactive';
  readonly category?: readonly CodeableConcept[];
  readonly patient?: Reference;
  readonly dateTime?: string;
  readonly performer?: readonly Reference[];
  readonly provision?: {
    readonly type?: 'permit' | 'deny';
    readonly period?: Period;
    readonly actor?: readonly { readonly role: CodeableConcept; readonly reference: Reference }[];
    readonly purpose?: readonly Coding[];
    readonly securityLabel?: readonly Coding[];
  };
}

/** One trace: an access or a decision, as the journal keeps it. */
export interface AuditEvent {
  readonly resourceType: 'AuditEvent';
  readonly id: string;
  readonly recorded: string;
  /** The interaction, and the operation as the journal names it (`urn:dossier:operation`). */
  readonly subtype?: readonly Coding[];
  readonly action?: string;
  /** `0` success, `4` refused, `8` failure. */
  readonly outcome?: '0' | '4' | '8';
  /** Reasons of a refusal. */
  readonly outcomeDesc?: string;
  /** Break-glass (`BTG`) or emergency dispatch (`ETREAT`). */
  readonly purposeOfEvent?: readonly CodeableConcept[];
  /** Who asked (`requestor`), their organisation, their software. */
  readonly agent?: readonly {
    readonly type?: CodeableConcept;
    readonly role?: readonly CodeableConcept[];
    readonly who?: Reference;
    readonly name?: string;
    readonly requestor: boolean;
    readonly purposeOfUse?: readonly CodeableConcept[];
  }[];
  /** The patient, the documents, and the small facts of the operation. */
  readonly entity?: readonly {
    readonly what?: Reference;
    readonly type?: Coding;
    readonly role?: Coding;
    readonly detail?: readonly { readonly type: string; readonly valueString?: string }[];
  }[];
}

/** Why a request was refused; {@link Fault} is the short form. */
export interface OperationOutcome {
  readonly resourceType: 'OperationOutcome';
  readonly issue: readonly {
    readonly severity: 'fatal' | 'error' | 'warning' | 'information';
    readonly code: string;
    readonly details?: CodeableConcept;
    readonly diagnostics?: string;
    readonly expression?: readonly string[];
  }[];
}

/** A page of a search, or the answer to a transaction. */
export interface Bundle<R> {
  readonly resourceType: 'Bundle';
  readonly total?: number;
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly fullUrl?: string;
    readonly resource?: R;
    readonly search?: { readonly mode?: string };
    readonly response?: { readonly status: string; readonly location?: string; readonly outcome?: OperationOutcome };
  }[];
}
