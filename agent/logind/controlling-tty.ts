import { readFile } from "node:fs/promises";
import path from "node:path";

/** Debian 13's logind leaves TTY empty: the terminal of the first process in the session's scope that has one. */
export async function controllingTty(scope: string, uid: number, root = "/"): Promise<string> {
  if (!/^[\w@.:-]+\.scope$/.test(scope)) return "";
  const slice = `user.slice/user-${uid}.slice/${scope}/cgroup.procs`;
  for (const hierarchy of ["sys/fs/cgroup", "sys/fs/cgroup/systemd", "sys/fs/cgroup/unified"]) {
    const pids = await readFile(path.join(root, hierarchy, slice), "utf8").catch(() => "");
    for (const pid of pids.split("\n").filter(Boolean)) {
      const line = ttyOf(await readFile(path.join(root, "proc", pid, "stat"), "utf8").catch(() => ""));
      if (line !== "") return line;
    }
  }
  return "";
}

/** Field 7 of /proc/PID/stat; the command's name before it may hold spaces and brackets. */
export function ttyOf(stat: string): string {
  const number = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[4]);
  if (!Number.isInteger(number) || number === 0) return "";
  const major = (number >> 8) & 0xfff;
  const minor = (number & 0xff) | ((number >> 12) & 0xfff00);
  if (major >= 136 && major <= 143) return `pts/${minor + (major - 136) * 256}`;
  if (major !== 4) return "";
  return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`;
}
