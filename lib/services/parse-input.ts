import "server-only";
import { safeParse, type z } from "zod";
import { DomainError } from "@/lib/domain/errors";

/** Words that name the field, never the parser's own report. */
export function parseInput<Schema extends z.core.$ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = safeParse(schema, input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".");
  const message = issue?.message ?? "This input is not understood.";
  throw new DomainError("invalid_input", message, field === "" ? undefined : field);
}
