import { loadKoffi } from "../load-koffi";
import { isTrustedOwner, PRIVATE_SDDL, readRights } from "./sddl";
import { FolderSecurity } from "./security";

/**
 * The state folder, for administrators and the service alone. Everybody may make a folder below ProgramData: one that
 * somebody else made is not used, since a key that lies in it could be theirs, and so could the gateway that it trusts.
 */
export function ensurePrivateFolder(folder: string): void {
  const security = new FolderSecurity(loadKoffi());
  if (security.make(folder, PRIVATE_SDDL)) return;
  const rights = readRights(security.read(folder));
  if (!rights || !isTrustedOwner(rights.owner, security.self())) {
    const owner = rights?.owner ?? "somebody unknown";
    throw new Error(
      `${folder} was made by ${owner}, not by an administrator: look into it, remove it, and begin again`,
    );
  }
  if (rights.inherits || rights.others.length > 0) security.restrict(folder, PRIVATE_SDDL);
}

/** What the doctor asks. */
export function readFolderRights(folder: string) {
  const security = new FolderSecurity(loadKoffi());
  const self = security.self();
  return { rights: readRights(security.read(folder), self), self };
}
