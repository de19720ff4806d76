-- Facts, and how far each consumer has read them. Platform's own tables are not of a tenant: role app may write facts, nothing else.

create table platform.outbox (
  seq bigint generated always as identity primary key,
  -- The transaction that wrote it. Readers read below the oldest one still running, because seq is given before the commit.
  xid xid8 not null default pg_current_xact_id(),
  id uuid not null,
  kind text not null,
  city text not null,
  key text not null,
  at timestamptz not null,
  payload jsonb not null
);
create index outbox_by_xid on platform.outbox (xid, seq);

create table platform.consumer (
  name text primary key,
  -- The window it reads: facts with from_xid <= xid < to_xid, in order of seq, after after_seq.
  from_xid xid8 not null,
  to_xid xid8 not null,
  after_seq bigint not null,
  -- The process that works for it now, until when.
  holder text,
  held_until timestamptz,
  -- The fact it fails on: how often it tried, and when it tries again.
  failing_seq bigint,
  attempts int not null default 0,
  retry_at timestamptz,
  seen_at timestamptz not null default now()
);

create table platform.parked (
  consumer text not null,
  seq bigint not null,
  id uuid not null,
  kind text not null,
  city text not null,
  key text not null,
  at timestamptz not null,
  payload jsonb not null,
  attempts int not null,
  error text not null,
  parked_at timestamptz not null,
  -- Asked for by a person: tried again by the next round, together with those that wait behind it.
  retry boolean not null default false,
  primary key (consumer, seq)
);
create index parked_by_key on platform.parked (consumer, city, key, seq);

grant usage on schema platform to app, app_system;
grant insert on platform.outbox to app, app_system;
select platform.share('platform.outbox');
select platform.share('platform.consumer');
select platform.share('platform.parked');
