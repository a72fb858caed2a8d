import { compareAuditPolicy } from "@/lib/domain/audit-baseline";
import type { AuditPolicy } from "@/lib/protocol/messages";
import { bad, type Finding, good, note } from "../../doctor/finding";
import { subcategoryGuid } from "../audit-policy";
import { type FolderRights, isTrustedOwner } from "../install/sddl";
import { SERVICE_STATE } from "../service/conversation";
import type { ServiceFacts } from "../service/query-service";

const MIB = 1024 * 1024;
/** Holds a day of a busy terminal server: what the agent has not read yet must not be written over. */
const SMALL_LOG_BYTES = 64 * MIB;
const AUTOMATIC = 2;
const STATE_WORDS = new Map<number, string>([
  [SERVICE_STATE.stopped, "is stopped"],
  [SERVICE_STATE.startPending, "is starting"],
  [SERVICE_STATE.stopPending, "is stopping"],
]);

export function serviceFinding(service: ServiceFacts | null): Finding {
  if (service === null) {
    const cure = "install the agent: the page Install agents of Curfew shows how";
    return note("service", "no service is installed", cure);
  }
  if (service.state !== SERVICE_STATE.running) {
    const found = `curfew-agent ${STATE_WORDS.get(service.state) ?? `is in state ${service.state}`}`;
    return bad("service", found, "Start-Service curfew-agent; the end of agent.log says why it stopped");
  }
  if (service.startType === AUTOMATIC) return good("service", "curfew-agent runs");
  const cure = "Set-Service curfew-agent -StartupType Automatic";
  return note("service", "curfew-agent runs, and will not after a boot", cure);
}

export function rightsFinding(folder: string, rights: FolderRights | null, self: string): Finding {
  const cure = `icacls "${folder}" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F; if others may have read the key, rotate it on the Enrolment page`;
  if (!rights) return bad("permissions", `the rights of ${folder} cannot be read`, cure);
  if (!isTrustedOwner(rights.owner, self)) {
    const found = `${folder} belongs to ${rights.owner}, who may let anybody in`;
    return bad("permissions", found, `takeown /A /F "${folder}"; ${cure}`);
  }
  if (rights.others.length > 0) {
    return bad("permissions", `${rights.others.join(", ")} may enter ${folder} too`, cure);
  }
  return good("permissions", "nobody but administrators and the service reads the key");
}

/** By GUID: the names of subcategories are in the language of the system, and auditpol takes no other there. */
export function policyFinding(policy: AuditPolicy): Finding {
  const rows = compareAuditPolicy(policy);
  const short = rows.filter(({ verdict }) => verdict !== "met");
  if (short.length === 0) return good("audit policy", `${policy.source} meets the baseline`);
  const found = short.map((row) => `${row.name}: ${row.found}, not ${row.recommended}`).join("; ");
  const cure = short
    .map(({ name, recommended }) => {
      const ways = ["Success", "Failure"].filter((way) => recommended.includes(way));
      const words = ways.map((way) => `/${way.toLowerCase()}:enable`).join(" ");
      return `auditpol /set /subcategory:"{${subcategoryGuid(name).toUpperCase()}}" ${words}`;
    })
    .join("; ");
  const isProofLost = short.some(({ name, found: is }) => name === "Logoff" && !is.includes("Success"));
  const full = `${cure} (a group policy that says otherwise wins at its next refresh)`;
  return isProofLost ? bad("audit policy", found, full) : note("audit policy", found, full);
}

export function logSizeFinding(log: string, bytes: number | null): Finding {
  const about = `${log} log`;
  const cure = `wevtutil sl ${log} /ms:268435456`;
  if (bytes === null) return note(about, "its size limit cannot be read", `wevtutil gl ${log}`);
  const found = `keeps ${Math.round(bytes / MIB)} MiB`;
  if (bytes >= SMALL_LOG_BYTES) return good(about, found);
  return note(about, `${found}: what the agent has not read in time is written over`, cure);
}
