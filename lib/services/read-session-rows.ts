import "server-only";
import { z } from "zod";
import { type LiveTuple, toTuple } from "@/lib/domain/live-row";
import { listLiveSessionsById } from "@/lib/storage/list-live-sessions";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

/** Two screens of rows and what lies around them. */
export const MOST_ROWS = 200;

const ID_LIST = /^[1-9][0-9]{0,17}(,[1-9][0-9]{0,17})*$/;

export const sessionRowsInput = z.object({
  ids: z
    .string("Say which sessions: ids=1,2,3.")
    .max(MOST_ROWS * 19)
    .regex(ID_LIST, "Ids are whole numbers, parted by commas.")
    .transform((text) => text.split(","))
    .refine((ids) => ids.length <= MOST_ROWS, `At most ${MOST_ROWS} sessions at once.`),
});

export interface SessionRows {
  readonly at: number;
  /** In no order; one that is not here is no longer live. */
  readonly rows: readonly LiveTuple[];
}

/** The facts of the sessions that came into sight. */
export async function readSessionRows(ctx: Context, input: unknown): Promise<SessionRows> {
  requirePermission(ctx.actor, "session.read");
  const { ids } = parseInput(sessionRowsInput, input);
  const rows = await listLiveSessionsById(ctx.db, ids);
  return { at: ctx.now.getTime(), rows: rows.map(toTuple) };
}
