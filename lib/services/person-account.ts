import type { AuditEvent } from "@/lib/domain/audit-event";
import { isPerson } from "@/lib/domain/pairing/person";
import type { AccountFacts } from "@/lib/storage/resolve-accounts";

/** Linux: root and whoever has a uid that is given to people. */
const FIRST_PERSONAL_UID = 1000;
const NOBODY = 65534;

export function accountFacts(account: Omit<AccountFacts, "isPerson">): AccountFacts {
  return {
    ...account,
    isPerson: isPersonalKey(account.key) && isPerson({ sid: account.key, userName: account.name }),
  };
}

function isPersonalKey(key: string): boolean {
  const uid = /^uid:(\d+)@/.exec(key)?.[1];
  if (uid === undefined) return true;
  const n = Number(uid);
  return n === 0 || (n >= FIRST_PERSONAL_UID && n !== NOBODY);
}

/** Whom an event is about, where it says so with a SID. */
export function accountOfEvent({
  sid,
  userName,
  domainName,
}: Pick<AuditEvent, "sid" | "userName" | "domainName">): AccountFacts[] {
  if (sid === null || userName === null) return [];
  return [accountFacts({ key: sid, domain: domainName ?? "", name: userName, displayName: "" })];
}
