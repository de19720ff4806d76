-- @context documents (ETSI GS CIM 009 §5.13): hosted ones, those made for a subscription, and copies of remote ones.
create table context.jsonld_context (
  city         text not null,
  id           text not null,
  kind         text not null check (kind in ('Hosted', 'Cached', 'ImplicitlyCreated')),
  -- Where a cached one was downloaded from.
  url          text check ((kind = 'Cached') = (url is not null)),
  body         jsonb not null,
  created_at   timestamptz not null,
  expires_at   timestamptz,
  last_used_at timestamptz,
  hits         bigint not null default 0,
  primary key (city, id)
);
create unique index jsonld_context_by_url on context.jsonld_context (city, url) where url is not null;
create index jsonld_context_newest on context.jsonld_context (city, created_at, id);

select platform.protect('context.jsonld_context');
