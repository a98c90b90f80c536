/** Answers that are kept: the same as the app's, sent without asking it, and gone when they are true no longer. */

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { day } from "../../rates/day.ts";
import { admitReaders } from "../../routes/access/guard.ts";
import { createIdentify } from "../../routes/access/identify.ts";
import { type Cached, cachedInstance } from "../support/cached.ts";
import {
  FakeProvider,
  observationsOf,
  publish,
} from "../support/fake_provider.ts";
import { SYSTEM } from "../support/people.ts";
import { type Service, startService } from "../support/service.ts";
import { answer, days } from "../support/stored.ts";
import { bank, NOW } from "../support/upstreams.ts";

let service: Service | undefined;
const time = { now: new Date(NOW) };
const clock = () => time.now;
const later = (ms: number) => {
  time.now = new Date(time.now.getTime() + ms);
};

Deno.test.beforeAll(async () => {
  service = await startService({
    providers: [bank(), made()],
    time: () => time.now.toISOString(),
  });
});
Deno.test.afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
});

function made() {
  return new FakeProvider(
    { key: "made", synthetic: true, since: day("2024-01-01") },
    publish(observationsOf("EUR", { "2024-10-24": { CHF: "0.9" } })),
  );
}

function check(
  name: string,
  run: (cached: Cached, service: Service) => Promise<void>,
) {
  Deno.test(name, async () => {
    if (!service) throw new Error("Cannot test before the service is started");
    time.now = new Date(NOW);
    await using cached = cachedInstance(service, { clock });
    await run(cached, service);
    await cached.settled();
  });
}

const RATE = "/api/v1/exchange-rate?source=EUR&target=USD&date=2024-10-24";
const SERIES =
  "/api/v1/currency-rates?source=EUR&symbols=USD,INR,JPY,IDR&date_from=2024-10-12&date_to=2024-10-27&fill=previous";

/** Asks until nothing that was learned while asking changes the answer any more. */
async function warm(cached: Cached, path: string): Promise<Response> {
  await (await cached.get(path)).body?.cancel();
  later(1_000);
  await (await cached.get(path)).body?.cancel();
  await cached.settled();
  return await cached.get(path);
}

async function text(response: Promise<Response> | Response) {
  return await (await response).text();
}

/** How often the app was asked meanwhile. */
async function asked(cached: Cached, run: () => Promise<unknown>) {
  const before = cached.asked;
  await run();
  return cached.asked - before;
}

check(
  "A question that was asked before does not reach the app, however it is written",
  async (cached) => {
    const first = await text(warm(cached, RATE));
    const ways = [
      RATE,
      "/exchange-rate/?target=usd&source=%20eur&date=2024-10-24",
      "/api/exchange-rate?date=2024-10-24&source=eur&target=Usd",
    ];
    const count = await asked(cached, async () => {
      for (const way of [...ways, ...ways]) {
        assertEquals(await text(cached.get(way)), first);
      }
    });
    assertEquals(count, 0);
  },
);

check("A kept answer says what the app said", async (cached, service) => {
  for (
    const path of [
      RATE,
      SERIES,
      "/convert?source=EUR&targets=USD,INR&amount=12.50&date=2024-10-24",
      "/convert-amount/?source=EUR&target=USD&amount=12.50&date=2024-10-24",
    ]
  ) {
    const kept = await warm(cached, path);
    const own = await service.request(path);
    const headers = (response: Response) =>
      [...response.headers].filter(([name]) =>
        name !== "x-request-id" && name !== "vary"
      );
    assertEquals(headers(kept), headers(own), path);
    assertEquals(await kept.text(), await own.text(), path);
  }
});

check("What one asker is told, kept or not, nobody else is", async (cached) => {
  const tell = (path: string, told?: Record<string, string>) =>
    cached.fetch(new Request(`http://service.example${path}`), told);
  const absent = RATE.replace("USD", "XXX");
  for (const path of [RATE, absent, "/api/v1/currencies"]) {
    for (const left of ["9", "8", "7"]) {
      const response = await tell(path, { "ratelimit": left });
      assertEquals(response.headers.get("ratelimit"), left, path);
      await response.body?.cancel();
    }
    const other = await tell(path);
    assertEquals(other.headers.get("ratelimit"), null, path);
    await other.body?.cancel();
  }
});

check("Many who ask at once make the app work once", async (cached) => {
  await cached.get(RATE).then(text);
  later(1_000);
  await cached.settled();
  const other = RATE.replace("USD", "INR");
  const count = await asked(cached, async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => text(cached.get(other))),
    );
    assertEquals(new Set(all).size, 1);
  });
  assertEquals(count, 1);
});

