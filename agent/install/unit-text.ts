import unit from "../packaging/curfew-agent.service";
import { PLACES } from "./places";

/** The unit as it is packaged, with the Node that installs it. */
export function unitText(): string {
  return unit.replace(
    /^ExecStart=\S+ (.*) \S+ run$/m,
    `ExecStart=${process.execPath} $1 ${PLACES.program} run`,
  );
}
