// SPDX-License-Identifier: Apache-2.0
import type { Relation } from '@dossier/core/consent';
import type { PoolClient } from 'pg';
import { run } from './statement.ts';
import { insertRelation } from './statements/relations.ts';
import { storable, timestampFor } from './values.ts';

const text = (value: string | undefined): string | null => (value === undefined ? null : storable(value));

export const writeRelation = async (client: PoolClient, recordId: string, relation: Relation): Promise<void> => {
  await run(client, insertRelation, [
    recordId,
    relation.id,
    relation.kind,
    text(relation.holder),
    text(relation.holderName),
    timestampFor(relation.from),
    timestampFor(relation.until),
    text(relation.value),
    storable(relation.origin),
    storable(relation.createdBy),
    timestampFor(relation.endedAt),
    text(relation.holderProfession),
    text(relation.holderSpecialty),
    relation.secret ?? false,
    text(relation.purpose),
  ]);
};
