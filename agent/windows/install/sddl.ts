/** Local System, and the group of administrators; two letters, or in full. */
const TRUSTED = new Set(["SY", "S-1-5-18", "BA", "S-1-5-32-544"]);
/** Owned by administrators; nothing inherited; the two may do all, here and below. */
export const PRIVATE_SDDL = "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";

export interface FolderRights {
  readonly owner: string;
  /** Who else is let in, and in what way: `BU`, `S-1-5-21-…`. */
  readonly others: readonly string[];
  /** Rights from the folder above come through, whatever is written here. */
  readonly inherits: boolean;
}

/** Reads the text form of a security descriptor (`O:…G:…D:…`), as Windows writes it; null where it is none. */
export function readRights(sddl: string, self: string | null = null): FolderRights | null {
  const owner = /^O:([^:]+?)(?:G:|D:|S:|$)/.exec(sddl)?.[1];
  const list = /D:([A-Z_]*)((?:\([^)]*\))*)/.exec(sddl);
  if (!owner || !list) return null;
  const [, flags = "", entries = ""] = list;
  const allowed = [...entries.matchAll(/\(([^)]*)\)/g)]
    .map((match) => (match[1] ?? "").split(";"))
    // OA and XA allow as well: by object, or under a condition.
    .filter(([kind = ""]) => ["A", "OA", "XA"].includes(kind))
    .map((fields) => fields[5] ?? "");
  // A folder without a list lets everybody in.
  const others = flags.includes("NO_ACCESS_CONTROL")
    ? ["WD"]
    : allowed.filter((who) => !TRUSTED.has(who) && who !== self);
  return { owner, others: [...new Set(others)], inherits: !/^P|P$/.test(flags.replace(/A[IR]/g, "")) };
}

/** Whoever owns a folder may change who is let in, so another owner is as bad as another reader. */
export function isTrustedOwner(owner: string, self: string | null): boolean {
  return TRUSTED.has(owner) || owner === self;
}
