// SPDX-License-Identifier: Apache-2.0
import type { DocumentRelation } from '@dossier/core/documents';
import { LENS_PARAMETERS } from '../lens-sql.ts';
import { GUARD_PARAMETERS, guardSql } from '../policy-guard.ts';
import { relationsInSight } from '../relations-sql.ts';
import { statement } from '../statement.ts';

const LENS = 2;
const GUARD = LENS + LENS_PARAMETERS;

/**
 * The relations in sight of documents that were found: $1 record, lens, guard, then their logicalIds. No row where the
 * policy has changed.
 */
export const relationsInPage = statement<{
  readonly logical_id: string;
  readonly relations: readonly DocumentRelation[] | null;
}>(
  'relations-in-page',
  `select d.logical_id, ${relationsInSight('d', LENS)} as relations
  from ${guardSql(GUARD)}
  join record.document_entry d on d.record_id = guard.record_id and d.is_latest
    and d.logical_id = any($${GUARD + GUARD_PARAMETERS}::uuid[])`,
);
