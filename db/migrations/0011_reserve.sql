-- One more request of a provider, where the month that begins at `since` has room for it. A function, because each of its
-- statements sees what was committed before it: the sum is made once the lock is held, in one trip to the server.
create function reserve_request(provider text, on_day date, since date, allowance integer) returns boolean
language plpgsql set search_path from current as $$
declare
  asked integer;
begin
  select id into asked from providers where key = provider for no key update;
  insert into provider_usage (provider_id, day, requests, failures)
  select asked, on_day, 1, 0
  where asked is not null and allowance > (
    select coalesce(sum(u.requests), 0) from provider_usage u
    where u.provider_id = asked and u.day >= since
  )
  on conflict (provider_id, day) do update set requests = provider_usage.requests + 1;
  return found;
end
$$;
