import type { WebAssociate } from "@/lib/services/read-web-associates";

/** SuperOffice's Associate, in PascalCase with its type as a word. */
export function associateEntity(associate: WebAssociate) {
  const { id, name, fullName, group, groupIdx, retiredAt, accounts } = associate;
  return {
    AssociateId: id,
    Name: name,
    PersonId: id,
    Rank: 0,
    Tooltip: group === "" ? fullName : `${fullName}, ${group}`,
    Type: "InternalAssociate",
    GroupIdx: groupIdx,
    FullName: fullName,
    FormalName: fullName,
    Deleted: retiredAt !== null,
    EjUserId: 0,
    UserName: accountName(accounts[0]) || name,
  };
}

/** SuperOffice's User: the credential's value is the SID that ties a person to Windows sessions. */
export function userEntity(associate: WebAssociate) {
  const { retiredAt, lastLogonAt, accounts, fullName } = associate;
  return {
    ...associateEntity(associate),
    Lastlogin: lastLogonAt?.toISOString() ?? null,
    Lastlogout: null,
    Person: { PersonId: associate.id, FullName: fullName, FormalName: fullName },
    IsPersonRetired: retiredAt !== null,
    Credentials: accounts.map((account) => ({
      Type: { Id: 0, Value: "ActiveDirectory", Tooltip: "Active Directory" },
      Value: account.key,
      DisplayValue: accountName(account),
    })),
  };
}

function accountName(account: { readonly domain: string; readonly name: string } | undefined): string {
  if (!account) return "";
  return account.domain === "" ? account.name : `${account.domain}\\${account.name}`;
}
