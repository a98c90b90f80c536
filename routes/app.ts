/** The HTTP app: every operation, what all requests pass through, and the type that the admin's client is made from. */

import { OpenAPIHono } from "@hono/zod-openapi";
import type { Handler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import { getPath } from "hono/utils/url";
import { AppError } from "../rates/errors.ts";
import type { Log } from "../rates/ports.ts";
import { API_ROOT, canonicalPath } from "./addresses.ts";
import { contentTags } from "./caching.ts";
import { coverage, type CoverageDeps } from "./coverage.ts";
import { convert, type ConvertDeps } from "./convert.ts";
import { shareReads } from "./cross_origin.ts";
import { currencies, type CurrenciesDeps } from "./currencies.ts";
import { currencyRates, type CurrencyRatesDeps } from "./currency_rates.ts";
import { openApiDocument } from "./documentation.ts";
import { exchangeRate, type ExchangeRateDeps } from "./exchange_rate.ts";
import { type Authorize, guardWrites, requireJson } from "./guard.ts";
import { health } from "./health.ts";
import { measureHeads, withoutFalseLength } from "./heads.ts";
import { ingestions, type IngestionsDeps } from "./ingestions.ts";
import { answerErrors, problem } from "./problem.ts";
import { providers, type ProvidersDeps } from "./providers.ts";
import { refusal } from "./refusal.ts";
import { watchRequests } from "./watch.ts";

/** All that the app needs of the rest of the program. */
export type AppDeps =
  & ExchangeRateDeps
  & ConvertDeps
  & CurrencyRatesDeps
  & CurrenciesDeps
  & ProvidersDeps
  & IngestionsDeps
  & CoverageDeps
  & AppOptions;

interface AppOptions {
  readonly log: Log;
  /** Rejects when the database does not answer. */
  readonly ping: () => Promise<void>;
  readonly authorize: Authorize;
  /** Serves the built pages: the admin below `/admin`, the documentation at `/docs`. */
  readonly pages: Handler;
  readonly accessLog: boolean;
  readonly version: string;
}

/** No body that the API takes needs more. */
const MAX_BODY_BYTES = 64 * 1024;

/** The app with all its routes; `fetch` it, or `request` it in tests. */
export function createApp(deps: AppDeps) {
  const app = new OpenAPIHono({
    getPath: (request) => canonicalPath(getPath(request)),
    defaultHook: (result) => {
      if (!result.success) throw refusal(result.error.issues, result.target);
    },
  });
  app.onError(answerErrors(deps.log));
  app.notFound((c) =>
    problem(
      c,
      new AppError(
        "not_found",
        `There is nothing at ${
          c.req.path.slice(0, 200)
        }. /docs lists what there is.`,
      ),
    )
  );
  app.use(requestId({ limitLength: 64 }));
  app.use(watchRequests(deps));
  app.use(measureHeads());
  app.use(shareReads());
  app.use(methodNotAllowed({
    app,
    onMethodNotAllowed(c, methods) {
      const allow = [...methods, "OPTIONS"].join(", ");
      c.header("allow", allow);
      if (c.req.method === "OPTIONS") {
        // Set while the address was taken for none.
        c.header("content-type", undefined);
        c.header("cache-control", undefined);
        return c.body(null, 204);
      }
      return problem(
        c,
        new AppError(
          "method_not_allowed",
          `${c.req.method} does not fit this address. It allows ${allow}.`,
        ),
      );
    },
  }));
  app.use(contentTags());
  app.use(guardWrites(deps.authorize));
  app.use(bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw new AppError(
        "body_too_large",
        `A body may have ${MAX_BODY_BYTES} bytes at most.`,
      );
    },
  }));
  app.use(requireJson());

  const api = app
    .openapiRoutes(health(deps))
    .route(
      API_ROOT,
      new OpenAPIHono({ defaultHook: app.defaultHook }).openapiRoutes(
        [
          exchangeRate(deps),
          currencyRates(deps),
          convert(deps),
          ...currencies(deps),
          ...providers(deps),
          ...ingestions(deps),
          coverage(deps),
        ] as const,
      ),
    );

  const document = openApiDocument(app, deps);
  app.get("/openapi.json", (c) => {
    c.header("content-type", "application/json");
    c.header("cache-control", "public, max-age=300");
    return c.body(document);
  });
  app.get("/", (c) => c.redirect("/admin", 302));
  // Where the converter of the replaced project was.
  app.get(
    "/admin/exchange/currency/convert",
    (c) => c.redirect("/admin/convert", 302),
  );
  app.get("/admin", deps.pages);
  app.get("/admin/*", deps.pages);
  app.get("/docs", deps.pages);
  app.get("/docs/*", deps.pages);
  app.fetch = withoutFalseLength(app.fetch);
  return api;
}

/** The API's type: `hc<Api>()` is a typed client of it. */
export type Api = ReturnType<typeof createApp>;
