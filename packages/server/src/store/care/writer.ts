// SPDX-License-Identifier: Apache-2.0
import type { PoolClient } from 'pg';
import type { CareWriter, WriteConflict } from '../../record/ports.ts';
import { run } from '../statement.ts';
import { insertEmergencyAccess, insertVerdict } from '../statements/emergency-accesses.ts';
import { acceptInvitation, insertInvitation, withdrawInvitation } from '../statements/invitations.ts';
import { storable, timestampFor } from '../values.ts';

/** The part of a transaction's writer that is about delegation and emergency. */
export const careWriter = (
  client: PoolClient,
  recordId: string,
  refuse: (why: WriteConflict) => never,
): CareWriter => ({
  insertInvitation: async (invitation) => {
    await run(client, insertInvitation, [
      recordId,
      invitation.invitationId,
      invitation.handle,
      Buffer.from(invitation.secretHash),
      invitation.grant,
      storable(invitation.purpose),
      timestampFor(invitation.until),
      timestampFor(invitation.createdAt),
      invitation.createdBy,
      timestampFor(invitation.expiresAt),
      invitation.attemptsLimit,
      invitation.secret,
    ]);
  },
  acceptInvitation: async (invitationId, by, at) => {
    const { rowCount } = await run(client, acceptInvitation, [recordId, invitationId, timestampFor(at), by]);
    if (rowCount !== 1) refuse({ kind: 'state-changed' });
  },
  withdrawInvitation: async (invitationId, at) => {
    const { rowCount } = await run(client, withdrawInvitation, [recordId, invitationId, timestampFor(at)]);
    if (rowCount !== 1) refuse({ kind: 'state-changed' });
  },
  insertEmergencyAccess: async (access) => {
    await run(client, insertEmergencyAccess, [
      recordId,
      access.accessId,
      access.mode,
      access.reviewed,
      storable(access.holder),
      storable(access.holderName),
      storable(access.profession),
      access.organizationId ?? null,
      access.organizationName === undefined ? null : storable(access.organizationName),
      timestampFor(access.openedAt),
      timestampFor(access.until),
    ]);
  },
  insertVerdict: async (accessId, { verdict, by, byName, at, comment }) => {
    await run(client, insertVerdict, [
      recordId,
      accessId,
      verdict,
      storable(by),
      storable(byName),
      timestampFor(at),
      comment === undefined ? null : storable(comment),
    ]);
  },
});
