-- Facts, and how far each consumer has read them. Role app may write facts of its own tenant, and nothing else here.

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
alter table platform.outbox enable row level security;
create policy of_city on platform.outbox for insert to app with check (city = current_setting('app.tenant'));
create policy of_system on platform.outbox to app_system using (true) with check (true);

create table platform.consumer (
  name text primary key,
  -- The window it reads: facts with from_xid <= xid < to_xid, in order of seq, after after_seq. Equal bounds: nothing left.
  from_xid xid8 not null default '0',
  to_xid xid8 not null default '0',
  after_seq bigint not null default 0,
  -- The process that works for it now, and until when nobody else may.
  holder text,
  held_until timestamptz,
  seen_at timestamptz not null default now()
);

-- Facts that a consumer could not handle yet, and those of the same key that wait behind them.
create table platform.parked (
  consumer text not null,
  seq bigint not null,
  id uuid not null,
  kind text not null,
  city text not null,
  key text not null,
  at timestamptz not null,
  payload jsonb not null,
  -- 0: only waits behind another. With retry_at it is tried again then; without, it waits for a person.
  attempts int not null,
  error text,
  retry_at timestamptz,
  parked_at timestamptz not null default now(),
  primary key (consumer, seq)
);
create index parked_by_key on platform.parked (consumer, city, key, seq);

select platform.share('platform.outbox');
select platform.share('platform.consumer');
select platform.share('platform.parked');
grant usage on schema platform to app;
grant insert on platform.outbox to app;
