-- What has changed that answers are made from: written by the tables themselves, so that no statement can forget it, and
-- read by every instance that keeps answers. A change whose transaction a reader's snapshot did not see yet is news to it;
-- a counter would be read before transactions that took their number earlier and ended later.
create table changes (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  -- The days that it is about; null for answers of any day.
  from_day date,
  to_day date,
  at timestamptz not null default now(),
  check ((from_day is null) = (to_day is null) and from_day <= to_day)
);
create index changes_xid_idx on changes (xid);

-- Which database this is: of answers that are kept elsewhere, only its own are true.
insert into settings (key, value) values ('database', to_jsonb(gen_random_uuid()));

create function note_change(first_day date, last_day date) returns void
language sql set search_path from current as $$
  insert into changes (from_day, to_day)
  select first_day, last_day
  where not exists (
    select from changes c
    where c.xid = pg_current_xact_id()
      and (c.from_day is null or c.from_day <= first_day and c.to_day >= last_day)
  )
$$;

create function note_any_change() returns trigger
language plpgsql set search_path from current as $$
begin
  perform note_change(null, null);
  return null;
end
$$;

-- The days of the rows that a statement wrote or removed.
create function note_changed_days() returns trigger
language plpgsql set search_path from current as $$
declare
  first_day date;
  last_day date;
begin
  select min(date), max(date) into first_day, last_day from changed;
  if first_day is not null then
    perform note_change(first_day, last_day);
  end if;
  return null;
end
$$;

create function note_updated_days() returns trigger
language plpgsql set search_path from current as $$
declare
  first_day date;
  last_day date;
begin
  select min(date), max(date) into first_day, last_day
  from (select date from old_rows union all select date from new_rows) rows;
  if first_day is not null then
    perform note_change(first_day, last_day);
  end if;
  return null;
end
$$;

create trigger rates_inserted after insert on rates
  referencing new table as changed
  for each statement execute function note_changed_days();
create trigger rates_deleted after delete on rates
  referencing old table as changed
  for each statement execute function note_changed_days();
create trigger rates_updated after update on rates
  referencing old table as old_rows new table as new_rows
  for each statement execute function note_updated_days();
create trigger rates_truncated after truncate on rates
  for each statement execute function note_any_change();

-- That a day was asked for again with the same outcome changes no answer: it makes them hold for longer.
create function note_updated_ledger() returns trigger
language plpgsql set search_path from current as $$
declare
  first_day date;
  last_day date;
begin
  select min(least(o.date, n.date)), max(greatest(o.date, n.date))
    into first_day, last_day
  from old_rows o
  full join new_rows n on n.provider_id = o.provider_id and n.date = o.date
  where (o.status, o.error) is distinct from (n.status, n.error);
  if first_day is not null then
    perform note_change(first_day, last_day);
  end if;
  return null;
end
$$;

create trigger ledger_inserted after insert on ledger
  referencing new table as changed
  for each statement execute function note_changed_days();
create trigger ledger_deleted after delete on ledger
  referencing old table as changed
  for each statement execute function note_changed_days();
create trigger ledger_updated after update on ledger
  referencing old table as old_rows new table as new_rows
  for each statement execute function note_updated_ledger();
create trigger ledger_truncated after truncate on ledger
  for each statement execute function note_any_change();

create function note_updated_providers() returns trigger
language plpgsql set search_path from current as $$
begin
  if exists (
    select from old_rows o
    full join new_rows n on n.id = o.id
    where (o.key, o.base, o.priority, o.enabled)
      is distinct from (n.key, n.base, n.priority, n.enabled)
  ) then
    perform note_change(null, null);
  end if;
  return null;
end
$$;

create trigger providers_inserted after insert or delete or truncate on providers
  for each statement execute function note_any_change();
create trigger providers_updated after update on providers
  referencing old table as old_rows new table as new_rows
  for each statement execute function note_updated_providers();

create trigger currencies_changed after insert or update or delete or truncate on currencies
  for each statement execute function note_any_change();
