-- The base map: generations of cells. A generation is what one import run drew; readers see published ones only.

create table citymodel.generation (
  city text not null,
  id text not null,
  -- The source whose map this is: of each source one generation is published.
  source text not null,
  state text not null check (state in ('building', 'published', 'retired')),
  -- When anything was last written to it: a building one that nobody touches any more belongs to a dead process.
  touched_at timestamptz not null,
  published_at timestamptz,
  west double precision,
  south double precision,
  east double precision,
  north double precision,
  -- Features by layer, as they were mapped.
  counts jsonb not null default '{}',
  primary key (city, id),
  check (state <> 'published' or published_at is not null)
);
create unique index generation_published on citymodel.generation (city, source) where state = 'published';

-- A part of a cell: a vector tile (extent 8192) of zoom 10, 12, 14, 15 or 16. One tile served is read from one cell, by key.
create table citymodel.cell (
  city text not null,
  generation text not null,
  z smallint not null,
  x integer not null,
  y integer not null,
  part integer not null,
  bytes bytea not null,
  primary key (city, generation, z, x, y, part),
  foreign key (city, generation) references citymodel.generation (city, id)
);

select platform.protect('citymodel.generation');
select platform.protect('citymodel.cell');
