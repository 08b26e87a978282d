// SPDX-License-Identifier: Apache-2.0
import type { PartyKey } from '@dossier/core/actors';
import type { ToldNotice } from '../../../record/index.ts';
import { partyReference } from '../identifiers/index.ts';
import type { Communication } from '../r4/index.ts';

/** A notice as it was told, to its one receiver. */
export const renderCommunication = (notice: ToldNotice, receiver: PartyKey): Communication => ({
  resourceType: 'Communication',
  id: notice.noticeId,
  language: notice.language,
  status: 'completed',
  category: [
    {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/communication-category', code: 'notification' }],
    },
  ],
  topic: { coding: [{ system: 'urn:dossier:notice', code: notice.kind }], text: notice.subject },
  sent: notice.at,
  recipient: [partyReference(receiver)],
  payload: [{ contentString: notice.text }],
});
