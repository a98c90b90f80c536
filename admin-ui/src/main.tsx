/** The admin's entry: puts the app into its page. */

import { render } from "preact";
import { App } from "./App.tsx";
import { createModels } from "./models.ts";
import { fetchPage } from "./places.ts";
import { keepFresh } from "./shell/keep_fresh.ts";

const root = document.getElementById("app");
if (!root) throw new Error("Cannot find #app in the page");
const script = new URL(import.meta.url).pathname;
const models = createModels(location.origin, script);
// What is fetched comes while the frame is drawn.
fetchPage(location.pathname);
keepFresh(models);
render(<App models={models} />, root);
