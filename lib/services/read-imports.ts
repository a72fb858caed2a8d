import { z } from "zod";
import { type ListedImport, listImports } from "@/lib/storage/list-imports";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

const PAGE = 50;

const readImportsInput = z.object({
  before: z.coerce.number().int().min(1).max(2_147_483_647).nullable().catch(null),
});

export interface ImportsRead {
  readonly imports: readonly ListedImport[];
  readonly next: number | null;
}

export async function readImports(ctx: Context, input: unknown): Promise<ImportsRead> {
  requirePermission(ctx.actor, "import.read");
  const { before } = parseInput(readImportsInput, input);
  const found = await listImports(ctx.db, { before, limit: PAGE + 1 });
  const imports = found.slice(0, PAGE);
  return { imports, next: found.length > PAGE ? (imports.at(-1)?.id ?? null) : null };
}
