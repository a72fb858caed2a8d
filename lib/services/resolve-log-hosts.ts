import { DomainError } from "@/lib/domain/errors";
import type { Database } from "@/lib/storage/database";
import { findOrMakeLogHosts } from "@/lib/storage/log-hosts";
import { isUnstorable } from "./event-fault";

export interface NewLogHosts {
  /** Hosts that become known here begin in this group. */
  readonly group?: string;
  readonly platform?: "windows" | "linux";
}

/** One call does not make more: a name that changes with every record is no host's. */
export const MAX_NEW_HOSTS = 1_000;
const MAX_NAME = 256;

/**
 * Hosts by the names that records give: without regard to case, by the short or the full name, made where unknown. The
 * answer is keyed by the names as they were asked for; one that cannot be a host's name is not in it.
 */
export async function resolveLogHosts(
  db: Database,
  names: readonly string[],
  now: Date,
  { group = "", platform = "windows" }: NewLogHosts = {},
): Promise<ReadonlyMap<string, number>> {
  const asked = new Map([...new Set(names)].flatMap((name) => (isName(name) ? [[name, name.trim()]] : [])));
  if (asked.size === 0) return new Map();
  const wanted = [...new Set([...asked.values()].map((name) => name.toLowerCase()))];
  const found = await findOrMakeLogHosts(db, {
    names: new Map([...asked.values()].map((name) => [name.toLowerCase(), name])),
    group,
    platform,
    now,
    limit: MAX_NEW_HOSTS,
  });
  if (!found) {
    throw new DomainError(
      "invalid_input",
      `These records name more than ${MAX_NEW_HOSTS.toLocaleString("en")} hosts that are not known yet (${wanted.length} names): see that each record bears its computer's own name.`,
      "host",
    );
  }
  return new Map(
    [...asked].flatMap(([name, trimmed]) => {
      const id = found.get(trimmed.toLowerCase());
      return id === undefined ? [] : [[name, id]];
    }),
  );
}

function isName(name: string): boolean {
  return name.trim() !== "" && name.length <= MAX_NAME && !isUnstorable(name);
}
