/** What answers tell browsers: to take bodies for what they are, and to load, frame and allow nothing from elsewhere. */

import type { Context, MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

/** Headers of the library that no browser of today reads, or that are decided elsewhere. */
const UNUSED = {
  removePoweredBy: false,
  strictTransportSecurity: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
} as const;

/** Pages run the program's own scripts and styles, and ask this service only. Swagger UI draws its arrows from data. */
const asPage = secureHeaders({
  ...UNUSED,
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", "data:"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: "DENY",
  referrerPolicy: "same-origin",
  permissionsPolicy: {
    camera: [],
    displayCapture: [],
    geolocation: [],
    microphone: [],
    payment: [],
    usb: [],
  },
});

/** Answers of the API are data: opened in a browser they load nothing, and other sites may read them. */
export const AS_DATA = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
} as const;

/** Over TLS only TLS from now on. */
export const TLS_ONLY = {
  "strict-transport-security": "max-age=31536000",
} as const;

/** Sets the headers by the address: an unchanged page (304) says what the page said. */
export function defendAnswers(): MiddlewareHandler {
  return async function defendAnswers(c, next) {
    const isPage = /^\/(admin|docs)(\/|$)/.test(c.req.path);
    if (isPage) await asPage(c, next);
    else {
      await next();
      setAll(c, AS_DATA);
    }
    if (c.get("client")?.secure) setAll(c, TLS_ONLY);
  };
}

function setAll(c: Context, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
}
