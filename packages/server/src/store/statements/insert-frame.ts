// SPDX-License-Identifier: Apache-2.0
import { statement } from '../statement.ts';

/** $1 record, $2 logicalId, $3 frame number, $4 sealed frame. */
export const insertFrame = statement(
  'insert-frame',
  `insert into record.content_frame (record_id, logical_id, frame_no, sealed)
  values ($1::uuid, $2::uuid, $3::integer, $4::bytea)`,
);
