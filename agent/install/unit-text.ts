import hostUnit from "../packaging/curfew-agent.service";
import sambaUnit from "../packaging/curfew-agent-samba.service";
import type { Places } from "./places";

/** The unit as it is packaged, with the Node that installs it and the program where it was put. */
export function unitText({ platform, program }: Places): string {
  const packaged = platform === "samba" ? sambaUnit : hostUnit;
  return packaged.replace(
    /^ExecStart=\S+ (.*) \S+ (run.*)$/m,
    (_, flags: string, run: string) => `ExecStart=${process.execPath} ${flags} ${program} ${run}`,
  );
}
