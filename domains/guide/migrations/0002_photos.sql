-- Which photos belong to a city: the bytes are in objects, addressed by their content, and say nothing of whose they are.
create table guide.photo (
  city text not null,
  key text not null,
  place_id text not null,
  content_type text not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (city, key, place_id)
);

select platform.protect('guide.photo');
