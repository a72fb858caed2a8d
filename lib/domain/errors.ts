export type ErrorCode =
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "invalid_input"
  | "unavailable"
  | "internal";

/** A refusal or a defect. Expected outcomes are return values instead. */
export class DomainError extends Error {
  override readonly name = "DomainError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** The input field that the message is about. */
    readonly field?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export const HTTP_STATUS = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  invalid_input: 400,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;
