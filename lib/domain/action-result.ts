import type { ErrorCode } from "./errors";

/** What a server action answers: a refusal is a value, so that a form can put it beside its field. */
export type ActionResult<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly error: ErrorCode;
      readonly message: string;
      readonly field?: string;
      /** Of a defect: the log has the cause under this id. */
      readonly reference?: string;
    };
