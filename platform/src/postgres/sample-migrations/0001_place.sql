create table sample.place (
  city text not null,
  id text not null,
  name text not null,
  geom geometry(Geometry, 4326),
  tags jsonb not null default '{}',
  primary key (city, id)
);
create index place_by_geom on sample.place using gist (city, geom);
create index place_by_tags on sample.place using gin (city, tags);
select platform.protect('sample.place');
