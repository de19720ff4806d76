-- The guide: a projection of the town's places and events, and what people do with them.

-- A place as the guide shows it. The truth is the context entity of the same id; these rows can be written anew from it.
create table guide.place (
  city text not null,
  id text not null,
  -- Version of the entity this row was made from: an older reading never overwrites a newer.
  version bigint not null,
  -- PlaceFields (rules/place-entity.ts).
  fields jsonb not null,
  -- Where each field's value comes from, by field name.
  origins jsonb not null,
  -- Kana by a dictionary, where the data has no reading.
  heard text,
  source text,
  modified_at timestamptz not null,
  -- When this row was last confirmed by a whole projection.
  seen_at timestamptz not null,
  primary key (city, id)
);
create index place_source on guide.place (city, source);

create table guide.event (
  city text not null,
  id text not null,
  version bigint not null,
  -- EventFields (rules/event-entity.ts).
  fields jsonb not null,
  origins jsonb not null,
  heard text,
  source text,
  first_day date not null,
  last_day date not null,
  modified_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (city, id)
);
create index event_days on guide.event (city, last_day, first_day);

-- "Closed today", said by the shop; it holds for that day of the city only.
create table guide.closed_day (
  city text not null,
  place_id text not null,
  day date not null,
  said_at timestamptz not null,
  said_by text not null,
  primary key (city, place_id, day)
);

create table guide.report (
  city text not null,
  id uuid not null,
  place_id text not null,
  place_name jsonb not null,
  kind text not null,
  text text not null,
  -- How to reach the reporter, if they wished; forgotten some time after the answer.
  contact text,
  -- SHA-256 of the receipt: the receipt itself is with the reporter alone.
  receipt_hash text not null,
  state text not null check (state in ('received', 'accepted', 'rejected', 'withdrawn')),
  created_at timestamptz not null,
  answer text,
  answered_at timestamptz,
  answered_by text,
  primary key (city, id)
);
create unique index report_receipt on guide.report (city, receipt_hash);
create index report_state on guide.report (city, state, created_at desc);
create index report_place on guide.report (city, place_id, state);

create table guide.claim (
  city text not null,
  id uuid not null,
  place_id text not null,
  place_name jsonb not null,
  account_id text not null,
  evidence text not null,
  state text not null check (state in ('submitted', 'granted', 'refused', 'withdrawn', 'revoked')),
  created_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  answer text,
  primary key (city, id)
);
-- A listing has one holder.
create unique index claim_holder on guide.claim (city, place_id) where state = 'granted';
create index claim_state on guide.claim (city, state, created_at desc);
create index claim_account on guide.claim (city, account_id, state);

create table guide.draft (
  city text not null,
  id uuid not null,
  kind text not null check (kind in ('place', 'event')),
  target text,
  change jsonb not null,
  publish_at timestamptz,
  department text,
  note text,
  state text not null check (state in ('draft', 'submitted', 'rejected', 'approved', 'published', 'withdrawn')),
  author text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  decided_by text,
  decision_note text,
  published text,
  primary key (city, id)
);
create index draft_state on guide.draft (city, state, updated_at desc);
create index draft_due on guide.draft (city, publish_at) where state = 'approved';

-- Which column of a source's table is what.
create table guide.mapping (
  city text not null,
  source text not null,
  mapping jsonb not null,
  updated_at timestamptz not null,
  primary key (city, source)
);

select platform.protect('guide.place');
select platform.protect('guide.event');
select platform.protect('guide.closed_day');
select platform.protect('guide.report');
select platform.protect('guide.claim');
select platform.protect('guide.draft');
select platform.protect('guide.mapping');