check(
  "What was kept is answered anew after a change of its days or of the order, and only then",
  async (cached, { storage }) => {
    await warm(cached, RATE);
    const save = (text: string) =>
      storage.rates.save("bank", answer(text), clock());
    const isKept = async () => {
      later(1_000);
      await (await cached.get(RATE)).body?.cancel();
      await cached.settled();
      return await asked(cached, () => cached.get(RATE).then(text)) === 0;
    };
    await save("EUR/USD 2024-06-03 1.05");
    assertEquals(await isKept(), true);
    await save("EUR/USD 2024-10-24 1.9");
    assertEquals(await isKept(), false);
    assertEquals((await (await cached.get(RATE)).json()).rate, 1.9);
    await save("EUR/USD 2024-10-24 1.0780");
    await storage.providers.setOrder(["made", "bank"], null, SYSTEM);
    assertEquals(await isKept(), false);
    await storage.providers.setOrder(["bank", "made"], null, SYSTEM);
  },
);

check(
  "A change over the API shows in the very next answer",
  async (cached, { storage, people }) => {
    await warm(cached, RATE);
    const credentials = await people.credentials("currencies:write");
    const { id } = await storage.currencies.find({ code: "USD" }) ?? {};
    const change = (enabled: boolean) =>
      cached.send("PATCH", `/currencies/${id}`, {
        headers: { ...credentials, "content-type": "application/json" },
        body: JSON.stringify({ enabled }),
      });
    assertEquals((await change(false)).status, 200);
    assertEquals((await cached.get(RATE)).status, 400);
    assertEquals((await change(true)).status, 200);
    assertEquals((await cached.get(RATE)).status, 200);
  },
);

check(
  "An unchanged answer is 304 without a body, for the tag of its own encoding",
  async (cached) => {
    for (const path of [RATE, SERIES]) {
      await warm(cached, path);
      const plain = await cached.get(path);
      const tag = plain.headers.get("etag") ?? "";
      assert(/^"[0-9a-f]{40}"$/.test(tag), tag);
      for (const given of [tag, `W/${tag}`, `"x", ${tag}`, "*"]) {
        const same = await cached.get(path, { "if-none-match": given });
        assertEquals([same.status, same.body], [304, null], given);
        assertEquals(same.headers.get("etag"), tag);
        assertEquals(same.headers.has("content-type"), false);
        assertEquals(
          same.headers.get("cache-control"),
          plain.headers.get("cache-control"),
        );
      }
      assertEquals(
        (await cached.get(path, { "if-none-match": '"other"' })).status,
        200,
      );
    }
    const tag = (await cached.get(SERIES)).headers.get("etag") ?? "";
    const packed = { "accept-encoding": "br", "if-none-match": tag };
    assertEquals((await cached.get(SERIES, packed)).status, 200);
  },
);

check(
  "Large answers go out compressed, once for all, with tags and Vary of their own",
  async (cached) => {
    const plain = await warm(cached, SERIES);
    assertEquals(plain.headers.get("vary"), "Accept, Accept-Encoding");
    const body = await plain.text();
    const unpack = { br: brotliDecompressSync, gzip: gunzipSync };
    const tags = new Set([plain.headers.get("etag")]);
    for (
      const [accepted, encoding] of [
        ["gzip, deflate, br, zstd", "br"],
        ["gzip", "gzip"],
        ["br;q=0.1, gzip;q=0.9", "gzip"],
      ] as const
    ) {
      const packed = await cached.get(SERIES, { "accept-encoding": accepted });
      assertEquals(packed.headers.get("content-encoding"), encoding);
      assertEquals(packed.headers.get("vary"), "Accept, Accept-Encoding");
      tags.add(packed.headers.get("etag"));
      const bytes = await packed.bytes();
      assert(bytes.length < body.length / 3);
      assertEquals(unpack[encoding](bytes).toString(), body);
    }
    assertEquals(tags.size, 3);
    const refused = { "accept-encoding": "br;q=0, gzip;q=0, identity" };
    assertEquals(await text(cached.get(SERIES, refused)), body);
    const small = await cached.get(RATE, { "accept-encoding": "br" });
    assertEquals(small.headers.has("content-encoding"), false);
  },
);

check(
  "The format follows the header, also from what is kept",
  async (cached) => {
    const types = ["application/json", "text/csv", "application/x-ndjson"];
    for (let round = 0; round < 2; round++) {
      for (const accept of types) {
        const response = await cached.get(SERIES, { accept });
        assert(response.headers.get("content-type")?.startsWith(accept));
        await response.body?.cancel();
        later(1_000);
      }
    }
    const csv = await text(cached.get(SERIES, { accept: "text/csv" }));
    assertEquals(await text(cached.get(`${SERIES}&format=csv`)), csv);
  },
);

