// SPDX-License-Identifier: Apache-2.0
import type { Traits } from '@dossier/core/identity';
import { statement } from '../statement.ts';

export interface TraitsRow {
  readonly record_id: string;
  readonly traits: Traits;
}

/** $1 limit. */
export const recordsToFold = statement<TraitsRow>(
  'records-to-fold',
  `select r.record_id, p.traits from record.record r join identity.person p on p.person_id = r.person_id
  where r.search_rules is null limit $1::integer
  for update of r skip locked`,
);

/** $1 record, $2 kinds and $3 keys side by side, $4 rules. */
export const writeSearchKeys = statement(
  'write-search-keys',
  `with former as (
    delete from identity.search_key where record_id = $1::uuid
      and (kind, key) not in (select * from unnest($2::text[], $3::text[]))
  ), folded as (
    update record.record set search_rules = $4::text where record_id = $1::uuid
  )
  insert into identity.search_key (record_id, kind, key)
  select $1::uuid, kind, key from unnest($2::text[], $3::text[]) keys (kind, key)
  on conflict do nothing`,
);

/**
 * Records that meet the family name, by its letters or its sound, and most of what else is asked. $1 beginning of the
 * family name and $2 the end of what begins so, $3 its sound; $4, $5, $6 the same of the given name; $7, $8 of the town;
 * $9, $10 of the birth date, with $11, $12 those of its year; null for what is not asked; $13 limit; $14 holders, one of
 * whom has a relation to the record, or null for every record.
 */
export const findByTraits = statement<TraitsRow>(
  'find-by-traits',
  `with named as (
    select record_id from identity.search_key where kind = 'family' and key ~>=~ $1::text and key ~<~ $2::text
    union
    select record_id from identity.search_key where kind = 'family-sound' and key = $3::text
  ), met as (
    select n.record_id,
      (exists (select from identity.search_key k where k.record_id = n.record_id
        and (k.kind = 'given' and k.key ~>=~ $4::text and k.key ~<~ $5::text
          or k.kind = 'given-sound' and k.key = $6::text)))::integer as given,
      (exists (select from identity.search_key k where k.record_id = n.record_id
        and k.kind = 'town' and k.key ~>=~ $7::text and k.key ~<~ $8::text))::integer as town,
      (exists (select from identity.search_key k where k.record_id = n.record_id
        and k.kind = 'birth' and k.key ~>=~ $9::text and k.key ~<~ $10::text))::integer as birth,
      (exists (select from identity.search_key k where k.record_id = n.record_id
        and k.kind = 'birth' and k.key ~>=~ $11::text and k.key ~<~ $12::text))::integer as birth_year
    from named n
  )
  select m.record_id, p.traits from met m
  join record.record r on r.record_id = m.record_id and r.state = 'open'
  join identity.person p on p.person_id = r.person_id
  where m.given + m.town + m.birth + m.birth_year > 0
    and ($14::text[] is null or exists (select from record.relation l
      where l.record_id = m.record_id and l.holder = any ($14::text[]) and l.ended_at is null))
  order by m.given + m.town + m.birth + m.birth_year desc, m.record_id limit $13::integer`,
);
