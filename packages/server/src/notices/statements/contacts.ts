// SPDX-License-Identifier: Apache-2.0
import { statement } from '../../store/index.ts';
import type { Preferences } from '../kinds.ts';

interface ContactRow {
  readonly language: 'fr' | 'en';
  readonly email: string | null;
  readonly phone: string | null;
  readonly preferences: Preferences;
}

/** $1 party key. */
export const readContact = statement<ContactRow>(
  'notice-read-contact',
  'select language, email, phone, preferences from notice.contact where party_key = $1::text',
);

/** $1 party key, $2 language, $3 e-mail, $4 phone, $5 preferences, $6 when. */
export const insertContact = statement(
  'notice-put-contact',
  `insert into notice.contact (party_key, language, email, phone, preferences, updated_at)
  values ($1::text, $2::text, $3::text, $4::text, $5::jsonb, $6::timestamptz)
  on conflict (party_key) do update set language = excluded.language, email = excluded.email,
    phone = excluded.phone, preferences = excluded.preferences, updated_at = excluded.updated_at`,
);

/** $1 party key. */
export const deleteContact = statement(
  'notice-delete-contact',
  'delete from notice.contact where party_key = $1::text',
);
