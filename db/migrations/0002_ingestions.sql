-- Loading history: what is to be asked of a provider, request by request, and who is at it.

create table ingestions (
  id integer generated always as identity primary key,
  provider_id integer not null references providers,
  from_day date not null,
  to_day date not null,
  status text not null default 'queued' check (
    status in ('queued', 'running', 'paused', 'done', 'failed', 'cancelled')
  ),
  cause text not null check (cause in ('command', 'api', 'schedule', 'hole')),
  -- The most requests of one run: null for the setting's, 0 for no limit.
  max_requests integer check (max_requests >= 0),
  -- Requests that left the house for it, retries too.
  requests integer not null default 0 check (requests >= 0),
  inserted integer not null default 0,
  revised integer not null default 0,
  unchanged integer not null default 0,
  rejected integer not null default 0,
  -- The first of them, each with its row and the reason.
  rejected_rows jsonb not null default '[]',
  error text,
  -- A paused one goes on from here; null for the next tick.
  resume_at timestamptz,
  -- Counts changes, so that whoever watches asks for what is newer than seen.
  version integer not null default 1,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  updated_at timestamptz not null default now(),
  check (from_day <= to_day)
);
-- The same range of a provider is not queued twice.
create unique index ingestions_open_key on ingestions (provider_id, from_day, to_day)
  where status in ('queued', 'running', 'paused');

-- One request each.
create table ingestion_chunks (
  id bigint generated always as identity primary key,
  ingestion_id integer not null references ingestions on delete cascade,
  from_day date not null,
  to_day date not null,
  status text not null default 'pending' check (
    status in ('pending', 'running', 'done', 'failed')
  ),
  attempts integer not null default 0 check (attempts >= 0),
  not_before timestamptz,
  lease_until timestamptz,
  worker text,
  error text,
  finished_at timestamptz,
  check (from_day <= to_day),
  check ((status = 'running') = (worker is not null and lease_until is not null))
);
-- For claiming: the newest open chunk of an ingestion.
create index ingestion_chunks_open_idx on ingestion_chunks (ingestion_id, to_day desc)
  where status in ('pending', 'running');
create index ingestion_chunks_ingestion_idx on ingestion_chunks (ingestion_id, status);

-- Work that one process at a time does.
create table leases (
  name text primary key,
  holder text not null,
  expires_at timestamptz not null
);
