/** Turns at heavy work: who waits, who is refused, and who leaves. */

import { assertEquals, assertRejects } from "@std/assert";
import { AppError } from "../../rates/errors.ts";
import { Turns } from "../../rates/turns.ts";

const options = { atOnce: 1, waiting: 1, longestMs: 60_000 };

Deno.test("Who finds no turn waits for it, and beyond the queue is told when to come again", async () => {
  const turns = new Turns(options);
  const end = await turns.take();
  let begun = false;
  const waiting = turns.take().then((endOther) => {
    begun = true;
    return endOther;
  });
  const error = await assertRejects(() => turns.take(), AppError);
  assertEquals([error.code, error.details.retryAfterSeconds], ["busy", 10]);
  assertEquals(begun, false);
  end();
  end();
  (await waiting)();
  (await turns.take())();
});

Deno.test("Who leaves while waiting makes place for another", async () => {
  const turns = new Turns(options);
  const end = await turns.take();
  const leaving = new AbortController();
  const left = turns.take(leaving.signal);
  leaving.abort(new RangeError("left"));
  await assertRejects(() => left, RangeError, "left");
  const next = turns.take();
  end();
  (await next)();
});

Deno.test("A turn that lasts too long no longer keeps others waiting", async () => {
  const turns = new Turns({ ...options, longestMs: 5 });
  const end = await turns.take();
  (await turns.take())();
  end();
});
