// SPDX-License-Identifier: Apache-2.0
import { type JournalActor, type JournalEntry, NO_RECORD } from '@dossier/core/journal';
import { element, type Markup } from '../soap/index.ts';
import { type EventKind, events, kinds, transactions } from './events.ts';

/** 0 success, 4 minor failure (refused), 8 serious failure (RFC 3881 §5.1.4). */
const OUTCOMES = { success: 0, refused: 4, failure: 8 } as const;

/** HL7 PurposeOfUse of an access without authorisation. */
const PURPOSES: Readonly<Record<JournalActor['mode'], { readonly code: string; readonly text: string } | undefined>> = {
  normal: undefined,
  'break-glass': { code: 'BTG', text: 'break the glass' },
  'emergency-dispatch': { code: 'ETREAT', text: 'emergency treatment' },
};

const code = (name: string, value: string, system: string, text: string): Markup =>
  element(name, { 'csd-code': value, codeSystemName: system, originalText: text });

const eventOf = ({ operation, outcome, at, actor }: JournalEntry): Markup => {
  const { kind, action, transaction } = events[operation];
  const { id, text }: EventKind = kinds[kind];
  const purpose = PURPOSES[actor.mode];
  return element(
    'EventIdentification',
    { EventActionCode: action, EventDateTime: at, EventOutcomeIndicator: OUTCOMES[outcome] },
    [
      code('EventID', id, 'DCM', text),
      ...(transaction === undefined
        ? []
        : [code('EventTypeCode', transaction, 'IHE Transactions', transactions[transaction])]),
      code('EventTypeCode', operation, 'urn:dossier:operation', operation),
      ...(purpose ? [code('PurposeOfUse', purpose.code, '2.16.840.1.113883.1.11.20448', purpose.text)] : []),
    ],
  );
};

const caller = ({ key, name, kind, profession, organizationId }: JournalActor): Markup =>
  element('ActiveParticipant', { UserID: key, UserName: name, UserIsRequestor: 'true' }, [
    code('RoleIDCode', profession ?? kind, profession === undefined ? 'urn:dossier:actor' : '1.2.250.1.71.1.2.7', kind),
    ...(organizationId === undefined ? [] : [code('RoleIDCode', organizationId, '1.2.250.1.71.4.2.2', 'organization')]),
  ]);

const house = (source: string): Markup =>
  element('ActiveParticipant', { UserID: source, UserIsRequestor: 'false' }, [
    code('RoleIDCode', '110152', 'DCM', 'Destination Role ID'),
  ]);

const participant = (id: string, type: 1 | 2, role: 1 | 3, idType: string, text: string): Markup =>
  element(
    'ParticipantObjectIdentification',
    { ParticipantObjectID: id, ParticipantObjectTypeCode: type, ParticipantObjectTypeCodeRole: role },
    [code('ParticipantObjectIDTypeCode', idType, 'RFC-3881', text)],
  );

/**
 * A journal entry as audit message (DICOM PS3.15 §A.5): who did what on which record and which documents, when, and what came of
 * it. The patient is named by the record, as in the journal; no reason, title or identity is in it. `source` names this
 * installation.
 */
export const auditMessage = (entry: JournalEntry, source: string): string =>
  element('AuditMessage', {}, [
    eventOf(entry),
    caller(entry.actor),
    house(source),
    element('AuditSourceIdentification', { AuditSourceID: source }, [
      code('AuditSourceTypeCode', '4', 'DCM', 'Application Server'),
    ]),
    ...(entry.recordId === NO_RECORD ? [] : [participant(entry.recordId, 1, 1, '2', 'Patient Number')]),
    ...entry.documents.map((id) => participant(id, 2, 3, '9', 'Report Number')),
  ]);
