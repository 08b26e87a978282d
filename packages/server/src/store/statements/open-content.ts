// SPDX-License-Identifier: Apache-2.0
import { LENS_PARAMETERS, lensSql } from '../lens-sql.ts';
import { guardSql } from '../policy-guard.ts';
import { statement } from '../statement.ts';

/** No row where the policy has changed; nulls where no such document is in sight. */
export type ContentRow =
  | {
      readonly logical_id: string;
      readonly entry_uuid: string;
      readonly mime_type: string;
      readonly size_bytes: number;
      readonly sha256: Buffer;
      /** The first frame; null where it is missing. */
      readonly sealed: Buffer | null;
    }
  | { readonly logical_id: null };

const LENS = 3;

/** $1 record, $2 name of the document, $3–$8 lens, $9 policy version, $10 version of the key-encryption key. */
const openContent = (name: string, named: string) =>
  statement<ContentRow>(
    name,
    `select d.logical_id, d.entry_uuid, d.mime_type, d.size_bytes, d.sha256, f.sealed
    from ${guardSql(LENS + LENS_PARAMETERS)}
    left join record.document_entry d
      on d.record_id = guard.record_id and d.is_latest and ${named} and ${lensSql('d', LENS)}
    left join record.content_frame f
      on f.record_id = d.record_id and f.logical_id = d.logical_id and f.frame_no = 0`,
  );

/** By logicalId or any entryUUID of the document. */
export const openContentById = openContent(
  'open-content-by-id',
  `d.logical_id = coalesce((select named.logical_id from record.document_entry named
    where named.record_id = $1::uuid and named.entry_uuid = $2::uuid), $2::uuid)`,
);

export const openContentByUniqueId = openContent('open-content-by-unique-id', 'd.unique_id = $2::text');