check(
  "HEAD says what GET would, and an id that the client gives is repeated",
  async (cached) => {
    const get = await warm(cached, RATE);
    const { length } = await get.bytes();
    const head = await cached.send("HEAD", RATE, {
      headers: { "x-request-id": "mine-1" },
    });
    assertEquals([head.status, head.body], [200, null]);
    assertEquals(head.headers.get("content-length"), String(length));
    assertEquals(head.headers.get("etag"), get.headers.get("etag"));
    assertEquals(head.headers.get("x-request-id"), "mine-1");
    const ids = [await cached.get(RATE), await cached.get(RATE)].map((one) =>
      one.headers.get("x-request-id")
    );
    assertNotEquals(ids[0], ids[1]);
    const odd = await cached.get(RATE, { "x-request-id": "<script>" });
    assertNotEquals(odd.headers.get("x-request-id"), "<script>");
  },
);

check(
  "That there is none is remembered for seconds, each time in the name of its own request",
  async (cached) => {
    const none = RATE.replace("USD", "GBP");
    await warm(cached, none);
    const count = await asked(cached, async () => {
      const [a, b] = [await cached.get(none), await cached.get(none)];
      assertEquals([a.status, b.status], [404, 404]);
      assertEquals(a.headers.get("cache-control"), "no-store");
      const [one, two] = [await a.json(), await b.json()];
      assertEquals(one.request_id, a.headers.get("x-request-id"));
      assertEquals(two.request_id, b.headers.get("x-request-id"));
      assertNotEquals(one.request_id, two.request_id);
      assertEquals(one.detail, two.detail);
    });
    assertEquals(count, 0);
    later(11_000);
    assertEquals(await asked(cached, () => cached.get(none).then(text)), 1);
  },
);

check(
  "Today's rate is sent once more after its minute while it is asked for anew, and not at all after two",
  async (cached) => {
    const today = "/exchange-rate?source=EUR&target=USD";
    await warm(cached, today);
    later(30_000);
    const aged = await cached.get(today);
    assertEquals(aged.headers.get("cache-control"), "public, max-age=60");
    assert(Number(aged.headers.get("age")) >= 30);
    later(40_000);
    assertEquals(await asked(cached, () => cached.get(today).then(text)), 1);
    await cached.settled();
    const fresh = await cached.get(today);
    assertEquals(fresh.headers.get("age"), "0");
    later(130_000);
    assertEquals(await asked(cached, () => cached.get(today).then(text)), 1);
  },
);

check(
  "At midnight today is another day at once, and so says the header",
  async (cached) => {
    const today = "/exchange-rate?source=EUR&target=EUR";
    time.now = new Date("2024-10-30T23:59:40Z");
    const before = await cached.get(today);
    assertEquals((await before.json()).date, "2024-10-30");
    assertEquals(before.headers.get("cache-control"), "public, max-age=20");
    time.now = new Date("2024-10-31T00:00:00Z");
    assertEquals((await (await cached.get(today)).json()).date, "2024-10-31");
  },
);

check(
  "What is made up, refused or asked for twice is not kept",
  async (cached) => {
    const paths = [
      "/exchange-rate?source=EUR&target=CHF&date=2024-10-24",
      "/exchange-rate?source=EUR&target=USD&date=tomorrow",
      `${RATE}&source=USD`,
      `${RATE}&__proto__=1`,
      `${RATE}&colour=red`,
    ];
    for (const path of paths) {
      await (await cached.get(path)).body?.cancel();
      await cached.settled();
      later(1_000);
      const count = await asked(cached, async () => {
        const { status } = await cached.get(path);
        assertEquals(status, path.includes("CHF") ? 200 : 400, path);
      });
      assertEquals(count, 1, path);
    }
  },
);

check(
  "Without the database nothing that is kept is believed",
  async (_cached, service) => {
    let away = false;
    const sql = new Proxy(service.storage.sql, {
      apply: (target, self, args) =>
        away
          ? Promise.reject(new Error("away"))
          : Reflect.apply(target, self, args),
    });
    await using cached = cachedInstance(
      { ...service, storage: { ...service.storage, sql } },
      { clock },
    );
    await warm(cached, RATE);
    away = true;
    later(1_500);
    assertEquals(await asked(cached, () => cached.get(RATE).then(text)), 0);
    await cached.settled();
    later(600);
    assertEquals(await asked(cached, () => cached.get(RATE).then(text)), 1);
    away = false;
    later(1_000);
    assertEquals(await asked(cached, () => cached.get(RATE).then(text)), 0);
  },
);

