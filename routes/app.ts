/** The HTTP app: every operation, what all requests pass through, and the type that the admin's client is made from. */

import { OpenAPIHono } from "@hono/zod-openapi";
import type { Handler } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import { getPath } from "hono/utils/url";
import { AppError } from "../rates/errors.ts";
import type { Log } from "../rates/ports.ts";
import { declareRules, guard } from "./access/guard.ts";
import { createIdentify, type IdentifyDeps } from "./access/identify.ts";
import { keepPrivate } from "./access/private_answers.ts";
import type { Security } from "./access/security.ts";
import { API_ROOT, canonicalPath } from "./addresses.ts";
import { audit, type AuditDeps } from "./audit.ts";
import { limitBodies, requireType } from "./body_limits.ts";
import type { CachedRead } from "./cache/operation.ts";
import { contentTags } from "./caching.ts";
import { type Clients, identifyClient } from "./client_address.ts";
import { coverage, type CoverageDeps } from "./coverage.ts";
import { coverageYears } from "./coverage_years.ts";
import { convert, type ConvertDeps, convertRead } from "./convert.ts";
import { shareReads } from "./cross_origin.ts";
import { refuseCrossSite } from "./cross_site.ts";
import { currencies, type CurrenciesDeps } from "./currencies.ts";
import { currency } from "./currency.ts";
import { currencyCatalogue } from "./currency_catalogue.ts";
import {
  currencyRates,
  type CurrencyRatesDeps,
  currencyRatesRead,
} from "./currency_rates.ts";
import { defendAnswers } from "./defences.ts";
import { openApiDocument } from "./documentation.ts";
import {
  exchangeRate,
  type ExchangeRateDeps,
  exchangeRateRead,
} from "./exchange_rate.ts";
import { health } from "./health.ts";
import { type CountAnswer, measureAnswers } from "./measure.ts";
import { metrics, type MetricsDeps } from "./metrics.ts";
import { measureHeads, withoutFalseLength } from "./heads.ts";
import { ingestionFile, type IngestionFileDeps } from "./ingestion_file.ts";
import { ingestion, type IngestionDeps } from "./ingestion.ts";
import { ingestionPlan, type IngestionPlanDeps } from "./ingestion_plan.ts";
import { ingestions, type IngestionsDeps } from "./ingestions.ts";
import { ownPassword } from "./own_password.ts";
import { answerErrors, problem } from "./problem.ts";
import {
  providerPreview,
  type ProviderPreviewDeps,
} from "./provider_preview.ts";
import { provider } from "./provider.ts";
import { providers, type ProvidersDeps } from "./providers.ts";
import { refusal } from "./refusal.ts";
import { session, type SessionDeps } from "./session.ts";
import { sessions, type SessionsDeps } from "./sessions.ts";
import { setup, type SetupDeps } from "./setup.ts";
import { tokens, type TokensDeps } from "./tokens.ts";
import { user } from "./user.ts";
import { users, type UsersDeps } from "./users.ts";
import { watchRequests } from "./watch.ts";

/** All that the app needs of the rest of the program. */
export type AppDeps =
  & ExchangeRateDeps
  & ConvertDeps
  & CurrencyRatesDeps
  & CurrenciesDeps
  & ProvidersDeps
  & ProviderPreviewDeps
  & IngestionsDeps
  & IngestionPlanDeps
  & IngestionDeps
  & IngestionFileDeps
  & CoverageDeps
  & IdentifyDeps
  & SetupDeps
  & SessionDeps
  & SessionsDeps
  & UsersDeps
  & TokensDeps
  & AuditDeps
  & MetricsDeps
  & AppOptions;

interface AppOptions extends Clients {
  readonly log: Log;
  /** Rejects when the database does not answer. */
  readonly ping: () => Promise<void>;
  readonly countAnswer: CountAnswer;
  /** Whether the API answers only those who are logged in or send a token. */
  readonly requireTokenForReads: boolean;
  /** Serves the built pages: the admin below `/admin`, the documentation at `/docs`. */
  readonly pages: Handler;
  readonly accessLog: boolean;
  readonly version: string;
}

/** The operations whose answers are kept. */
export function createCachedReads(
  deps: ExchangeRateDeps & CurrencyRatesDeps & ConvertDeps,
): CachedRead[] {
  return [exchangeRateRead(deps), currencyRatesRead(deps), convertRead(deps)];
}

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
  app.use(identifyClient(deps.clientOf));
  app.use(measureAnswers(deps.countAnswer));
  app.use(watchRequests(deps));
  app.use(defendAnswers());
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
  app.use(refuseCrossSite());
  app.use(keepPrivate());
  const rules = new Map<string, Security>();
  app.use(guard(rules, createIdentify(deps)));
  app.use(limitBodies());
  app.use(requireType());

  const api = app
    .openapiRoutes([...health(deps), metrics(deps)] as const)
    .route(
      API_ROOT,
      new OpenAPIHono({ defaultHook: app.defaultHook }).openapiRoutes(
        [
          exchangeRate(deps),
          currencyRates(deps),
          convert(deps),
          currencyCatalogue(),
          ...currencies(deps),
          ...currency(deps),
          providerPreview(deps),
          ...providers(deps),
          ...provider(deps),
          ingestionFile(deps),
          ...ingestions(deps),
          ingestionPlan(deps),
          ...ingestion(deps),
          coverage(deps),
          coverageYears(deps),
          ...setup(deps),
          ...session(deps),
          ownPassword(deps),
          ...sessions(deps),
          ...users(deps),
          ...user(deps),
          ...tokens(deps),
          audit(deps),
        ] as const,
      ),
    );

  declareRules(app, rules, deps);
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
