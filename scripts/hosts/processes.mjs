import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Every process below `pid`, however deep; those that left while we looked are left out. */
export function descendants(pid) {
  const parents = new Map();
  for (const entry of readdirSync("/proc")) {
    if (/^\d+$/.test(entry)) parents.set(Number(entry), parentOf(entry));
  }
  const found = new Set([pid]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const [child, parent] of parents) if (found.has(parent)) found.add(child);
  }
  found.delete(pid);
  return [...found];
}

/** The one process below `pid` whose command line holds `words`. */
export function findBelow(pid, words) {
  const all = descendants(pid).filter((each) => commandOf(each).includes(words));
  // A child that has not become another program yet still bears its parent's command line.
  const found = all.filter((each) => !all.includes(parentOf(each)));
  if (found.length !== 1) throw new Error(`${found.length} processes run ${words}`);
  return found[0];
}

export function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

/** A zombie is dead: nobody has asked yet how it went. */
export function isAlive(pid) {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !["Z", "X", ""].includes(statOf(pid)[0] ?? "");
}

function parentOf(pid) {
  return Number(statOf(pid)[1] ?? 0);
}

/** State, parent and what follows; the command's name before them may hold spaces and brackets. */
function statOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [""];
  }
}
