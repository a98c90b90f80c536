/** The typed client of the service: its operations, and the shapes of what they answer. */

import { hc } from "hono/client";
import type { Api } from "../../../routes/app.ts";
import type { SuccessBody } from "./result.ts";

/** The client of the service at an origin; `send` is how its requests get there. */
export function createClient(origin: string, send: typeof fetch) {
  return hc<Api>(origin, { fetch: send }).api.v1;
}

/** All operations of the service. */
export type Client = ReturnType<typeof createClient>;

type Answer<Operation extends (...given: never[]) => Promise<unknown>> =
  SuccessBody<Awaited<ReturnType<Operation>>>;

/** A currency as the service describes it. */
export type Currency = Answer<Client["currencies"]["$get"]>[number];

/** A currency as somebody describes it to the service. */
export type CurrencyDescription = Parameters<
  Client["currencies"]["$post"]
>[0]["json"];

/** What somebody may change of one. */
export type CurrencyChange = Parameters<
  Client["currencies"][":ref"]["$patch"]
>[0]["json"];

/** An amount in several currencies. */
export type Conversions = Answer<Client["convert"]["$get"]>;

/** One of those amounts, with its rate and where that comes from. */
export type Converted = Conversions["results"][number];

/** Rates over a range of days. */
export type Series = Extract<
  Answer<Client["currency-rates"]["$get"]>,
  { readonly rates: unknown }
>;

/** A provider with its settings and its health. */
export type Provider = Answer<Client["providers"]["$get"]>[number];

/** A load of history and how far it is. */
export type Ingestion = Answer<Client["ingestions"]["$get"]>[number];

/** What a load would take. */
export type IngestionPlan = Answer<Client["ingestions"]["plan"]["$get"]>;

/** What a file came to. */
export type FileReport = Answer<Client["ingestions"]["file"]["$post"]>;

/** A provider's days of a year. */
export type Coverage = Answer<Client["coverage"]["$get"]>;

/** A provider's years. */
export type CoverageYears = Answer<
  Client["coverage"]["years"]["$get"]
>[number];

/** Who would answer. */
export type ProviderPreview = Answer<Client["providers"]["preview"]["$get"]>;

/** A currency of ISO 4217. */
export type KnownCurrency = Answer<
  Client["currencies"]["catalogue"]["$get"]
>[number];

/** How trying a provider went. */
export type Trial = Answer<Client["providers"][":key"]["test"]["$post"]>;

/** Somebody who is logged in. */
export type Identity = Answer<Client["session"]["$get"]>["user"];

/** A place where the reader is logged in. */
export type OwnSession = Answer<
  Client["sessions"]["$get"]
>["sessions"][number];

/** Somebody who may log in. */
export type User = Answer<Client["users"]["$get"]>["users"][number];

/** What somebody may do. */
export type Role = User["role"];

/** A token of the API, without its secret. */
export type Token = Answer<Client["tokens"]["$get"]>["tokens"][number];

/** A token just made, with its secret. */
export type NewToken = Answer<Client["tokens"]["$post"]>;

/** A change that somebody made. */
export type AuditEntry = Answer<Client["audit"]["$get"]>["entries"][number];
