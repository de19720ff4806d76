-- Subscriptions, the log of changes they are matched with, and what waits to be delivered. See README.md.

create sequence context.change_seq;
create sequence context.subscription_version;

-- Changes that somebody may be subscribed to, until every notification of them is delivered or stands in `undelivered`.
-- Written in the transaction of the change. Readers read below the oldest transaction that still runs: seq is given before
-- the commit. For one entity seq grows in the order of commits, because it is given while the entity is locked.
create table context.change (
  city    text not null,
  xid     xid8 not null default pg_current_xact_id(),
  seq     bigint not null default nextval('context.change_seq'),
  -- {id, operation, at, before?, after?, attributes}: see delivery/change-log.ts.
  payload json not null,
  primary key (city, xid, seq)
);

create table context.subscription (
  city        text not null,
  id          text collate "C" not null,
  door        text not null check (door in ('ngsi-ld', 'ngsiv2')),
  -- As engines/ngsi parsed it, names in stored form.
  doc         jsonb not null,
  -- Grows with every change of any subscription: what other servers ask for.
  version     bigint not null default nextval('context.subscription_version'),
  -- Changes that this snapshot saw are older than the subscription (or than its being active again).
  since       text not null,
  created_at  timestamptz not null,
  modified_at timestamptz not null,
  primary key (city, id)
);

-- Counters, written in batches: narrow, and updated in place. Only ever updated after the row was made with its
-- subscription: a late count must not bring a deleted subscription back.
create table context.subscription_status (
  city              text not null,
  id                text collate "C" not null,
  times_sent        bigint not null default 0,
  times_failed      bigint not null default 0,
  last_notification timestamptz,
  last_success      timestamptz,
  last_failure      timestamptz,
  failed            boolean,
  error             text,
  primary key (city, id),
  foreign key (city, id) references context.subscription (city, id) on delete cascade
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 200);

-- One row per city that somebody listens to: which process delivers for it, and until when nobody else may.
create table context.delivery (
  city               text not null,
  -- Whether changes are written into the log at all.
  listening          boolean not null,
  -- The newest version of a subscription that was written or deleted: another number than known means reading again.
  subscriptions      bigint not null,
  holder             text,
  held_until         timestamptz,
  primary key (city)
);

-- Notifications whose receiver did not take them: tried again in order (waiting), or until a person decides (parked).
create table context.undelivered (
  city         text not null,
  id           uuid not null,
  subscription text collate "C" not null,
  -- scheme://host:port: what fails together.
  endpoint     text not null,
  seq          bigint not null default nextval('context.change_seq'),
  entities     text[] not null,
  -- {body, contentType, link?, target?}: ready to send; the address and its secrets stay with the subscription.
  message      json not null,
  state        text not null check (state in ('waiting', 'parked')),
  attempts     int not null,
  error        text,
  created_at   timestamptz not null,
  tried_at     timestamptz,
  primary key (city, id)
);
create index undelivered_in_order on context.undelivered (city, endpoint, state, seq);
create index undelivered_of_subscription on context.undelivered (city, subscription, seq);

-- Writes changes into the log if anybody listens in this city, and answers whether. Volatile, so that its second statement
-- sees what was committed while the first waited: `start_listening` takes the same lock alone, and so waits for every
-- transaction that found nobody listening.
create function context.note_changes(of_city text, changes json) returns boolean language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('context.delivery ' || of_city, 0));
  if not exists (select from context.delivery where city = of_city and listening) then
    return false;
  end if;
  insert into context.change (city, payload)
    select of_city, one.value from json_array_elements(changes) with ordinality as one(value, place) order by one.place;
  return true;
end $$;

-- From the end of the caller's transaction on, every change of the city is written into the log.
create function context.start_listening(of_city text) returns void language plpgsql volatile as $$
declare
  key bigint := hashtextextended('context.delivery ' || of_city, 0);
begin
  -- Already so: keep anybody from stopping it before this transaction ends.
  if exists (select from context.delivery where city = of_city and listening) then
    perform pg_advisory_xact_lock_shared(key);
    if exists (select from context.delivery where city = of_city and listening) then
      return;
    end if;
  end if;
  perform pg_advisory_xact_lock(key);
  insert into context.delivery (city, listening, subscriptions) values (of_city, true, 0)
    on conflict (city) do update set listening = true;
end $$;

select platform.protect('context.change');
select platform.protect('context.subscription');
select platform.protect('context.subscription_status');
select platform.protect('context.delivery');
select platform.protect('context.undelivered');