check("What is kept stays within its bytes", async (_cached, service) => {
  await using cached = cachedInstance(service, { clock, maxBytes: 100_000 });
  const of = (amount: number) =>
    `/convert?source=EUR&target=USD&date=2024-10-24&amount=${amount}`;
  await warm(cached, of(0));
  for (let amount = 1; amount <= 100; amount++) {
    await (await cached.get(of(amount))).body?.cancel();
  }
  assertEquals(await asked(cached, () => cached.get(of(100)).then(text)), 0);
  assertEquals(await asked(cached, () => cached.get(of(0)).then(text)), 1);
});

check(
  "Ranges of days are forgotten by the days that they look back on",
  async (cached, { storage }) => {
    await warm(cached, SERIES);
    const before = days("2024-09-30", "2024-09-30");
    await storage.rates.save(
      "bank",
      answer("EUR/USD 2024-09-30 1.2", before),
      clock(),
    );
    later(1_000);
    await (await cached.get(SERIES)).body?.cancel();
    await cached.settled();
    assertEquals(await asked(cached, () => cached.get(SERIES).then(text)), 1);
  },
);

check(
  "Where reading is not open a stranger gets nothing that is kept",
  async (_cached, service) => {
    const { storage, people } = service;
    await using cached = cachedInstance(service, {
      clock,
      admit: admitReaders(createIdentify({ ...storage, clock })),
    });
    const known = await people.credentials("read");
    // The first stores what it learns, the second hears of it, the third is kept.
    for (let round = 0; round < 3; round++) {
      await (await cached.get(RATE, known)).body?.cancel();
      later(1_000);
      await cached.settled();
    }
    const ask = (headers?: Record<string, string>) =>
      asked(cached, () => cached.get(RATE, headers).then(text));
    assertEquals(await ask(known), 0);
    assertEquals(await ask(), 1);
    assertEquals(await ask({ authorization: "Bearer myc_wrong" }), 1);
  },
);

check(
  "Where reading is not open what is kept is kept by nobody in between",
  async (_cached, service) => {
    const { storage, people } = service;
    await using cached = cachedInstance(service, {
      clock,
      admit: admitReaders(createIdentify({ ...storage, clock })),
    });
    const known = await people.credentials("read");
    for (let round = 0; round < 2; round++) {
      const response = await cached.get(RATE, known);
      const control = response.headers.get("cache-control") ?? "";
      assert(/^private, max-age=\d+/.test(control), control);
      await response.body?.cancel();
      later(1_000);
      await cached.settled();
    }
  },
);

check(
  "Over TLS alone browsers are told to use nothing else, whoever asked first",
  async (cached) => {
    const told = async (scheme: string) => {
      const response = await cached.fetch(
        new Request(`${scheme}://service.example${RATE}`),
        undefined,
        { remoteAddr: { hostname: "192.0.2.7" } },
      );
      await response.body?.cancel();
      return response.headers.has("strict-transport-security");
    };
    assertEquals(await told("https"), true);
    assertEquals(await told("http"), false);
    assertEquals(await told("https"), true);
  },
);

check(
  "What was streamed the first time comes whole and with a tag the next time",
  async (cached) => {
    const path =
      "/currency-rates?source=EUR&symbols=USD,INR,JPY&date_from=1995-01-01&date_to=2024-10-25&format=ndjson";
    const streamed = await cached.get(path);
    assertEquals(streamed.headers.get("etag"), null);
    assert((await streamed.text()).length > 0);
    later(1_000);
    await (await cached.get(path)).text();
    await cached.settled();
    const first = await (await cached.get(path)).text();
    const count = await asked(cached, async () => {
      const kept = await cached.get(path);
      assert(/^"[0-9a-f]{40}"$/.test(kept.headers.get("etag") ?? ""));
      assertEquals(await kept.text(), first);
    });
    assertEquals(count, 0);
  },
);

check(
  "What is not kept goes out through gzip, and its tag still brings 304",
  async (cached, service) => {
    const path = "/currencies";
    const plain = await text(service.request(path));
    const packed = await cached.get(path, { "accept-encoding": "gzip, br" });
    assertEquals(packed.headers.get("content-encoding"), "gzip");
    assertEquals(packed.headers.get("vary"), "Accept-Encoding");
    const tag = packed.headers.get("etag") ?? "";
    assert(tag.startsWith('W/"'), tag);
    assertEquals(gunzipSync(await packed.bytes()).toString(), plain);
    const same = await cached.get(path, {
      "accept-encoding": "gzip",
      "if-none-match": tag,
    });
    assertEquals(same.status, 304);
    const bare = await cached.get(path);
    assertEquals(bare.headers.has("content-encoding"), false);
    assertEquals(await bare.text(), plain);
  },
);
