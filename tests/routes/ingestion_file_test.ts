/** Files handed in over the API: what they come to, and what is refused before anybody reads it. */

import { assertEquals, assertMatch } from "@std/assert";
import { strToU8, zipSync } from "fflate";
import { createEcb } from "../../providers/ecb.ts";
import { MAX_FILE_BYTES } from "../../routes/ingestion_file.ts";
import { useService } from "../support/service.ts";
import { createBench } from "../support/upstream.ts";
import { market, NOW } from "../support/upstreams.ts";

const { door, clock } = createBench(NOW);
const service = useService(() => ({
  providers: [createEcb({ door, clock, filesUrl: "", apiUrl: "" }), market()],
  time: NOW,
}));

const CSV = `Date,USD,INR,
2024-10-29,1.0795,90.76,
2024-10-28,1.083,oops,
2024-10-25,1.0825,91.027,
`;

async function handIn(
  content: Uint8Array<ArrayBuffer>,
  { provider = "ecb", type = "application/octet-stream" } = {},
) {
  const response = await service().request(
    `/api/v1/ingestions/file?provider=${provider}`,
    {
      method: "POST",
      body: content,
      headers: {
        ...await service().people.credentials("rates:write"),
        "content-type": type,
      },
    },
  );
  return { status: response.status, body: await response.json() };
}

/** The loads, newest first. */
async function loads() {
  const response = await service().request("/api/v1/ingestions");
  return { status: response.status, body: await response.json() };
}

Deno.test("A zip and a CSV are stored, their bad rows named, stand among the loads, and answer questions at once", async () => {
  const zip = zipSync({ "eurofxref-hist.csv": strToU8(CSV) });
  const first = await handIn(new Uint8Array(zip));
  assertEquals([first.status, first.body], [200, {
    provider: "ecb",
    from: "2024-10-25",
    to: "2024-10-29",
    days: 3,
    empty_days: 2,
    rates: { inserted: 5, revised: 0, unchanged: 0 },
    rejected: 1,
    rejected_rows: [{
      row: "2024-10-28 INR = oops",
      reason: first.body.rejected_rows[0].reason,
    }],
  }]);
  const again = await handIn(strToU8(CSV), { type: "text/csv; charset=utf-8" });
  assertEquals(again.body.rates, { inserted: 0, revised: 0, unchanged: 5 });
  const { body: [load, former, ...more] } = await loads();
  assertEquals(
    [load.provider, load.from, load.to, load.status, load.cause],
    ["ecb", "2024-10-25", "2024-10-29", "done", "file"],
  );
  assertEquals([load.rates, load.requests, load.progress], [
    again.body.rates,
    0,
    1,
  ]);
  assertEquals([former.rates, former.rejected, former.rejected_rows], [
    first.body.rates,
    1,
    first.body.rejected_rows,
  ]);
  assertEquals(more, []);
  const rate = await service().request(
    "/exchange-rate?source=EUR&target=INR&date=2024-10-27",
  );
  assertEquals((await rate.json()).rate, 91.027);
});

Deno.test("A file that is none changes nothing and says which row is at fault", async () => {
  const { body: before } = await loads();
  const damaged = await handIn(strToU8("Date,USD,\n2024-02-30,1.08,\n"));
  assertEquals([damaged.status, damaged.body.code], [400, "invalid_request"]);
  assertMatch(damaged.body.detail, /'2024-02-30': the date is no day/);
  const other = await handIn(strToU8(CSV), { provider: "market" });
  assertEquals(other.status, 400);
  assertMatch(other.body.detail, /Market publishes no files/);
  const nobody = await handIn(strToU8(CSV), { provider: "nobody" });
  assertEquals(nobody.status, 404);
  assertEquals((await loads()).body, before);
});

Deno.test("A type that a form of another site could send is refused, and so is JSON", async () => {
  for (
    const type of ["text/plain", "multipart/form-data", "application/json"]
  ) {
    const { status, body } = await handIn(strToU8(CSV), { type });
    assertEquals([status, body.code], [415, "unsupported_media_type"], type);
  }
});

Deno.test("A file beyond the limit is refused, and the limit of JSON stays what it was", async () => {
  const large = await handIn(new Uint8Array(MAX_FILE_BYTES + 1));
  assertEquals([large.status, large.body.code], [413, "body_too_large"]);
  const json = await service().send("POST", "/api/v1/currencies", {
    code: "AED",
    name: "x".repeat(70_000),
  });
  assertEquals(json.status, 413);
});
