// SPDX-License-Identifier: Apache-2.0
import { lensSql } from './lens-sql.ts';

/**
 * The relations of the row `alias` of record.document_entry whose targets are in sight, in the order in which they were
 * given, as JSON of DocumentRelation; null where there are none. The parameters of the lens begin at `$lens`.
 */
export const relationsInSight = (alias: string, lens: number): string =>
  `case when ${alias}.relates_to <> '{}' then (
    select json_agg(json_build_object('type', r.type, 'target', r.target) order by r.position)
    from unnest(${alias}.relates_to, ${alias}.relation_types) with ordinality r (target, type, position)
    join record.document_entry target
      on target.record_id = ${alias}.record_id and target.logical_id = r.target and target.is_latest
    where ${lensSql('target', lens)}
  ) end`;
