/** What all pages share: the client, the resources of the service, and the voice that screen readers hear. */

import { type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Client, createClient } from "./api/client.ts";
import {
  type Currencies,
  CurrenciesModel,
} from "./currencies/currencies_model.ts";
import { type Providers, ProvidersModel } from "./providers/providers_model.ts";

/** The shared models. */
export interface Models {
  readonly client: Client;
  readonly currencies: Currencies;
  readonly providers: Providers;
  /** The newest thing worth saying aloud. */
  readonly spoken: Signal<string>;
}

/** The models of the service at an origin. */
export function createModels(origin: string): Models {
  const client = createClient(origin);
  return {
    client,
    currencies: new CurrenciesModel(client),
    providers: new ProvidersModel(client),
    spoken: signal(""),
  };
}

/** Hands the models to the pages. */
export const ModelsContext = createContext<Models | null>(null);

/** The models of the app around a component. */
export function useModels(): Models {
  const models = useContext(ModelsContext);
  if (!models) throw new Error("Cannot use models outside the app");
  return models;
}
