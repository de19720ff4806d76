-- What lies between brokers: registrations of context sources, entity maps, snapshots. See README.md.

-- doc holds the registration with names in stored form (engines/ngsi/src/registration-model.ts).
create table context.registration (
  city        text not null,
  id          text collate "C" not null,
  doc         jsonb not null,
  expires_at  timestamptz,
  created_at  timestamptz not null,
  modified_at timestamptz not null,
  primary key (city, id)
);
create index registration_expiring on context.registration (city, expires_at) where expires_at is not null;

-- How asking went, apart from the registration: counters are added in batches, and only where the row still stands.
create table context.registration_status (
  city         text not null,
  id           text collate "C" not null,
  times_sent   bigint not null default 0,
  times_failed bigint not null default 0,
  last_success timestamptz,
  last_failure timestamptz,
  ok           boolean,
  primary key (city, id)
) with (fillfactor = 50);

-- The candidates of a query, fixed for paging (§5.2.39, §5.5.14): entity id → registrations, '@none' for this broker.
create table context.entity_map (
  city       text not null,
  id         text collate "C" not null,
  temporal   boolean not null default false,
  entries    jsonb not null,
  linked     jsonb not null default '{}',
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (city, id)
);
create index entity_map_expiring on context.entity_map (city, expires_at);

-- The data of a snapshot lies in the same tables, under a tenant of its own (§5.5.15).
create table context.snapshot (
  city         text not null,
  id           text collate "C" not null,
  store        text not null,
  doc          jsonb not null,
  status       text not null check (status in ('preparing', 'success', 'partial', 'empty', 'failure')),
  priority     integer not null check (priority between 1 and 10),
  created_at   timestamptz not null,
  modified_at  timestamptz not null,
  expires_at   timestamptz not null,
  last_used_at timestamptz not null,
  primary key (city, id)
);
create index snapshot_expiring on context.snapshot (city, expires_at);

select platform.protect('context.registration');
select platform.protect('context.registration_status');
select platform.protect('context.entity_map');
select platform.protect('context.snapshot');
