-- Who may do what, and who did what. Of passwords, sessions, tokens and set-up links only hashes are kept.

create table users (
  id integer generated always as identity primary key,
  -- As rates/accounts/username.ts writes it: one spelling a person.
  username text collate "C" not null unique check (username <> ''),
  role text not null check (role in ('admin', 'viewer')),
  -- A PHC string.
  password text not null check (password like '$%'),
  created_at timestamptz not null,
  updated_at timestamptz not null default now(),
  last_login_at timestamptz
);

create table sessions (
  id integer generated always as identity primary key,
  -- SHA-256 of the secret in the cookie.
  secret_hash bytea not null unique check (length(secret_hash) = 32),
  user_id integer not null references users on delete cascade,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- Slides with use, up to the absolute end.
  expires_at timestamptz not null,
  absolute_expires_at timestamptz not null check (expires_at <= absolute_expires_at),
  address text,
  user_agent text
);
create index sessions_user_idx on sessions (user_id);
create index sessions_expires_idx on sessions (expires_at);

create table api_tokens (
  id integer generated always as identity primary key,
  name text not null check (name <> ''),
  secret_hash bytea not null unique check (length(secret_hash) = 32),
  scopes text[] not null check (
    cardinality(scopes) > 0 and scopes <@ array[
      'currencies:write', 'providers:write', 'ingestions:write', 'rates:write', 'read'
    ]
  ),
  -- Whoever made it; the name stays when the account goes.
  user_id integer references users on delete set null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_tokens_user_idx on api_tokens (user_id);

-- Links to make the first administrator; all of them end with the first that is used.
create table setup_links (
  secret_hash bytea primary key check (length(secret_hash) = 32),
  expires_at timestamptz not null
);

create table audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor_kind text not null check (actor_kind in ('user', 'token', 'system')),
  -- No foreign key: what was done outlives who did it.
  actor_id integer,
  actor_name text not null,
  action text not null check (action ~ '^[a-z]+\.[a-z]+$'),
  subject text not null,
  request_id text,
  address text,
  before jsonb,
  after jsonb
);
create index audit_log_at_idx on audit_log (at);
create index audit_log_actor_idx on audit_log (actor_name, id);
create index audit_log_action_idx on audit_log (action, id);
create index audit_log_subject_idx on audit_log (subject, id);
