import "server-only";
import { z } from "zod";
import type { ChipValue } from "@/lib/domain/chip-suggestions";
import { suggestAssociates, suggestGroups, suggestHosts } from "@/lib/storage/suggest-live-values";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { queryText } from "./query-text";
import { requirePermission } from "./require-permission";

export const chipValuesInput = z.object({
  key: z.enum(["host", "group", "associate"], "Values are kept of host, group and associate."),
  text: queryText(64),
});

const MOST = 8;

/** Values of a chip that begin with, or hold, what has been typed: those with the most live sessions first. */
export async function suggestChipValues(ctx: Context, input: unknown): Promise<readonly ChipValue[]> {
  requirePermission(ctx.actor, "session.read");
  const { key, text } = parseInput(chipValuesInput, input);
  switch (key) {
    case "host":
      return suggestHosts(ctx.db, text, MOST);
    case "group":
      return suggestGroups(ctx.db, text, MOST);
    case "associate":
      return suggestAssociates(ctx.db, text, MOST);
  }
}
