/** The way to the service: a refused request is sent again once its sender has logged in, and never more than that. */

import { assertEquals, assertRejects } from "@std/assert";
import { createSend } from "../../admin-ui/src/api/send.ts";

/** A service that answers as told, and notes what it was sent. */
function service(...answers: readonly (number | Error)[]) {
  const sent: string[] = [];
  const reached: boolean[] = [];
  const asked: boolean[] = [];
  let loggedIn = true;
  const rest = [...answers];
  const send = createSend({
    fetch(input, init) {
      sent.push(`${init?.method ?? "GET"} ${input} ${init?.body ?? ""}`.trim());
      const answer = rest.shift() ?? 200;
      return typeof answer === "number"
        ? Promise.resolve(new Response(null, { status: answer }))
        : Promise.reject(answer);
    },
    reached: (there) => reached.push(there),
    logIn({ writes }) {
      asked.push(writes);
      return Promise.resolve(loggedIn);
    },
  });
  return { send, sent, reached, asked, refuse: () => loggedIn = false };
}

Deno.test("A change that needs a log-in is sent again, as it was, once there was one", async () => {
  const { send, sent, asked } = service(401, 200);
  const response = await send("/api/v1/x", { method: "PUT", body: "typed" });
  assertEquals(response.status, 200);
  assertEquals(sent, ["PUT /api/v1/x typed", "PUT /api/v1/x typed"]);
  assertEquals(asked, [true]);
});

Deno.test("Who does not log in gets the refusal, and a second refusal is not asked about again", async () => {
  const declined = service(401);
  declined.refuse();
  assertEquals((await declined.send("/api/v1/x")).status, 401);
  assertEquals([declined.sent.length, declined.asked], [1, [false]]);
  const again = service(401, 401);
  assertEquals((await again.send("/api/v1/x")).status, 401);
  assertEquals([again.sent.length, again.asked.length], [2, 1]);
});

Deno.test("A wrong password and the question who is logged in lead to no log-in", async () => {
  for (const path of ["/api/v1/session", "/api/v1/setup"]) {
    const { send, asked } = service(401);
    await send(`http://localhost${path}`, { method: "POST" });
    assertEquals(asked, [], path);
  }
});

Deno.test("A service that cannot be reached is told of, and so is one that can", async () => {
  const { send, reached } = service(new TypeError("Failed to fetch"), 500);
  await assertRejects(() => send("/api/v1/x"), TypeError);
  await send("/api/v1/x");
  assertEquals(reached, [false, true]);
});
