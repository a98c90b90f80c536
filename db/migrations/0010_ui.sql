-- Count the changes of what people edit, so that two of them at once are told rather than overwritten.
alter table currencies add column version integer not null default 1;
alter table providers add column version integer not null default 1;

-- Somebody paused it: it goes on only when somebody says so.
alter table ingestions add column held boolean not null default false
  check (not held or status = 'paused');
