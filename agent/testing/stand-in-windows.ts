import { type LibraryFiles, WINDOWS_LIBRARIES } from "../windows/libraries";
import type { Koffi } from "../windows/load-koffi";

/** Of the channels, as the stand-in numbers them. */
export const STAND_IN_LOG = { Security: 0, System: 1, LocalSessionManager: 2 } as const;

export interface StandInClient {
  readonly name?: string;
  /** WTS_CLIENT_ADDRESS: a family, then 20 bytes. */
  readonly address?: Buffer;
  readonly isAdministrator?: boolean;
}

/** The levers of the stand-in DLL: what happens on the Windows that is not there. */
export class StandInWindows {
  readonly libraries: LibraryFiles;
  readonly #logOn: (...args: unknown[]) => number;
  readonly #levers: Record<string, (...args: unknown[]) => unknown> = {};

  constructor(koffi: Koffi, file: string) {
    // The system's own ntdll, as everything else that Wine has.
    this.libraries = { ...WINDOWS_LIBRARIES, sessions: file, events: file, logons: file, policy: file };
    const library = koffi.load(file);
    this.#logOn = library.func(
      "int StandInLogOn(str16 domain, str16 user, str16 client, uint8 *address, int kind)",
    );
    const levers = [
      "void StandInStation(int id, int state, str16 station)",
      "void StandInLock(int id, int locked, int idleSeconds)",
      "void StandInRemove(int id)",
      "void StandInDelay(int milliseconds)",
      "void StandInVanish(int yes)",
      "void StandInWriteLong(int length)",
      "void StandInWriteOther(int channel, int count)",
      "void StandInDropRecords(int channel, int count)",
      "void StandInRestartLog(int channel)",
      "void StandInRefusePolicy(int yes)",
      "int StandInLiving()",
      "int StandInLastReader()",
      "str16 StandInLastTitle()",
      "str16 StandInLastText()",
      "uint64 StandInProcessLogon()",
      "int StandInSessionLayout(int which)",
      "int StandInLogonLayout(int which)",
      "int StandInPolicyLayout(int which)",
      "int StandInEventLayout(int which)",
    ];
    for (const lever of levers) this.#levers[/StandIn(\w+)/.exec(lever)?.[1] ?? ""] = library.func(lever);
  }

  /** Returns the number of the session. A client makes it a remote one. */
  logOn(user: string, { domain = "CORP", client }: { domain?: string; client?: StandInClient } = {}): number {
    const address = Buffer.alloc(24);
    client?.address?.copy(address);
    const isRemote = client?.name !== undefined || client?.address !== undefined;
    const kind = (client?.isAdministrator ? 1 : 0) | (isRemote ? 2 : 0);
    const id = this.#logOn(domain, user, client?.name ?? "", address, kind);
    if (id < 0) throw new Error("the stand-in has no room for another session");
    return id;
  }

  pull(lever: string, ...args: unknown[]): unknown {
    const found = this.#levers[lever];
    if (!found) throw new Error(`the stand-in has no lever ${lever}`);
    return found(...args);
  }

  /** What it gave out and has not got back: memory and handles. */
  living(): number {
    return Number(this.pull("Living"));
  }
}
