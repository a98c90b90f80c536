-- A file that was handed in is a load too: over as soon as it is stored, without a request.
alter table ingestions drop constraint ingestions_cause_check;
alter table ingestions add constraint ingestions_cause_check
  check (cause in ('command', 'api', 'schedule', 'hole', 'file'));
