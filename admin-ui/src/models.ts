/** What all pages share: the client, the resources of the service, and the voice that screen readers hear. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Session, SessionModel } from "./account/session_model.ts";
import { type Client, createClient } from "./api/client.ts";
import { createSend } from "./api/send.ts";
import {
  type Currencies,
  CurrenciesModel,
} from "./currencies/currencies_model.ts";
import { CoverageModel, type Coverages } from "./history/coverage_model.ts";
import { type Loads, LoadsModel } from "./history/loads_model.ts";
import { type Providers, ProvidersModel } from "./providers/providers_model.ts";
import { type Connection, ConnectionModel } from "./shell/connection_model.ts";
import { createTheme, type ThemeChoice } from "./shell/theme.ts";

/** The shared models. */
export interface Models {
  readonly client: Client;
  readonly currencies: Currencies;
  readonly providers: Providers;
  readonly loads: Loads;
  readonly coverage: Coverages;
  readonly connection: Connection;
  readonly session: Session;
  readonly theme: ThemeChoice;
  /** Whether whoever looks may change things: no page shows a control that changes something where they may not. */
  readonly canWrite: ReadonlySignal<boolean>;
  /** Whether the pages can be seen and have the focus: at first they may be kept back for a moment. */
  readonly shown: Signal<boolean>;
  /** The newest thing worth saying aloud. */
  readonly spoken: Signal<string>;
}

/** What the models are told of the page that they are for. */
export interface ModelsOptions {
  /** The address of the script that runs here. */
  readonly script: string;
  /** Called once somebody has logged out: what was loaded for them is nobody else's. */
  readonly leave: () => void;
}

/** The models of the service at an origin. */
export function createModels(
  origin: string,
  { script, leave }: ModelsOptions,
): Models {
  const browserFetch: typeof fetch = (input, init) => fetch(input, init);
  const connection = new ConnectionModel({ fetch: browserFetch, script });
  const session = new SessionModel({
    client: () => client,
    overTls: origin.startsWith("https:"),
    leave,
  });
  const send = createSend({
    fetch: browserFetch,
    reached: connection.told,
    logIn: session.require,
  });
  const client = createClient(origin, send);
  return {
    client,
    currencies: new CurrenciesModel(client),
    providers: new ProvidersModel(client),
    loads: new LoadsModel({
      client,
      listen: (id) =>
        new EventSource(`${origin}/api/v1/ingestions/${id}/events`),
    }),
    coverage: new CoverageModel(client),
    connection,
    theme: createTheme(),
    session,
    canWrite: session.canWrite,
    shown: signal(false),
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
