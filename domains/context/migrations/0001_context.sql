-- The town's entities, their history, sources and import runs. See README.md.
-- Ids have collation "C": one order everywhere, whatever the database's language, and compared as bytes.
create schema if not exists context;

-- One growing number for all versions: an entity that is deleted and made again never repeats one.
create sequence context.version;

create table context.source (
  city        text not null,
  key         text not null,
  kind        text not null,
  title       text not null,
  url         text,
  attribution text,
  licence     text,
  created_at  timestamptz not null,
  primary key (city, key)
);

create table context.run (
  city       text not null,
  id         uuid not null,
  source     text not null,
  state      text not null check (state in ('running', 'published', 'failed', 'interrupted')),
  started_at timestamptz not null,
  ended_at   timestamptz,
  actor      text,
  reason     text,
  report     jsonb not null,
  -- The database's own clock: a sign of life of the process that holds the run.
  alive_at   timestamptz not null default now(),
  primary key (city, id)
);
create index run_newest on context.run (city, started_at desc, id);
create index run_of_source on context.run (city, source, started_at desc);
-- Two imports of one source at the same time cannot exist.
create unique index run_one_running on context.run (city, source) where state = 'running';

-- What readers see. doc holds the attributes in stored form (engines/ngsi/src/model.ts).
create table context.entity (
  city        text not null,
  id          text collate "C" not null,
  types       text[] not null,
  scope       text[] not null default '{}',
  doc         jsonb not null,
  location    geometry(Geometry, 4326),
  source      text,
  -- Hash of what the source last said: equal means that an import has nothing to do.
  source_hash text,
  -- attribute → {by, id, at, since, edit?, over?}; an attribute that is not listed came with the entity from its source.
  origin      jsonb not null default '{}',
  version     bigint not null,
  created_at  timestamptz not null,
  modified_at timestamptz not null,
  expires_at  timestamptz,
  primary key (city, id)
);
create index entity_by_type on context.entity using gin (city, types);
create index entity_by_location on context.entity using gist (city, location);
create index entity_by_source on context.entity (city, source) where source is not null;

-- One row per version of an entity: the attributes that changed, null where one went.
create table context.entity_history (
  city      text not null,
  entity    text collate "C" not null,
  version   bigint not null,
  at        timestamptz not null,
  operation text not null check (operation in ('created', 'updated', 'deleted')),
  by        text not null check (by in ('source', 'person', 'machine')),
  actor     text not null,
  run       uuid,
  edit      uuid,
  types     text[] not null,
  scope     text[] not null default '{}',
  changes   jsonb not null,
  primary key (city, entity, version)
);

-- What an open run has brought; seen by nobody. Unlogged: a crash of the database ends the run anyway.
create unlogged table context.staged (
  city         text not null,
  run          uuid not null,
  id           text collate "C" not null,
  kind         text not null check (kind in ('new', 'changed', 'kept', 'same')),
  base_version bigint not null,
  types        text[],
  scope        text[],
  -- What the source said, where doc is the outcome of a merge: to decide again if somebody wrote meanwhile.
  said         jsonb,
  incoming     jsonb,
  doc          jsonb,
  location     geometry(Geometry, 4326),
  hash         text not null,
  origin       jsonb,
  changes      jsonb,
  proposals    jsonb,
  expires_at   timestamptz,
  primary key (city, run, id)
);

create table context.edit (
  city      text not null,
  id        uuid not null,
  entity    text collate "C" not null,
  at        timestamptz not null,
  actor     text not null,
  reason    text,
  changes   jsonb not null,
  -- attribute → {value, origin}: what stood before, null where nothing did.
  before    jsonb not null,
  undone_at timestamptz,
  undone_by text,
  primary key (city, id)
);
create index edit_of_entity on context.edit (city, entity, at desc, id);

create table context.proposal (
  city       text not null,
  id         uuid not null default gen_random_uuid(),
  entity     text collate "C" not null,
  attribute  text not null,
  source     text not null,
  run        uuid not null,
  at         timestamptz not null,
  proposed   jsonb not null,
  state      text not null default 'open' check (state in ('open', 'accepted', 'dismissed', 'settled')),
  decided_at timestamptz,
  decided_by text,
  primary key (city, id)
);
create unique index proposal_open on context.proposal (city, entity, attribute) where state = 'open';
create index proposal_newest on context.proposal (city, state, at desc, id);

select platform.protect('context.source');
select platform.protect('context.run');
select platform.protect('context.entity');
select platform.protect('context.entity_history');
select platform.protect('context.staged');
select platform.protect('context.edit');
select platform.protect('context.proposal');
