// SPDX-License-Identifier: Apache-2.0
import type { Instant } from '@dossier/core/time';
import { statement } from '../statement.ts';

export interface InvitationRow {
  readonly record_id: string;
  readonly invitation_id: string;
  readonly handle: string;
  readonly secret_hash: Buffer;
  readonly grant_code: string;
  readonly purpose: string;
  readonly delegation_until: Instant | null;
  readonly created_at: Instant;
  readonly created_by: string;
  readonly expires_at: Instant;
  readonly attempts: number;
  readonly attempts_limit: number;
  readonly secret: boolean;
}

const columns = `record_id, invitation_id, handle, secret_hash, grant_code, purpose, delegation_until, created_at,
  created_by, expires_at, attempts, attempts_limit, secret`;

const isOpen = (at: string): string =>
  `accepted_at is null and withdrawn_at is null and expires_at > ${at}::timestamptz`;

/**
 * $1 record, $2 invitation, $3 handle, $4 hash of the secret, $5 grant, $6 purpose, $7 end of the delegation, $8 created
 * at and $9 by, $10 expires at, $11 limit of attempts, $12 secret session.
 */
export const insertInvitation = statement(
  'insert-invitation',
  `with found_by as (
    insert into record.object_lookup (key, record_id) values ('inv:' || $3::text, $1::uuid)
  )
  insert into record.invitation (record_id, invitation_id, handle, secret_hash, grant_code, purpose, delegation_until,
    created_at, created_by, expires_at, attempts_limit, secret)
  values ($1::uuid, $2::uuid, $3::text, $4::bytea, $5::text, $6::text, $7::timestamptz, $8::timestamptz, $9::text,
    $10::timestamptz, $11::integer, $12::boolean)`,
);

/** $1 handle, $2 when. Counts the attempt; no row where the invitation is not open or its attempts are used up. */
export const tryInvitation = statement<InvitationRow>(
  'try-invitation',
  `update record.invitation set attempts = attempts + 1
  where record_id = (select o.record_id from record.object_lookup o where o.key = 'inv:' || $1::text)
    and handle = $1::text and attempts < attempts_limit and ${isOpen('$2')}
  returning ${columns}`,
);

/** $1 record, $2 invitation, $3 when, $4 by whom. */
export const acceptInvitation = statement(
  'accept-invitation',
  `update record.invitation set accepted_at = $3::timestamptz, accepted_by = $4::text
  where record_id = $1::uuid and invitation_id = $2::uuid and ${isOpen('$3')}`,
);

/** $1 record, $2 invitation, $3 when. */
export const withdrawInvitation = statement(
  'withdraw-invitation',
  `update record.invitation set withdrawn_at = $3::timestamptz
  where record_id = $1::uuid and invitation_id = $2::uuid and ${isOpen('$3')}`,
);

/** $1 record, $2 when. */
export const openInvitations = statement<InvitationRow>(
  'open-invitations',
  `select ${columns} from record.invitation where record_id = $1::uuid and ${isOpen('$2')}
  order by created_at desc, invitation_id`,
);
