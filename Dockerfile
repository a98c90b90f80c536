# The service with the embedded Postgres in the volume /data, or with a server by DATABASE_URL.
FROM denoland/deno:2.9.6 AS build
WORKDIR /app
COPY deno.json deno.lock ./
COPY admin-ui/deno.json admin-ui/
RUN deno install --frozen
COPY . .
RUN deno task build

FROM denoland/deno:2.9.6
WORKDIR /app
COPY --from=build --chown=deno:deno /app .
RUN mkdir /data && chown deno:deno /data
USER deno
ENV DATA_DIR=/data HOST=0.0.0.0 PORT=8000
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s CMD ["deno", "eval", "--no-lock", "const r = await fetch(`http://localhost:${Deno.env.get('PORT')}/readyz`); Deno.exit(r.ok ? 0 : 1)"]
CMD ["deno", "run", "--cached-only", "--v8-flags=--max-semi-space-size=4", "--allow-net", "--allow-env", "--allow-read", "--allow-write", "--allow-sys", "--no-prompt", "main.ts", "start"]
