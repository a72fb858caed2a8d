import type { Koffi } from "../load-koffi";

const SC_MANAGER_CONNECT = 0x1;
const SERVICE_CHANGE_CONFIG = 0x2;
/** To name a restart as an action, the right to start is needed too. */
const SERVICE_START = 0x10;
const FAILURE_ACTIONS = 2;
/** Also when it says by itself that it ended with an error, not only when it crashes. */
const FAILURE_ACTIONS_FLAG = 4;
const RESTART = 1;
const DELAYS_MS = [2_000, 10_000, 60_000];
const FORGET_AFTER_SECONDS = 86_400;

/** Asks the manager to start the service again when it dies; wixl cannot write it into the installer. */
export function keepRestarting(koffi: Koffi, service: string): void {
  const advapi = koffi.load("advapi32.dll");
  const action = koffi.struct({ type: "int32", delayMs: "uint32" });
  const actions = koffi.struct({
    resetSeconds: "uint32",
    rebootMessage: "str16",
    command: "str16",
    count: "uint32",
    actions: "void *",
  });
  const flag = koffi.struct({ onNonCrash: "int32" });
  const openManager = advapi.func("OpenSCManagerW", "void *", ["str16", "str16", "uint32"]);
  const openService = advapi.func("OpenServiceW", "void *", ["void *", "str16", "uint32"]);
  const change = advapi.func("ChangeServiceConfig2W", "int", ["void *", "uint32", "void *"]);
  const close = advapi.func("CloseServiceHandle", "int", ["void *"]);

  const manager: bigint | null = openManager(null, null, SC_MANAGER_CONNECT);
  if (manager === null) throw new Error("it lets nobody in");
  const handle: bigint | null = openService(manager, service, SERVICE_CHANGE_CONFIG | SERVICE_START);
  const list = koffi.alloc(action, DELAYS_MS.length);
  try {
    if (handle === null) throw new Error("the service may not be configured");
    koffi.encode(
      list,
      koffi.array(action, DELAYS_MS.length),
      DELAYS_MS.map((delayMs) => ({ type: RESTART, delayMs })),
    );
    const wanted = { resetSeconds: FORGET_AFTER_SECONDS, rebootMessage: null, command: null };
    const given = koffi.as({ ...wanted, count: DELAYS_MS.length, actions: list }, koffi.pointer(actions));
    if (change(handle, FAILURE_ACTIONS, given) === 0)
      throw new Error("the actions on failure were not taken");
    const always = koffi.as({ onNonCrash: 1 }, koffi.pointer(flag));
    if (change(handle, FAILURE_ACTIONS_FLAG, always) === 0)
      throw new Error("it does so after a crash alone, and not when the agent ends by itself");
  } finally {
    koffi.free(list);
    if (handle !== null) close(handle);
    close(manager);
  }
}
