// node scripts/hosts/odd-installers.mjs FOLDER: installers of versions that are newer than this one and, but for the first, do not
// come up; for the checks of an upgrade, under Wine and on a real Windows (docs/windows-verification.md).
import path from "node:path";
import { pathToFileURL } from "node:url";
import { buildInstaller } from "../build-msi.mjs";

const atStart = (code) => (program) =>
  program.replace('"use strict";', `"use strict";if(process.argv[2]==="service"){${code}}`);

export const ODD_INSTALLERS = {
  newer: { version: "0.1.1" },
  /** It starts, and calls what no Windows has when it looks at the host. */
  blind: {
    version: "0.1.2",
    change: (program) => program.replaceAll("WTSEnumerateSessionsExW", "WTSEnumerateSessionsExQ"),
  },
  /** It ends before it has said a word. */
  dead: { version: "0.1.3", change: atStart("process.exit(1);") },
  /** It starts, and then does nothing any more, nor answers. */
  stuck: { version: "0.1.4", change: atStart("setTimeout(()=>{for(;;);},500);") },
};

/** Answers with the file. */
export async function buildOddInstaller(name, folder) {
  const outfile = path.join(folder, `${name}.msi`);
  await buildInstaller({ outfile, ...ODD_INSTALLERS[name] });
  return outfile;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) {
    console.error("Say where to: node scripts/hosts/odd-installers.mjs FOLDER");
    process.exit(1);
  }
  for (const name of Object.keys(ODD_INSTALLERS)) console.log(await buildOddInstaller(name, folder));
}
