// SPDX-License-Identifier: Apache-2.0
import { statement } from '../statement.ts';

/** $1 record, $2 logicalId, $3 first and $4 last frame number. */
export const readFrames = statement<{ frame_no: number; sealed: Buffer }>(
  'read-frames',
  `select frame_no, sealed from record.content_frame
  where record_id = $1::uuid and logical_id = $2::uuid and frame_no between $3::integer and $4::integer
  order by frame_no`,
);
