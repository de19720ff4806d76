-- Temporal evolutions (ETSI GS CIM 009 §4.5.6): history as it is written, and what the Temporal API adds to it. See
-- decisions/0009-temporal-instances.md.

-- From when to when the changes of a version were observed. Every writer of history gets it without a word.
create function context.observed(changes jsonb) returns tstzrange language sql immutable parallel safe as $$
  select case when jsonb_path_exists(changes, '$.*[*].observedAt') then (
    select tstzrange(min((v.at #>> '{}')::timestamptz), max((v.at #>> '{}')::timestamptz), '[]')
    from jsonb_path_query(changes, '$.*[*].observedAt') as v(at) where v.at #>> '{}' >= '0001') end
$$;
alter table context.entity_history add column observed tstzrange generated always as (context.observed(changes)) stored;
create index history_by_observation on context.entity_history (city, entity, upper(observed), lower(observed)) where observed is not null;
-- Old rows go in batches.
create index history_by_age on context.entity_history using brin (city, at);

-- Entities that only the Temporal API knows, and deleted ones whose history stays.
create table context.evolution (
  city        text not null,
  entity      text collate "C" not null,
  types       text[] not null,
  created_at  timestamptz not null,
  modified_at timestamptz not null,
  deleted_at  timestamptz,
  primary key (city, entity)
);
create index evolution_by_type on context.evolution using gin (city, types);
insert into context.evolution (city, entity, types, created_at, modified_at, deleted_at)
  select distinct on (h.city, h.entity) h.city, h.entity, h.types, h.at, h.at, h.at from context.entity_history h
  where h.operation = 'deleted' and not exists (select from context.entity e where e.city = h.city and e.id = h.entity)
  order by h.city, h.entity, h.version desc;

-- Instances that came through the Temporal API, or were changed through it.
create table context.instance (
  city        text not null,
  entity      text collate "C" not null,
  attribute   text collate "C" not null,
  id          text collate "C" not null default gen_random_uuid()::text,
  dataset     text collate "C" not null default '',
  -- As in entity.doc; {type, deleted: true} where it says that the attribute was deleted.
  recorded    jsonb not null,
  observed_at timestamptz,
  created_at  timestamptz not null,
  modified_at timestamptz not null,
  deleted_at  timestamptz,
  primary key (city, entity, attribute, id)
);
-- One observation at a time: sent again, it replaces what was sent before.
create unique index instance_observation on context.instance (city, entity, attribute, observed_at, dataset)
  where observed_at is not null and deleted_at is null;

-- The scope as history records it; its observedAt is when it was written (§4.5.6).
create function context.with_scope(changes jsonb, scope text[], at timestamptz) returns jsonb language sql stable parallel safe as $$
  select changes || jsonb_build_object('scope', jsonb_build_object('type', 'Property', 'value', to_jsonb(scope),
    'observedAt', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
$$;

-- The end of an entity is the end of each of its instances.
create function context.ended(doc jsonb, scope text[]) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_object_agg(a.name, (
      select case jsonb_typeof(a.value) when 'array' then jsonb_agg(g.gone) else jsonb_agg(g.gone) -> 0 end
      from jsonb_array_elements(case jsonb_typeof(a.value) when 'array' then a.value else jsonb_build_array(a.value) end) as i(value)
      cross join lateral (select jsonb_strip_nulls(jsonb_build_object('type', i.value -> 'type', 'deleted', true, 'datasetId', i.value -> 'datasetId')) as gone) g
    )), '{}') || case when scope = '{}' then '{}'::jsonb else '{"scope": {"type": "Property", "deleted": true}}' end
  from jsonb_each(doc) as a(name, value)
$$;

-- How long a city keeps history; null is for ever. A city without a row has the setting of the server.
create table context.retention (
  city       text not null,
  days       integer check (days > 0),
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (city)
);

select platform.protect('context.evolution');
select platform.protect('context.instance');
select platform.protect('context.retention');
