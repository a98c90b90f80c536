/** The list of loads: which are asked for, so that none that goes on is missing. */

import { assertEquals } from "@std/assert";
import { createClient } from "../../admin-ui/src/api/client.ts";
import { LoadsModel } from "../../admin-ui/src/history/loads_model.ts";

/** The model on a service with so many loads that have ended, and one older that goes on. */
function listOn(ended: number) {
  const all = Array.from({ length: ended }, (_, i) => ({
    id: ended + 1 - i,
    status: "done",
  }));
  const going = { id: 1, status: "paused" };
  const asked: string[] = [];
  const client = createClient("http://localhost", (input) => {
    const { search, searchParams } = new URL(String(input));
    asked.push(search);
    const page = searchParams.has("open")
      ? [going]
      : [...all, going].slice(0, Number(searchParams.get("limit")));
    return Promise.resolve(Response.json(page));
  });
  const listen = () => {
    throw new Error("Nothing here is followed");
  };
  return { model: new LoadsModel({ client, listen }), asked };
}

Deno.test("A load that goes on is there although it is older than the newest twenty", async () => {
  const { model, asked } = listOn(20);
  await model.load();
  assertEquals(model.open.value.map(({ id }) => id), [1]);
  assertEquals(model.isWhole.value, false);
  assertEquals(asked, ["?limit=20", "?open=true&limit=100"]);
});

Deno.test("Where there are fewer than twenty loads one question finds them all", async () => {
  const { model, asked } = listOn(18);
  await model.load();
  assertEquals(model.open.value.map(({ id }) => id), [1]);
  assertEquals(model.isWhole.value, true);
  assertEquals(asked, ["?limit=20"]);
});
