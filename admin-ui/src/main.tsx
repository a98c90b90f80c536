/** The admin's entry: puts the app into its page. */

import { render } from "preact";
import { App } from "./App.tsx";
import { createModels } from "./models.ts";

const root = document.getElementById("app");
if (!root) throw new Error("Cannot find #app in the page");
const script = new URL(import.meta.url).pathname;
render(<App models={createModels(location.origin, script)} />, root);
