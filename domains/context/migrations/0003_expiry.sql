-- Entities and attributes that end (ETSI GS CIM 009 §4.22): the first instant at which something of the entity ends.
alter table context.entity add column next_expiry timestamptz;
update context.entity set next_expiry = expires_at where expires_at is not null;
create index entity_by_expiry on context.entity (city, next_expiry) where next_expiry is not null;
