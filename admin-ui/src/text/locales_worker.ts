/** Writes a number and a time, so that the thread of the page finds the locales open, and ends. */

import { dateFormat, numberFormat } from "./formats.ts";

const { language } = navigator;
numberFormat(language).format(1_234.5);
dateFormat(language, { dateStyle: "long", timeStyle: "short" }).format(0);
self.close();
