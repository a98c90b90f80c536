-- How many of an ingestion's chunks are in each state: counting 869,000 of them took 8 s for a list.
alter table ingestions
  add column pending_chunks integer not null default 0 check (pending_chunks >= 0),
  add column running_chunks integer not null default 0 check (running_chunks >= 0),
  add column done_chunks integer not null default 0 check (done_chunks >= 0),
  add column failed_chunks integer not null default 0 check (failed_chunks >= 0);
update ingestions i set
  pending_chunks = c.pending, running_chunks = c.running, done_chunks = c.done, failed_chunks = c.failed
from (
  select ingestion_id,
    count(*) filter (where status = 'pending') as pending,
    count(*) filter (where status = 'running') as running,
    count(*) filter (where status = 'done') as done,
    count(*) filter (where status = 'failed') as failed
  from ingestion_chunks group by ingestion_id
) c
where c.ingestion_id = i.id;

-- Tries that failed, not claims: being killed is no fault of the question.
alter table ingestion_chunks rename column attempts to failures;

-- For claiming: the days that somebody asks for at this moment.
create index ingestion_chunks_running_idx on ingestion_chunks (ingestion_id) where status = 'running';

-- The newest time of its schedule at which the work of a lease was begun.
alter table leases add column slot timestamptz;
