-- How many entities of a type there are, and how many instances of which attribute: every write adds rows, readers sum.
-- Empty type: over all types; empty attribute: entities are counted. Rows are only ever added,
-- so that writers of one city do not wait for each other.
create table context.tally (
  city      text not null,
  n         bigint generated always as identity,
  type      text not null,
  attribute text not null,
  kind      text not null,
  count     bigint not null,
  primary key (city, n)
);
create index tally_of_city on context.tally (city, type, attribute, kind);

-- Whether the sums are right; after an import the next reader counts anew.
create table context.tally_state (
  city    text not null,
  counted boolean not null,
  primary key (city)
);

select platform.protect('context.tally');
select platform.protect('context.tally_state');
