import { assert, assertEquals, assertMatch } from "@std/assert";
import { day } from "../../rates/day.ts";
import { FakeProvider } from "../support/fake_provider.ts";
import { useService } from "../support/service.ts";
import { bank, NOW } from "../support/upstreams.ts";

const slow = new FakeProvider({
  key: "slow",
  name: "Slow",
  base: "EUR",
  since: day("2020-01-01"),
  maxRangeDays: 1,
});

const service = useService(() => ({ providers: [bank(), slow], time: NOW }));

const WEEKEND =
  "/api/v1/currency-rates?source=USD&date_from=2024-10-25&date_to=2024-10-28&symbols=INR,EUR";

Deno.test("A series has a row a day and target, and none for days without rates", async () => {
  const response = await service().request(WEEKEND);
  assertEquals(response.headers.get("content-type"), "application/json");
  assertEquals(response.headers.get("vary"), "Accept");
  assertEquals(await response.json(), {
    source: "USD",
    date_from: "2024-10-25",
    date_to: "2024-10-28",
    fill: "none",
    group: null,
    complete: true,
    missing: [],
    rates: [
      row("2024-10-25", "EUR", 0.923787528868, "inverse"),
      row("2024-10-25", "INR", 84.0896073903, "cross"),
      row("2024-10-28", "EUR", 0.923361034164, "inverse"),
      row("2024-10-28", "INR", 84.0812557710, "cross"),
    ],
  });
});

Deno.test("With fill=previous every day is there, and carried ones say whose day they are", async () => {
  const response = await service().request(`${WEEKEND}&fill=previous`);
  const { rates } = await response.json();
  assertEquals(rates.length, 8);
  assertEquals(rates[3], {
    ...row("2024-10-26", "INR", 84.0896073903, "cross"),
    carried: true,
    rate_date: "2024-10-25",
  });
});

Deno.test("With stored=true nobody is asked, and the days that lack are named", async () => {
  const day = "date_from=2021-06-03&date_to=2021-06-03";
  const ask = async (more: string) => {
    const response = await service().request(
      `/api/v1/currency-rates?source=USD&symbols=EUR&${day}${more}`,
    );
    const { complete, missing, rates } = await response.json();
    return { complete, missing, rates: rates.length };
  };
  const asked = slow.asked.length;
  const { complete, missing, rates } = await ask("&stored=true");
  assertEquals([complete, missing, rates], [
    false,
    [{ from: "2021-06-03", to: "2021-06-03" }],
    0,
  ]);
  assertEquals(slow.asked.length, asked);
  await ask("&stored=false");
  assert(slow.asked.length > asked);
  assertEquals(
    (await service().request(
      `/api/v1/currency-rates?source=USD&symbols=EUR&${day}&stored=perhaps`,
    )).status,
    400,
  );
});

Deno.test("CSV has a header, a row a rate and every cell filled", async () => {
  const response = await service().request(`${WEEKEND}&format=csv`);
  assertEquals(
    response.headers.get("content-type"),
    "text/csv; charset=utf-8",
  );
  const lines = (await response.text()).split("\r\n");
  assertEquals(
    lines[0],
    "date,source,target,rate,rate_date,provider,kind,carried,stale,synthetic",
  );
  assertEquals(
    lines[2],
    "2024-10-25,USD,INR,84.0896073903,2024-10-25,bank,cross,false,false,false",
  );
  assertEquals(lines.length, 6);
});

Deno.test("NDJSON has an object a line, asked for by Accept", async () => {
  const response = await service().request(WEEKEND, {
    headers: { accept: "application/x-ndjson" },
  });
  assertEquals(response.headers.get("content-type"), "application/x-ndjson");
  const lines = (await response.text()).trim().split("\n");
  assertEquals(lines.length, 4);
  assertEquals(JSON.parse(lines[1] ?? "").rate, 84.0896073903);
});

Deno.test("Weeks are named by their Monday and hold the mean of their days", async () => {
  const { rates } = await (await service().request(
    "/api/v1/currency-rates?source=EUR&date_from=2024-10-21&date_to=2024-10-29&symbols=USD&group=week",
  )).json();
  assertEquals(rates, [
    {
      date: "2024-10-21",
      target: "USD",
      rate: 1.08025,
      observations: 2,
      first_date: "2024-10-24",
      last_date: "2024-10-25",
      providers: "bank",
    },
    {
      date: "2024-10-28",
      target: "USD",
      rate: 1.08125,
      observations: 2,
      first_date: "2024-10-28",
      last_date: "2024-10-29",
      providers: "bank",
    },
  ]);
});

Deno.test("Days that a provider has not been asked for are named, and not guessed", async () => {
  // GBP is not the bank's: the slow provider would have to be asked day by day.
  const asked = slow.asked.length;
  const response = await service().request(
    "/api/v1/currency-rates?source=EUR&date_from=2024-10-01&date_to=2024-10-25&symbols=GBP",
  );
  const body = await response.json();
  assertEquals([body.complete, body.rates], [false, []]);
  assertEquals(body.missing, [{ from: "2024-10-01", to: "2024-10-25" }]);
  assertEquals(response.headers.get("x-complete"), "false");
  assertEquals(response.headers.get("x-missing"), "2024-10-01..2024-10-25");
  assertEquals(slow.asked.length, asked);
});

Deno.test("A large series is streamed, whole and in order", async () => {
  const response = await service().request(
    "/api/v1/currency-rates?source=EUR&date_from=2020-01-01&date_to=2024-10-29&fill=previous&format=ndjson",
  );
  assertEquals(response.headers.get("etag"), null);
  const lines = (await response.text()).trim().split("\n");
  const dates = lines.map((line) => JSON.parse(line).date);
  assert(dates.length > 10);
  assertEquals(dates, dates.toSorted());
});

const REFUSED: [string, string][] = [
  ["source=USD&date_from=2024-10-28&date_to=2024-10-25", "after date_to"],
  ["source=USD&date_from=2024-10-28&date_to=2024-11-25", "in the future"],
  ["source=USD&date_from=2024-10-28", "required"],
  [
    "source=USD&date_from=2024-10-24&date_to=2024-10-25&symbols=USD,,GBP",
    "one of them is empty",
  ],
  [
    `source=USD&date_from=2024-10-24&date_to=2024-10-25&symbols=${
      Array(10_000).fill("EUR").join(",")
    }`,
    "At most 200 codes",
  ],
  [
    "source=USD&date_from=2024-10-24&date_to=2024-10-25&fill=next",
    "none.*previous",
  ],
  [
    "source=USD&date_from=2024-10-24&date_to=2024-10-25&fill=previous&group=week",
    "either fill or group",
  ],
];

for (const [query, message] of REFUSED) {
  Deno.test(`'${query.slice(0, 70)}' is refused because: ${message}`, async () => {
    const response = await service().request(`/currency-rates/?${query}`);
    assertEquals(response.status, 400);
    assertMatch((await response.json()).detail, new RegExp(message));
  });
}

Deno.test("A range before every history is answered with where the longest starts", async () => {
  const response = await service().request(
    "/currency-rates/?source=USD&date_from=1990-01-01&date_to=1990-02-01",
  );
  assertEquals(response.status, 404);
  assertMatch(
    (await response.json()).detail,
    /the longest starts on 2020-01-01/,
  );
});

function row(date: string, target: string, rate: number, kind: string) {
  return { date, target, rate, provider: "bank", kind };
}
