// SPDX-License-Identifier: Apache-2.0

/** The parts of FHIR R4 resources that the SDK reads and writes; whatever else a server sends stays in place. */
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
  readonly system?: string;
  readonly value?: string;
}

export interface Reference {
  readonly reference?: string;
  readonly identifier?: Identifier;
}

export interface DocumentReference {
  readonly resourceType: 'DocumentReference';
  readonly id?: string;
  readonly status: 'current' | 'superseded' | 'entered-in-error';
  readonly masterIdentifier?: Identifier;
  readonly type?: CodeableConcept;
  readonly category?: readonly CodeableConcept[];
  readonly securityLabel?: readonly CodeableConcept[];
  readonly description?: string;
  readonly content: readonly {
    readonly attachment: {
      readonly contentType?: string;
      readonly url?: string;
      readonly title?: string;
      readonly size?: number;
      /** SHA-1 of the bytes, base64. */
      readonly hash?: string;
      readonly creation?: string;
    };
    readonly format?: Coding;
  }[];
}

export interface Patient {
  readonly resourceType: 'Patient';
  readonly id: string;
  readonly active?: boolean;
  readonly identifier?: readonly Identifier[];
  readonly name?: readonly { readonly use?: string; readonly family?: string; readonly given?: readonly string[] }[];
  readonly birthDate?: string;
  readonly extension?: readonly {
    readonly url: string;
    readonly valueBoolean?: boolean;
    readonly valueCode?: string;
  }[];
}

export interface Consent {
  readonly resourceType: 'Consent';
  readonly id: string;
  readonly status: 'active' | 'inactive';
}

export interface AuditEvent {
  readonly resourceType: 'AuditEvent';
  readonly id: string;
  readonly recorded: string;
}

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
