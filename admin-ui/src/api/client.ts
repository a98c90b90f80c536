/** The typed client of the service: its operations, and the shapes of what they answer. */

import { hc } from "hono/client";
import type { Api } from "../../../routes/app.ts";
import type { SuccessBody } from "./result.ts";

/** The client of the service at an origin. */
export function createClient(origin: string) {
  return hc<Api>(origin).api.v1;
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

/** An amount in several currencies. */
export type Conversions = Answer<Client["convert"]["$get"]>;

/** One of those amounts, with its rate and where that comes from. */
export type Converted = Conversions["results"][number];

/** A provider with its settings and its health. */
export type Provider = Answer<Client["providers"]["$get"]>[number];

/** How trying a provider went. */
export type Trial = Answer<Client["providers"][":key"]["test"]["$post"]>;
