/** The baseline: a server that does nothing but answer the same bytes with the same headers. */

const [address = ""] = Deno.args;
const original = await fetch(address, {
  headers: { "accept-encoding": "identity" },
});
const body = new Uint8Array(await original.arrayBuffer());
const headers = [...original.headers].filter(([name]) =>
  !["content-length", "date"].includes(name)
);
Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen({ port }) {
    // deno-lint-ignore no-console
    console.log(`http://127.0.0.1:${port}/`);
  },
}, () => new Response(body, { headers }));
