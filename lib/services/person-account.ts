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
