-- Currency codes are compared byte by byte: with a language's collation the primary key of rates is several times slower.

create table currencies (
  id integer generated always as identity primary key,
  code text collate "C" not null unique check (code ~ '^[A-Z]{3}$'),
  name text not null check (name <> ''),
  symbol text not null,
  numeric_code text check (numeric_code ~ '^[0-9]{3}$'),
  minor_units smallint not null check (minor_units between 0 and 8),
  enabled boolean not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table providers (
  id integer generated always as identity primary key,
  key text collate "C" not null unique check (key <> ''),
  name text not null,
  base text collate "C" not null check (base ~ '^[A-Z]{3}$'),
  -- Deferrable, so that one statement can exchange two places.
  priority integer not null check (priority > 0),
  enabled boolean not null,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint providers_priority_key unique (priority) deferrable initially immediate
);

-- What was published, in the direction and digits of the source: numeric keeps trailing zeros. No foreign key to
-- currencies: rates of every code are kept, so that enabling a currency gives it its history at once.
create table rates (
  provider_id integer not null references providers,
  base text collate "C" not null check (base ~ '^[A-Z]{3}$'),
  quote text collate "C" not null check (quote ~ '^[A-Z]{3}$'),
  date date not null,
  rate numeric not null check (rate > 0 and rate < 'Infinity'),
  fetched_at timestamptz not null,
  primary key (provider_id, base, quote, date),
  check (base <> quote)
);

-- The values that an upstream has since replaced.
create table rate_revisions (
  id bigint generated always as identity primary key,
  provider_id integer not null references providers,
  base text collate "C" not null,
  quote text collate "C" not null,
  date date not null,
  rate numeric not null,
  -- When the old value was fetched, and when the new one took its place.
  fetched_at timestamptz not null,
  replaced_at timestamptz not null
);
create index rate_revisions_rate_idx on rate_revisions (provider_id, base, quote, date);

-- What is known of each day of each provider.
create table ledger (
  provider_id integer not null references providers,
  date date not null,
  status text not null check (status in ('loaded', 'empty', 'failed')),
  rows integer not null check (rows >= 0),
  attempts integer not null check (attempts > 0),
  error text,
  fetched_at timestamptz not null,
  retry_at timestamptz,
  primary key (provider_id, date),
  check ((status = 'loaded') = (rows > 0)),
  check (status = 'failed' or (error is null and retry_at is null))
);

create table provider_usage (
  provider_id integer not null references providers,
  day date not null,
  requests integer not null check (requests >= 0),
  failures integer not null check (failures >= 0),
  primary key (provider_id, day)
);

create table settings (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);
