import { LOGIND } from "@/lib/domain/audit-event";
import type { RecordRef } from "@/lib/domain/ending";
import { isExit } from "@/lib/domain/target-stage";
import type { TargetState } from "@/lib/domain/target-state";
import { EXIT_BECAUSE } from "./target-words";

const LOGIND_WORD = new Map<number, string>([
  [LOGIND.SESSION_REMOVED, "session removed"],
  [LOGIND.BOOT, "boot"],
  [LOGIND.SHUTDOWN, "shutdown"],
]);

/** `4647`, `logind: session removed`, `wtmp 8`: which record proves it. */
export function recordName(ref: RecordRef): string {
  if (ref.log === "logind") return `logind: ${LOGIND_WORD.get(ref.eventId) ?? ref.eventId}`;
  if (ref.log === "samba" && ref.eventId === LOGIND.SESSION_REMOVED) return "samba: last share closed";
  return ref.log === "Security" ? String(ref.eventId) : `${ref.log} ${ref.eventId}`;
}

interface Told {
  readonly state: TargetState;
  /** The words of whoever moved it there. */
  readonly detail: string;
  readonly hostName: string;
}

/** What is known of a target that has no record: the words of whoever knows, else what its state means. */
export function evidenceWords({ state, detail, hostName }: Told, heldUntil: string): string {
  if (state === "cancelled" && detail !== "") return `Cancelled ${detail}`;
  if (detail !== "") return detail;
  if (isExit(state)) return EXIT_BECAUSE[state];
  switch (state) {
    case "queued":
      return `Waiting for ${hostName}; held until ${heldUntil}`;
    case "unreachable":
      return `${hostName} does not report; held until ${heldUntil}`;
    case "leased":
      return "Signed and handed to the host";
    case "accepted":
      return "The host has it in its journal";
    case "warned":
      return "The person was warned; the grace runs";
    case "done":
      return "The host did it";
    case "executed":
      return "The host accepted the call; the session is still listed";
    case "gone":
      return "Not listed any more; waiting for its record";
    default:
      return "";
  }
}
