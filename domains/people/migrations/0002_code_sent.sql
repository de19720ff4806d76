-- When a sign-in code was mailed, by a keyed hash of the address: so many in an hour, and no more.
create table people.code_sent (
  id text primary key,
  mail_hash text not null,
  sent_at timestamptz not null
);
create index code_sent_by_mail on people.code_sent (mail_hash, sent_at);
create index code_sent_by_time on people.code_sent (sent_at);
select platform.share('people.code_sent');
