// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import type { Ports } from '../record/index.ts';
import { run } from '../store/index.ts';
import { contactOf, languages } from './contacts.ts';
import { countNoticesOf, readNoticePage } from './statements/notices.ts';
import { composeNotice } from './texts/compose.ts';

/** The notices of one receiver, in the language of their contact. */
export const noticesOf =
  (pool: Pool): Ports['notices'] =>
  async ({ recordId }, { receiver, ofAccount, noticeId, limit, after }) => {
    const which = [receiver, recordId, ofAccount, noticeId ?? null];
    const total = (await run(pool, countNoticesOf, which)).rows[0]?.total ?? 0;
    const values = [...which, after?.at ?? null, after?.noticeId ?? null, limit + 1];
    const { rows } = await run(pool, readNoticePage, values);
    const language = (await contactOf(pool, receiver))?.language ?? languages[0];
    const notices = rows.slice(0, limit).map((row) => {
      const { subject, text } = composeNotice(language, row);
      return { noticeId: row.notice_id, kind: row.kind, at: row.created_at, language, subject, text };
    });
    const last = notices.at(-1);
    return {
      total,
      notices,
      ...(rows.length > limit && last && { next: { at: last.at, noticeId: last.noticeId } }),
    };
  };
