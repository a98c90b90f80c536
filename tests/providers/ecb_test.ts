/** The European Central Bank: which of its sources is asked, and what each answer proves. */

import { assertEquals, assertRejects } from "@std/assert";
import { day } from "../../rates/day.ts";
import { ProviderError } from "../../rates/errors.ts";
import { zipSync } from "fflate";
import { createEcb } from "../../providers/ecb.ts";
import {
  type Answering,
  createBench,
  interactive,
  only,
  respond,
  startUpstream,
} from "../support/upstream.ts";
import { ecbXml } from "../support/vendors.ts";

const FRIDAY = "2024-11-08";

function start(answer: Answering, now: string) {
  const upstream = startUpstream(answer);
  const { door, clock } = createBench(now);
  return {
    provider: createEcb({
      door,
      clock,
      filesUrl: `${upstream.url}/stats/eurofxref`,
      apiUrl: upstream.url,
    }),
    seen: upstream.seen,
    [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose](),
  };
}

Deno.test("On Sunday the daily file of Friday answers, and proves Saturday and Sunday empty", async () => {
  await using asked = start(
    () => xml({ [FRIDAY]: { USD: "1.0772" } }),
    "2024-11-10T12:00:00Z",
  );
  const { observations, covers } = await asked.provider.fetch(
    only("2024-11-10"),
    interactive(),
  );
  assertEquals(
    asked.seen.map(({ target }) => target),
    ["/stats/eurofxref/eurofxref-daily.xml"],
  );
  assertEquals(observations.map(({ date }) => date), [day(FRIDAY)]);
  assertEquals(covers, { from: day(FRIDAY), to: day("2024-11-10") });
});

Deno.test("A range of the last weeks is asked of the file of 90 days, which covers all its days up to now", async () => {
  await using asked = start(
    () =>
      xml({ "2024-11-06": { USD: "1.0730" }, "2024-08-12": { USD: "1.0920" } }),
    "2024-11-07T12:00:00Z",
  );
  const { observations, covers } = await asked.provider.fetch(
    { from: day("2024-08-14"), to: day("2024-08-20") },
    interactive(),
  );
  assertEquals(
    asked.seen.map(({ target }) => target),
    ["/stats/eurofxref/eurofxref-hist-90d.xml"],
  );
  assertEquals(observations.map(({ rate }) => rate), ["1.0730", "1.0920"]);
  assertEquals(covers, { from: day("2024-08-12"), to: day("2024-11-07") });
});

Deno.test("A range of up to a year is asked of the data API, and covers itself", async () => {
  const range = { from: day("2010-06-04"), to: day("2010-06-07") };
  await using asked = start(
    () =>
      respond(
        `KEY,FREQ,CURRENCY,CURRENCY_DENOM,TIME_PERIOD,OBS_VALUE,TITLE_COMPL
EXR.D.USD.EUR.SP00.A,D,USD,EUR,2010-06-04,1.2060,"ECB rate, US dollar/Euro, 2.15 pm"
EXR.D.USD.EUR.SP00.A,D,USD,EUR,2010-06-07,1.1959,"ECB rate, US dollar/Euro, 2.15 pm"
EXR.D.ISK.EUR.SP00.A,D,ISK,EUR,2010-06-07,NaN,
EXR.D.E01.EUR.SP00.A,D,EXCHANGE,EUR,2010-06-07,99.1,
`,
        { type: "application/vnd.sdmx.data+csv;version=1.0.0" },
      ),
    "2024-11-07T12:00:00Z",
  );
  const published = await asked.provider.fetch(range, interactive());
  assertEquals(asked.seen.map(({ target }) => target), [
    "/service/data/EXR/D..EUR.SP00.A?startPeriod=2010-06-04&endPeriod=2010-06-07&format=csvdata",
  ]);
  assertEquals(
    published.observations.map(({ date, rate }) => `${date} ${rate}`),
    ["2010-06-04 1.2060", "2010-06-07 1.1959"],
  );
  assertEquals([published.covers, published.rejected], [range, []]);
});

Deno.test("The data API's 404 is a weekend, but not a month", async () => {
  await using asked = start(
    () => respond("No results found.", { status: 404, type: "text/html" }),
    "2024-11-07T12:00:00Z",
  );
  const weekend = { from: day("2010-06-05"), to: day("2010-06-06") };
  assertEquals(
    await asked.provider.fetch(weekend, interactive()),
    { observations: [], covers: weekend, rejected: [] },
  );
  const { fault } = await assertRejects(
    () =>
      asked.provider.fetch(
        { from: day("2010-06-01"), to: day("2010-06-30") },
        interactive(),
      ),
    ProviderError,
  );
  assertEquals(fault, "refused");
});

Deno.test("A longer range is one request for the whole history, which covers everything up to now", async () => {
  const csv =
    "Date,USD,\n2024-11-06,1.073,\n1999-01-05,1.179,\n1999-01-04,1.1789,\n";
  await using asked = start(
    () => respond(zip(csv), { type: "application/zip" }),
    "2024-11-07T12:00:00Z",
  );
  const { observations, covers } = await asked.provider.fetch(
    { from: day("1999-01-01"), to: day("2024-11-07") },
    interactive(),
  );
  assertEquals(
    asked.seen.map(({ target }) => target),
    ["/stats/eurofxref/eurofxref-hist.zip"],
  );
  assertEquals(observations.length, 3);
  assertEquals(covers, { from: day("1999-01-04"), to: day("2024-11-07") });
});

Deno.test("A damaged zip from the network is an invalid answer", async () => {
  await using asked = start(
    () => respond(zip("Date,USD,\n").slice(0, 40), { type: "application/zip" }),
    "2024-11-07T12:00:00Z",
  );
  const error = await assertRejects(
    () =>
      asked.provider.fetch(
        { from: day("1999-01-04"), to: day("2024-11-07") },
        interactive(),
      ),
    ProviderError,
  );
  assertEquals(error.fault, "invalid_answer");
  assertEquals(error.message, "The zip file is cut off or damaged");
});

function xml(days: Record<string, Record<string, string>>): Response {
  return respond(ecbXml(days), { type: "text/xml" });
}

function zip(csv: string): Uint8Array<ArrayBuffer> {
  return zipSync({ "eurofxref-hist.csv": new TextEncoder().encode(csv) });
}
