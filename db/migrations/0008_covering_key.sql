-- The key of rates holds the rate too: a pair's history is one stretch of the index, whatever order its days arrived in.
alter table rates drop constraint rates_pkey;
alter table rates add primary key (provider_id, base, quote, date)
  include (rate, fetched_at);
