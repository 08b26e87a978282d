// SPDX-License-Identifier: Apache-2.0
// The statements of the directory. A batch of entries goes in and out as one JSON array.

/** Shape of an entry in a statement. */
const INPUT = `jsonb_to_recordset($1::jsonb)
  as i(kind text, key text, active boolean, professional text, organization text, facts jsonb)`;

/** $1 load id, $2 entries: `[{kind, key}]`. Answers those that this load has not named before. */
export const markSeen = `
insert into directory.seen (load_id, kind, key)
select $1, i.kind, i.key from jsonb_to_recordset($2::jsonb) as i(kind text, key text)
on conflict do nothing
returning kind, key`;

/** $1 entries. Those that differ from what is current, with the version that they begin. */
export const findChanged = `
select i.kind, i.key, coalesce(now.version, 0) + 1 as version
from ${INPUT}
left join directory.entry now on now.kind = i.kind and now.key = i.key and now.valid_until is null
where now.key is null
   or (now.active, now.professional, now.organization, now.facts)
      is distinct from (i.active, i.professional, i.organization, i.facts)`;

/** $1 entries, $2 when: their current versions end. */
export const endCurrent = `
update directory.entry now set valid_until = $2
from ${INPUT}
where now.kind = i.kind and now.key = i.key and now.valid_until is null`;

/** $1 entries with `version`, $2 when: they begin. */
export const beginVersions = `
insert into directory.entry (kind, key, version, active, professional, organization, facts, valid_from)
select kind, key, version, active, professional, organization, facts, $2
from jsonb_to_recordset($1::jsonb)
  as i(kind text, key text, version integer, active boolean, professional text, organization text, facts jsonb)`;

/** $1 `[{kind, alias, key}]`: an identifier leads to whom the newest load gives it. */
export const putAliases = `
insert into directory.alias (kind, alias, key)
select kind, alias, key from jsonb_to_recordset($1::jsonb) as i(kind text, alias text, key text)
on conflict (kind, alias) do update set key = excluded.key where alias.key is distinct from excluded.key
returning kind`;

/** $1 kinds, $2 aliases: the keys to which they lead. */
export const resolveAliases = `
select a.kind, a.alias, a.key from directory.alias a
join unnest($1::text[], $2::text[]) as i(kind, alias) on a.kind = i.kind and a.alias = i.alias`;

/** Whoever remembers an answer hears of it at the next look. */
export const countChange = `update directory.change set version = version + 1`;

export const beginLoad = `
insert into directory.load (fingerprint, whole, state, started_at) values ($1, $2, 'running', $3)
returning load_id, position`;

/** $1 fingerprint, $2 whole: the newest load of the same, whatever became of it. */
export const findLoad = `
select load_id, position, state from directory.load
where fingerprint = $1 and whole = $2 order by load_id desc limit 1`;

/** Whether anything was begun after load $1. */
export const isNewest = `select not exists (select from directory.load where load_id > $1) as newest`;

export const advanceLoad = `update directory.load set position = $2 where load_id = $1`;
export const endLoad = `update directory.load set state = $2, ended_at = $3 where load_id = $1`;
export const forgetSeen = `delete from directory.seen where load_id = $1`;
export const markLoaded = `update directory.change set loaded = true, version = version + 1 where not loaded`;

/** $1 load id: for each kind how many are active, and how many of them the load did not name. */
export const countUnseen = `
select e.kind, count(*)::int as active, (count(*) filter (where s.key is null))::int as unseen
from directory.entry e
left join directory.seen s on s.load_id = $1 and s.kind = e.kind and s.key = e.key
where e.valid_until is null and e.active
group by e.kind`;

/** $1 load id, $2 how many at most: active entries that the load did not name. */
export const findUnseen = `
select e.kind, e.key, false as active, e.professional, e.organization, e.facts, e.version + 1 as version
from directory.entry e
where e.valid_until is null and e.active
  and not exists (select from directory.seen s where s.load_id = $1 and s.kind = e.kind and s.key = e.key)
limit $2`;

export const readChange = `select version::text as version, loaded from directory.change`;

/** $1 PS_IdNat or null, $2 Struct_IdNat or null: what a check needs, in one row. */
export const readStanding = `
select
  (select jsonb_build_object('active', e.active, 'facts', e.facts)
   from directory.alias a join directory.entry e on e.kind = a.kind and e.key = a.key and e.valid_until is null
   where a.kind = 'professional' and a.alias = $1) as professional,
  (select jsonb_build_object('active', e.active, 'key', e.key)
   from directory.alias a join directory.entry e on e.kind = a.kind and e.key = a.key and e.valid_until is null
   where a.kind = 'organization' and a.alias = $2) as organization,
  (select coalesce(jsonb_agg(jsonb_build_object('organization', e.organization, 'facts', e.facts)), '[]')
   from directory.alias a join directory.entry e
     on e.kind = 'situation' and e.professional = a.key and e.valid_until is null and e.active
   where a.kind = 'professional' and a.alias = $1) as situations`;

/** $1 Struct_IdNat, or another identifier of the structure. */
export const readStructureName = `
select e.facts ->> 'name' as name
from directory.alias a join directory.entry e on e.kind = a.kind and e.key = a.key and e.valid_until is null
where a.kind = 'organization' and a.alias = $1`;

/** $1 an identifier: every version of who or what it leads to, and of the situations of a professional. */
export const readHistory = `
select e.kind, e.key, e.version, e.active, e.professional, e.organization, e.facts,
  to_char(e.valid_from at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as valid_from,
  to_char(e.valid_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as valid_until
from directory.alias a join directory.entry e
  on (e.kind = a.kind and e.key = a.key) or (a.kind = 'professional' and e.kind = 'situation' and e.professional = a.key)
where a.alias = $1
order by e.kind <> 'professional', e.kind, e.key, e.version`;
