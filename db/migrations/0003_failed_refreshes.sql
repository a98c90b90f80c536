-- A loaded or empty day that may still change can fail to be asked for again: it keeps what is known, and the time
-- before which it is left alone.
alter table ledger drop constraint ledger_check1;
alter table ledger add constraint ledger_failure_check
  check ((error is null) = (retry_at is null) and (status <> 'failed' or error is not null));
