// SPDX-License-Identifier: Apache-2.0
import { type JournalEntry, NO_RECORD } from '@dossier/core/journal';
import { ownSystems, partyReference } from '../identifiers/index.ts';
import type { AuditEvent, AuditEventAgent, AuditEventEntity, CodeableConcept, Coding } from '../r4/index.ts';

const hl7 = 'http://terminology.hl7.org/CodeSystem';
const interactions = 'http://hl7.org/fhir/restful-interaction';
const dicom = 'http://dicom.nema.org/resources/ontology/DCM';

type Interaction = 'read' | 'search' | 'create' | 'update' | 'delete' | 'patch' | 'operation';

/** What each operation of the journal is in the terms of REST, which BALP asks for. */
const interactionOf = (operation: JournalEntry['operation']): Interaction => {
  switch (operation) {
    case 'document.find':
    case 'document.find-reference':
    case 'record.list-authorized':
    case 'record.search-traits':
    case 'record.test-existence':
    case 'journal.read':
    case 'consent.read':
      return 'search';
    case 'document.retrieve':
    case 'record.read-administrative':
      return 'read';
    case 'document.share':
    case 'emergency.open':
    case 'delegation.accept':
    case 'record.open':
    case 'record.open-automatically':
      return 'create';
    case 'document.mask':
    case 'document.unmask':
    case 'document.make-visible':
    case 'document.archive':
    case 'document.delete':
      return 'patch';
    case 'record.destroy':
    case 'record.destroy-at-term':
    case 'journal.retire':
      return 'delete';
    case 'access.explain':
    case 'emergency.review':
    case 'announcement.notice':
    case 'keys.rotate':
      return 'operation';
    default:
      return 'update';
  }
};

const actions = {
  read: 'R',
  search: 'E',
  create: 'C',
  update: 'U',
  patch: 'U',
  delete: 'D',
  operation: 'E',
} as const satisfies Record<Interaction, AuditEvent['action']>;

const outcomes = { success: '0', refused: '4', failure: '8' } as const;

/**
 * One entry of the journal in the shape of IHE BALP (Basic Audit, patient read, query, create, update). The entry
 * keeps no network addresses, which those profiles ask for, so none of them is claimed in meta.profile.
 */
export const renderAuditEvent = (entry: JournalEntry): AuditEvent => {
  const interaction = interactionOf(entry.operation);
  return {
    resourceType: 'AuditEvent',
    id: entry.entryId,
    type: { system: `${hl7}/audit-event-type`, code: 'rest', display: 'Restful Operation' },
    subtype: [
      { system: interactions, code: interaction },
      { system: ownSystems.operation, code: entry.operation },
    ],
    action: actions[interaction],
    recorded: entry.at,
    outcome: outcomes[entry.outcome],
    outcomeDesc: entry.reasons.length === 0 ? undefined : entry.reasons.join(', '),
    purposeOfEvent: purpose(entry),
    agent: [...user(entry, interaction), ...organization(entry), ...application(entry), server],
    source: { observer: { display: 'Dossier' }, type: [{ system: `${hl7}/security-source-type`, code: '4' }] },
    entity: [...patient(entry), ...documents(entry), ...facts(entry)],
  };
};

const server: AuditEventAgent = {
  type: { coding: [{ system: dicom, code: '110152', display: 'Destination Role ID' }] },
  who: { display: 'Dossier' },
  requestor: false,
};

const reading: readonly Interaction[] = ['read', 'search', 'operation'];

const user = ({ actor }: JournalEntry, interaction: Interaction): AuditEventAgent[] => [
  {
    type: {
      coding: [{ system: `${hl7}/v3-ParticipationType`, code: reading.includes(interaction) ? 'IRCP' : 'AUT' }],
    },
    role: roles(actor),
    who: partyReference(actor.key, actor.name),
    name: actor.name,
    requestor: true,
    purposeOfUse: actor.reason === undefined ? undefined : [{ ...purposeConcept(actor), text: actor.reason }],
  },
];

const roles = (actor: JournalEntry['actor']): AuditEventAgent['role'] => [
  { coding: [{ system: 'urn:dossier:actor-kind', code: actor.kind }] },
  ...(actor.profession === undefined
    ? []
    : [
        {
          coding: [
            {
              system: 'https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante',
              code: actor.profession,
            },
          ],
        },
      ]),
  ...(actor.specialty === undefined
    ? []
    : [
        {
          coding: [
            {
              system: 'https://mos.esante.gouv.fr/NOS/TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale',
              code: actor.specialty,
            },
          ],
        },
      ]),
];

const organization = ({ actor }: JournalEntry): AuditEventAgent[] =>
  actor.organizationId === undefined
    ? []
    : [
        {
          type: { coding: [{ system: `${hl7}/v3-RoleClass`, code: 'PROV' }] },
          who: partyReference(`org:${actor.organizationId}`, actor.organizationName),
          requestor: false,
        },
      ];

const application = ({ actor }: JournalEntry): AuditEventAgent[] =>
  actor.application === undefined
    ? []
    : [
        {
          type: { coding: [{ system: dicom, code: '110153', display: 'Source Role ID' }] },
          who: { display: actor.application },
          requestor: false,
        },
      ];

/** Break-glass and emergency dispatch are purposes that HL7 has codes for. */
const purposeConcept = ({ mode }: JournalEntry['actor']): CodeableConcept | undefined => {
  const code = { normal: undefined, 'break-glass': 'BTG', 'emergency-dispatch': 'ETREAT' }[mode];
  return code === undefined ? undefined : { coding: [{ system: `${hl7}/v3-ActReason`, code }] };
};

const purpose = ({ actor }: JournalEntry): AuditEvent['purposeOfEvent'] => {
  const concept = purposeConcept(actor);
  return concept && [concept];
};

const entity = (reference: string, type: Coding, role: Coding): AuditEventEntity => ({
  what: { reference },
  type,
  role,
});

const patient = ({ recordId }: JournalEntry): AuditEventEntity[] =>
  recordId === NO_RECORD
    ? []
    : [
        entity(
          `Patient/${recordId}`,
          { system: `${hl7}/audit-entity-type`, code: '1', display: 'Person' },
          { system: `${hl7}/object-role`, code: '1', display: 'Patient' },
        ),
      ];

const documents = ({ documents: ids }: JournalEntry): AuditEventEntity[] =>
  ids.map((id) =>
    entity(
      `DocumentReference/${id}`,
      { system: `${hl7}/audit-entity-type`, code: '2', display: 'System Object' },
      { system: `${hl7}/object-role`, code: '3', display: 'Report' },
    ),
  );

/** Facts, reasons and versions of the law, so that the event can be checked against the journal's own entry. */
const facts = (entry: JournalEntry): AuditEventEntity[] => {
  const detail = [
    // FHIR has no empty string; the entry itself, as `$proof` gives it, has the fact all the same.
    ...Object.entries(entry.detail)
      .filter(([, value]) => value !== '')
      .map(([type, value]) => ({ type, valueString: String(value) })),
    ...entry.law.map(({ id, version }) => ({ type: 'law', valueString: `${id} ${version}` })),
    { type: 'authentication', valueString: entry.actor.authentication },
    { type: 'mode', valueString: entry.actor.mode },
  ];
  return [
    {
      what: { identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${entry.entryId}` } },
      type: { system: `${hl7}/audit-entity-type`, code: '4', display: 'Other' },
      detail,
    },
  ];
};
