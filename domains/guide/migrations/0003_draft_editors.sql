-- Everybody who wrote on a draft, so that none of them approves it. The author always counts, also of older rows.
alter table guide.draft add column editors text[] not null default '{}';
