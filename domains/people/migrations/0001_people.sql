create schema if not exists people;

-- A city (tenant). Its settings are checked against CitySettings before they are written.
create table people.city (
  city text primary key,
  settings jsonb not null,
  demo boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
select platform.protect('people.city');

-- Accounts belong to no city: a person keeps one through all of them. Memberships carry the city.
create table people.account (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null,
  image text,
  -- A demo account signs in with one click: in the demo city, on this machine, and nowhere else.
  demo boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
select platform.share('people.account');

create table people.session (
  id text primary key,
  user_id text not null references people.account (id) on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  -- Asked for by better-auth; always empty, because nobody needs to know.
  ip_address text,
  user_agent text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index session_by_user on people.session (user_id);
create index session_by_end on people.session (expires_at);
select platform.share('people.session');

-- Sign-in by other services (OIDC), as better-auth keeps it.
create table people.credential (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references people.account (id) on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index credential_by_user on people.credential (user_id);
select platform.share('people.credential');

-- Codes (hashed) and passkey challenges, for minutes.
create table people.verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index verification_by_identifier on people.verification (identifier);
select platform.share('people.verification');

create table people.passkey (
  id text primary key,
  name text,
  public_key text not null,
  user_id text not null references people.account (id) on delete cascade,
  credential_id text not null unique,
  counter bigint not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  created_at timestamptz,
  aaguid text
);
create index passkey_by_user on people.passkey (user_id);
select platform.share('people.passkey');

-- What signs the cookies: made once, the same for every server on this database.
create table people.secret (
  name text primary key,
  value text not null,
  created_at timestamptz not null
);
select platform.share('people.secret');

create table people.membership (
  city text not null,
  account text not null,
  role text not null check (role in ('resident', 'shop-staff', 'staff', 'admin', 'operator')),
  department text,
  -- Entity ids of the shops that shop staff works for.
  shops text[] not null default '{}',
  created_at timestamptz not null,
  primary key (city, account)
);
select platform.protect('people.membership');

create table people.api_key (
  city text not null,
  id text not null,
  name text not null,
  prefix text not null,
  hash text not null,
  scopes text[] not null,
  created_by text,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (city, id)
);
create unique index api_key_by_hash on people.api_key (city, hash);
select platform.protect('people.api_key');
