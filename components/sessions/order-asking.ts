import type { ActionResult } from "@/lib/domain/action-result";
import type { DropReason, OrderPreview } from "@/lib/domain/order-preview";
import type { OrderVerb } from "@/lib/domain/order-verb";

/** Who is meant, before anybody has looked at who that is. */
export type AskedTargets =
  | { readonly kind: "sessions"; readonly ids: readonly string[] }
  | { readonly kind: "associates" | "hosts"; readonly ids: readonly number[] }
  | { readonly kind: "filter"; readonly query: string };

export interface OrderActions {
  readonly preview: (input: {
    readonly verb: OrderVerb;
    readonly targets: AskedTargets;
    readonly includeProtected: boolean;
  }) => Promise<ActionResult<OrderPreview>>;
  readonly request: (input: {
    readonly requestKey: string;
    readonly verb: OrderVerb;
    readonly targets: AskedTargets & { readonly without: readonly string[] };
    readonly graceSeconds: number;
    readonly message: string;
    readonly onlyIfWarned: boolean;
    readonly includeProtected: boolean;
    readonly reason: string;
    readonly ticket: string;
    readonly startAt: string | null;
    readonly expiresInMinutes: number;
    readonly previewHash: string;
  }) => Promise<
    ActionResult<{
      readonly orderId: number;
      readonly targets: number;
      readonly droppedCounts: Readonly<Partial<Record<DropReason, number>>>;
      readonly approvalWhy: string | null;
    }>
  >;
  readonly templates: () => Promise<ActionResult<readonly SavedMessage[]>>;
}

/** Words that an administrator has saved for warnings and messages. */
export interface SavedMessage {
  readonly id: number;
  readonly name: string;
  readonly text: string;
}

export const VERB_WORD: Readonly<Record<OrderVerb, string>> = {
  message: "Message",
  disconnect: "Disconnect",
  log_off: "Log off",
  force: "Force off",
};

export const VERB_MEANS: Readonly<Record<OrderVerb, string>> = {
  message: "Shows the message and nothing else.",
  disconnect: "Programs keep running; the session stays. Windows only.",
  log_off: "Asks programs to close. One that refuses keeps the session, and the order says so.",
  force: "Ends programs without asking. Unsaved work is lost.",
};

export const LEFT_OUT_WORD: Readonly<Record<DropReason, string>> = {
  gone: "gone already",
  scope: "out of your scope",
  yourself: "this is you",
  protected: "protected: a second operator must approve",
  already: "in another order that is under way",
  unsupported: "its host cannot do this",
};
