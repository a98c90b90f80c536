/** What the subject needs of the world: the interfaces that `db/` and `providers/` implement and the wiring connects. */

export type * from "./ports/world.ts";
export type * from "./ports/seen.ts";
export type * from "./ports/provider.ts";
export type * from "./ports/rate_store.ts";
export type * from "./ports/file_import.ts";
export type * from "./ports/currency_store.ts";
export type * from "./ports/provider_store.ts";
export type * from "./ports/usage_store.ts";
export type * from "./ports/lease_store.ts";
export type * from "./ports/ingestion_store.ts";
export type * from "./ports/change_feed.ts";
export type * from "./ports/shared_cache.ts";
export type * from "./ports/audit.ts";
export type * from "./ports/user_store.ts";
export type * from "./ports/session_store.ts";
export type * from "./ports/token_store.ts";
export type * from "./ports/passwords.ts";
export type * from "./ports/login_throttle.ts";
export type * from "./ports/counts.ts";
