-- In which transaction a version was written: servers that keep entities in memory ask what others wrote since their last look,
-- and streams of changes go on where they were left. Numbers of versions cannot tell, because they commit out of order.
alter table context.entity_history add column tx xid8 not null default pg_current_xact_id();
create index entity_history_by_tx on context.entity_history (city, tx);
