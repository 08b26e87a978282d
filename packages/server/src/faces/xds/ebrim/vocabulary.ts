// SPDX-License-Identifier: Apache-2.0
import type { AvailabilityStatus, RelationType } from '@dossier/core/documents';

/** Namespaces of ebXML RegRep 3.0 and of XDS (ITI TF-2 Appendix V.2.4). */
export const ns = {
  lcm: 'urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0',
  rim: 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0',
  rs: 'urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0',
  query: 'urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0',
  xds: 'urn:ihe:iti:xds-b:2007',
} as const;

/** ITI TF-3 §4.2.5.1: what an object is. */
export const objectTypes = {
  stable: 'urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1',
  onDemand: 'urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248',
  submissionSet: 'urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd',
  folder: 'urn:uuid:d9d542f3-6cc4-48b6-8870-ea235fbc94c2',
  package: 'urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:RegistryPackage',
  association: 'urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Association',
  classification: 'urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Classification',
  externalIdentifier: 'urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:ExternalIdentifier',
} as const;

/** ITI TF-3 §4.2.5.2: classification schemes and identification schemes. */
export const schemes = {
  entry: {
    author: 'urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d',
    class: 'urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a',
    confidentiality: 'urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f',
    event: 'urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4',
    format: 'urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d',
    facility: 'urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1',
    practiceSetting: 'urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead',
    type: 'urn:uuid:f0306f51-975f-434e-a61c-c59651d33983',
    patientId: 'urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427',
    uniqueId: 'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab',
  },
  set: {
    author: 'urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d',
    contentType: 'urn:uuid:aa543740-bdda-424e-8c96-df4873be8500',
    patientId: 'urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446',
    uniqueId: 'urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8',
    sourceId: 'urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832',
  },
  folder: {
    code: 'urn:uuid:1ba97051-7806-41a8-a48b-8fce7af683c5',
    patientId: 'urn:uuid:f64ffdf0-4b97-4e06-b79f-a52b38ec2f8a',
    uniqueId: 'urn:uuid:75df8f67-9973-4fbe-a900-df66cefecc5a',
  },
} as const;

/** ITI TF-3 §4.2.2 and §4.2.3.5. */
export const associations = {
  hasMember: 'urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember',
  updateStatus: 'urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus',
  submit: 'urn:ihe:iti:2010:AssociationType:SubmitAssociation',
} as const;

export const relationTypes: Readonly<Record<RelationType, string>> = {
  replaces: 'urn:ihe:iti:2007:AssociationType:RPLC',
  appends: 'urn:ihe:iti:2007:AssociationType:APND',
  transforms: 'urn:ihe:iti:2007:AssociationType:XFRM',
  'transforms-and-replaces': 'urn:ihe:iti:2007:AssociationType:XFRM_RPLC',
  signs: 'urn:ihe:iti:2007:AssociationType:signs',
};

export const relationOf = (associationType: string): RelationType | undefined =>
  (Object.keys(relationTypes) as RelationType[]).find((type) => relationTypes[type] === associationType);

/** ITI TF-3 §4.2.3.2.2, and the two of the French profile (CI-SIS, Volet Partage de documents de santé). */
export const statuses: Readonly<Record<AvailabilityStatus, string>> = {
  approved: 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved',
  deprecated: 'urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated',
  archived: 'urn:asip:ci-sis:2010:StatusType:Archived',
  deleted: 'urn:asip:ci-sis:2010:StatusType:Deleted',
};

export const statusOf = (status: string): AvailabilityStatus | undefined =>
  (Object.keys(statuses) as AvailabilityStatus[]).find((one) => statuses[one] === status);

/** ebRS 3.0 §2.1.4, and ITI TF-3 §4.2.4 for what is partly done. */
export const responseStatuses = {
  success: 'urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success',
  partial: 'urn:ihe:iti:2007:ResponseStatusType:PartialSuccess',
  failure: 'urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure',
} as const;

export const severities = {
  error: 'urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Error',
  warning: 'urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Warning',
} as const;

/** A UUID as its URN. */
export const urnOf = (uuid: string): string => `urn:uuid:${uuid}`;

/** The UUID of a URN, in lower case; undefined where it is none. */
export const uuidOf = (text: string | undefined): string | undefined =>
  /^\s*urn:uuid:\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s*$/i.exec(text ?? '')?.[1]?.toLowerCase();
