// SPDX-License-Identifier: Apache-2.0
import type {
  Address,
  Annotation,
  Attachment,
  CodeableConcept,
  Coding,
  ContactPoint,
  Extension,
  HumanName,
  Identifier,
  Meta,
  Period,
  Reference,
} from './datatypes.ts';

/** FHIR R4 resources (http://hl7.org/fhir/R4/resourcelist.html), with those elements that this face writes. */
interface DomainResource<T extends string> {
  resourceType: T;
  id?: string | undefined;
  meta?: Meta | undefined;
  contained?: PartyResource[] | undefined;
  extension?: Extension[] | undefined;
}

export interface Practitioner extends DomainResource<'Practitioner'> {
  identifier?: Identifier[] | undefined;
  name?: HumanName[] | undefined;
  telecom?: ContactPoint[] | undefined;
}

export interface PractitionerRole extends DomainResource<'PractitionerRole'> {
  identifier?: Identifier[] | undefined;
  practitioner?: Reference | undefined;
  organization?: Reference | undefined;
  code?: CodeableConcept[] | undefined;
  specialty?: CodeableConcept[] | undefined;
}

export interface Organization extends DomainResource<'Organization'> {
  identifier?: Identifier[] | undefined;
  name?: string | undefined;
  telecom?: ContactPoint[] | undefined;
}

export interface RelatedPerson extends DomainResource<'RelatedPerson'> {
  identifier?: Identifier[] | undefined;
  patient: Reference;
  name?: HumanName[] | undefined;
  telecom?: ContactPoint[] | undefined;
}

export interface Device extends DomainResource<'Device'> {
  identifier?: Identifier[] | undefined;
  deviceName?: { name: string; type: 'user-friendly-name' | 'model-name' }[] | undefined;
  owner?: Reference | undefined;
  contact?: ContactPoint[] | undefined;
}

export interface Patient extends DomainResource<'Patient'> {
  identifier?: Identifier[] | undefined;
  active?: boolean | undefined;
  name?: HumanName[] | undefined;
  telecom?: ContactPoint[] | undefined;
  gender?: 'male' | 'female' | 'other' | 'unknown' | undefined;
  birthDate?: string | undefined;
  address?: Address[] | undefined;
}

/** The resources in which a party can be contained. */
export type PartyResource = Practitioner | PractitionerRole | Organization | RelatedPerson | Device | Patient;

export interface DocumentReferenceRelatesTo {
  extension?: Extension[] | undefined;
  code: 'replaces' | 'transforms' | 'signs' | 'appends';
  target: Reference;
}

export interface DocumentReference extends DomainResource<'DocumentReference'> {
  masterIdentifier?: Identifier | undefined;
  identifier?: Identifier[] | undefined;
  status: 'current' | 'superseded' | 'entered-in-error';
  type?: CodeableConcept | undefined;
  category?: CodeableConcept[] | undefined;
  subject?: Reference | undefined;
  date?: string | undefined;
  author?: Reference[] | undefined;
  authenticator?: Reference | undefined;
  custodian?: Reference | undefined;
  relatesTo?: DocumentReferenceRelatesTo[] | undefined;
  description?: string | undefined;
  securityLabel?: CodeableConcept[] | undefined;
  content: { attachment: Attachment; format?: Coding | undefined }[];
  context?:
    | {
        encounter?: Reference[] | undefined;
        event?: CodeableConcept[] | undefined;
        period?: Period | undefined;
        facilityType?: CodeableConcept | undefined;
        practiceSetting?: CodeableConcept | undefined;
        sourcePatientInfo?: Reference | undefined;
        related?: Reference[] | undefined;
      }
    | undefined;
}

export interface List extends DomainResource<'List'> {
  identifier?: Identifier[] | undefined;
  status: 'current' | 'retired' | 'entered-in-error';
  mode: 'working' | 'snapshot' | 'changes';
  title?: string | undefined;
  code?: CodeableConcept | undefined;
  subject?: Reference | undefined;
  date?: string | undefined;
  source?: Reference | undefined;
  note?: Annotation[] | undefined;
  entry?: { item: Reference }[] | undefined;
}

export interface Consent extends DomainResource<'Consent'> {
  status: 'draft' | 'proposed' | 'active' | 'rejected' | 'inactive' | 'entered-in-error';
  scope: CodeableConcept;
  category: CodeableConcept[];
  patient?: Reference | undefined;
  dateTime?: string | undefined;
  performer?: Reference[] | undefined;
  policyRule?: CodeableConcept | undefined;
  provision?:
    | {
        type?: 'deny' | 'permit' | undefined;
        period?: Period | undefined;
        actor?: { role: CodeableConcept; reference: Reference }[] | undefined;
        securityLabel?: Coding[] | undefined;
        purpose?: Coding[] | undefined;
        code?: CodeableConcept[] | undefined;
      }
    | undefined;
}

export interface Communication extends DomainResource<'Communication'> {
  language: string;
  status: 'completed';
  category: CodeableConcept[];
  topic: CodeableConcept;
  sent: string;
  recipient: Reference[];
  payload: { contentString: string }[];
}

export interface AuditEventAgent {
  type?: CodeableConcept | undefined;
  role?: CodeableConcept[] | undefined;
  who?: Reference | undefined;
  name?: string | undefined;
  requestor: boolean;
  purposeOfUse?: CodeableConcept[] | undefined;
}

export interface AuditEventEntity {
  what?: Reference | undefined;
  type?: Coding | undefined;
  role?: Coding | undefined;
  detail?: { type: string; valueString: string }[] | undefined;
}

export interface AuditEvent extends DomainResource<'AuditEvent'> {
  type: Coding;
  subtype?: Coding[] | undefined;
  action?: 'C' | 'R' | 'U' | 'D' | 'E' | undefined;
  recorded: string;
  outcome?: '0' | '4' | '8' | '12' | undefined;
  outcomeDesc?: string | undefined;
  purposeOfEvent?: CodeableConcept[] | undefined;
  agent: AuditEventAgent[];
  source: { observer: Reference; type?: Coding[] | undefined };
  entity?: AuditEventEntity[] | undefined;
}

export interface OperationOutcomeIssue {
  severity: 'fatal' | 'error' | 'warning' | 'information';
  code: string;
  details?: CodeableConcept | undefined;
  diagnostics?: string | undefined;
  expression?: string[] | undefined;
}

export interface OperationOutcome extends DomainResource<'OperationOutcome'> {
  issue: OperationOutcomeIssue[];
}
