/** The admin's entry: puts the app into its page, and another in its place when somebody logs out. */

import { render } from "preact";
import { createLeaving } from "./account/leaving.ts";
import { LOG_IN } from "./account/next_place.ts";
import { App } from "./App.tsx";
import { forgetQuestion } from "./convert/memory.ts";
import { createModels, type Models } from "./models.ts";
import { fetchPage } from "./places.ts";
import { hideWhileLoading } from "./shell/first_look.ts";
import { keepFresh } from "./shell/keep_fresh.ts";
import { openLocales } from "./text/open_locales.ts";

openLocales();
const root = document.getElementById("app");
if (!root) throw new Error("Cannot find #app in the page");
const place = root;
const script = new URL(import.meta.url).pathname;
const leave = createLeaving(beginAnew);
let models: Models;
let stop: () => void;
begin();
// The page came along with this script: to draw it after its frame would be to draw twice.
await fetchPage(location.pathname);
draw();
hideWhileLoading(place, () => models.shown.value = true);

function begin(): void {
  models = createModels(location.origin, { script, leave });
  stop = keepFresh(models);
}

function draw(): void {
  render(<App models={models} />, place);
}

/** Whatever was loaded, typed or asked is gone with the models and pages that knew it. */
function beginAnew(): void {
  stop();
  render(null, place);
  forgetQuestion();
  history.replaceState(null, "", LOG_IN);
  begin();
  draw();
  models.shown.value = true;
  models.spoken.value = "Logged out";
}
