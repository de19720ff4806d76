-- How often something was used: counts, never events. Nothing here can name a person, a device or a connection.

create table insight.use_count (
  city text not null,
  -- Day and hour in the zone of the city, by the clock of the server when the use arrived.
  day date not null,
  hour smallint not null check (hour between 0 and 23),
  feature text not null,
  -- The entity that was looked at, '' for none.
  place text not null default '',
  -- 250 m mesh (JIS X 0410) where a position was used, '' for none.
  mesh text not null default '',
  count integer not null check (count > 0),
  primary key (city, day, feature, hour, place, mesh)
);

select platform.protect('insight.use_count');
