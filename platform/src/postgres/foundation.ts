/**
 * What has to be there before the first migration: roles, extensions, the list of migrations, and the functions by
 * which migrations protect their tables. Every statement may run again.
 */

export const EXTENSIONS = ['postgis', 'btree_gist', 'btree_gin'] as const

/** Roles that transactions take; they cannot log in. */
export const ROLES = ['app', 'app_system'] as const

export const FOUNDATION = `
create schema if not exists platform;

create table if not exists platform.migration (
  schema text not null,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default now(),
  primary key (schema, name)
);

-- Row-level security for a table of tenants: role app sees the rows of its city, role app_system sees all.
-- Refuses a table of which a key or an index does not begin with city: such an index cannot serve one city among many.
create or replace function platform.protect(target regclass) returns void language plpgsql as $$
declare
  stray text;
  home text := (select nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = target);
begin
  if not exists (select from pg_attribute where attrelid = target and attname = 'city' and attnotnull and not attisdropped) then
    raise exception 'platform.protect(%): the table needs a column "city text not null"', target;
  end if;
  if not exists (select from pg_index where indrelid = target and indisprimary) then
    raise exception 'platform.protect(%): the table needs a primary key that begins with city', target;
  end if;
  select string_agg(i.indexrelid::regclass::text, ', ') into stray
    from pg_index i left join pg_attribute a on a.attrelid = target and a.attnum = i.indkey[0]
    where i.indrelid = target and a.attname is distinct from 'city';
  if stray is not null then
    raise exception 'platform.protect(%): these indexes do not begin with city: %', target, stray;
  end if;
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('drop policy if exists of_city on %s', target);
  execute format('create policy of_city on %s to app using (city = current_setting(''app.tenant'')) with check (city = current_setting(''app.tenant''))', target);
  execute format('drop policy if exists of_system on %s', target);
  execute format('create policy of_system on %s to app_system using (true) with check (true)', target);
  execute format('grant usage on schema %I to app, app_system', home);
  execute format('grant select, insert, update, delete, truncate on %s to app_system', target);
  execute format('grant select, insert, update, delete on %s to app', target);
  execute format('grant usage, select on all sequences in schema %I to app, app_system', home);
end $$;

-- A table that belongs to no tenant (accounts, the outbox): only role app_system may use it. Grant more by name where it is meant.
create or replace function platform.share(target regclass) returns void language plpgsql as $$
declare
  home text := (select nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = target);
begin
  execute format('grant usage on schema %I to app_system', home);
  execute format('grant select, insert, update, delete, truncate on %s to app_system', target);
  execute format('grant usage, select on all sequences in schema %I to app_system', home);
end $$;
`

/**
 * Functions that reveal nothing of the rows they look at (no error or message carries a value), so that the planner may
 * use their index below row-level security. Without it a spatial search in a big city reads every row of the city.
 */
export const LEAKPROOF = `
select p.oid::regprocedure::text as signature
from pg_proc p
where not p.proleakproof
  and p.prokind = 'f'
  and (
    (p.proname in ('geometry_overlaps', 'geometry_contains', 'geometry_within', 'geometry_distance_centroid', 'geometry_distance_box',
                   'geometry_left', 'geometry_overleft', 'geometry_right', 'geometry_overright', 'geometry_same',
                   'st_intersects', 'st_dwithin', 'st_contains', 'st_within', 'st_covers', 'st_coveredby', 'st_expand',
                   'geography_overlaps', 'geography_distance_knn')
     and p.pronamespace = (select extnamespace from pg_extension where extname = 'postgis'))
    or (p.pronamespace = 'pg_catalog'::regnamespace
        and p.proname in ('jsonb_contains', 'jsonb_exists', 'jsonb_exists_any', 'jsonb_exists_all', 'arraycontains', 'arrayoverlap', 'arraycontained'))
  )
order by 1
`
