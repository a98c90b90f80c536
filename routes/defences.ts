/** What answers tell browsers: to take bodies for what they are, and to load, frame and allow nothing from elsewhere. */

import type { MiddlewareHandler } from "hono";
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
const asData = secureHeaders({
  ...UNUSED,
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    frameAncestors: ["'none'"],
  },
  crossOriginOpenerPolicy: false,
  crossOriginResourcePolicy: false,
  originAgentCluster: false,
  referrerPolicy: false,
  xFrameOptions: false,
});

const A_YEAR = "max-age=31536000";

/** Sets the headers by the address: an unchanged page (304) says what the page said. Over TLS only TLS from now on. */
export function defendAnswers(): MiddlewareHandler {
  return async function defendAnswers(c, next) {
    const isPage = /^\/(admin|docs)(\/|$)/.test(c.req.path);
    await (isPage ? asPage : asData)(c, next);
    if (c.get("client")?.secure) c.header("strict-transport-security", A_YEAR);
  };
}
