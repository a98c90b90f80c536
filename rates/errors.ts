/** The catalogue of what can go wrong, in the words that a caller may read; routes/problem.ts gives each its status. */

/** Every way in which a question can fail, by the code that clients switch on. */
export type ErrorCode =
  | "invalid_request"
  | "unknown_currency"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "no_rate"
  | "method_not_allowed"
  | "conflict"
  | "precondition_failed"
  | "body_too_large"
  | "unsupported_media_type"
  | "too_many_requests"
  | "providers_failed"
  | "storage_unavailable"
  | "busy"
  | "internal";

/** One field of a request that was refused, and why. */
export interface FieldError {
  /** The parameter or the path into the body: `date`, `order.0`. */
  readonly field: string;
  readonly message: string;
}

/** Members that some errors add to what the caller reads; public, so never a cause, a key or a URL. */
export interface ErrorDetails {
  readonly errors?: readonly FieldError[];
  readonly providers?: readonly ProviderFailure[];
  readonly supported?: readonly string[];
  readonly retryAfterSeconds?: number;
}

/** Why one provider could not answer, in words for the caller. */
export interface ProviderFailure {
  readonly provider: string;
  readonly reason: string;
}

/**
 * An error with a public sentence. `message` is for strangers and says what to do next; `cause` is for the log only.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The ways in which an upstream fails; each asks for another reaction. */
export type ProviderFault =
  /** No connection, or it broke. Transient. */
  | "unreachable"
  /** No full answer within the deadline. Transient. */
  | "timeout"
  /** HTTP 5xx. Transient. */
  | "server_error"
  /** HTTP 429, or the vendor says that the quota is spent: put the provider aside for `retryAfterSeconds`. */
  | "rate_limited"
  /** Our own monthly allowance for it is spent: not asked for `retryAfterSeconds`. */
  | "allowance_spent"
  /** The key is missing in the settings: cannot be asked at all. */
  | "not_configured"
  /** HTTP 401: the key is wrong. A fault of configuration; asking again does not help. */
  | "unauthorized"
  /** HTTP 403, or the plan does not include this request. */
  | "plan"
  /** HTTP 4xx for another reason: our question was wrong. */
  | "refused"
  /** The body is not what the vendor documents: HTML, cut off, other fields. */
  | "invalid_answer"
  /** The body exceeds the size that this request can have. */
  | "too_large"
  /** The circuit breaker is open after repeated failures, or the provider is put aside: not asked now. */
  | "resting";

/** A failed request to an upstream. `message` is public: no URL, no key, no body. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  constructor(
    readonly fault: ProviderFault,
    message: string,
    readonly info: {
      readonly status?: number;
      readonly retryAfterSeconds?: number;
    } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * What the end of a request means: one that a deadline (`AbortSignal.timeout`) ended is the provider's timeout; any
 * other reason stays what it is.
 */
export function endedBy(reason: unknown): unknown {
  return reason instanceof DOMException && reason.name === "TimeoutError"
    ? new ProviderError("timeout", "Did not answer in time")
    : reason;
}

/** The settings cannot be used; the message has a sentence for each wrong one, and no value of a secret. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
