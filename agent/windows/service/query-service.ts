import type { Koffi } from "../load-koffi";

const SC_MANAGER_CONNECT = 0x1;
const QUERY_CONFIG_AND_STATUS = 0x1 | 0x4;
const PROCESS_INFO = 0;
/** SERVICE_STATUS_PROCESS: nine numbers; the second is the state, the eighth the process. */
const STATUS_BYTES = 36;
const STATE_OFFSET = 4;
const PID_OFFSET = 28;
/** QUERY_SERVICE_CONFIG with the texts that it points to is never longer. */
const CONFIG_BYTES = 8_192;
const START_TYPE_OFFSET = 4;

export interface ServiceFacts {
  readonly state: number;
  readonly pid: number;
  readonly startType: number;
}

/** What the manager knows of a service; null: there is none of this name. */
export function queryService(koffi: Koffi, name: string): ServiceFacts | null {
  const advapi = koffi.load("advapi32.dll");
  const openManager = advapi.func("OpenSCManagerW", "void *", ["str16", "str16", "uint32"]);
  const openService = advapi.func("OpenServiceW", "void *", ["void *", "str16", "uint32"]);
  const close = advapi.func("CloseServiceHandle", "int", ["void *"]);
  const queryStatus = advapi.func("QueryServiceStatusEx", "int", [
    "void *",
    "int32",
    "void *",
    "uint32",
    "void *",
  ]);
  const queryConfig = advapi.func("QueryServiceConfigW", "int", ["void *", "void *", "uint32", "void *"]);

  const manager: bigint | null = openManager(null, null, SC_MANAGER_CONNECT);
  if (manager === null)
    throw new Error("the manager of services lets nobody in: run this as an administrator");
  const service: bigint | null = openService(manager, name, QUERY_CONFIG_AND_STATUS);
  const status: bigint = koffi.alloc("uint8", STATUS_BYTES);
  const config: bigint = koffi.alloc("uint8", CONFIG_BYTES);
  const needed: bigint = koffi.alloc("uint32", 1);
  try {
    if (service === null) return null;
    if (queryStatus(service, PROCESS_INFO, status, STATUS_BYTES, needed) === 0)
      throw new Error(`the state of ${name} cannot be read`);
    if (queryConfig(service, config, CONFIG_BYTES, needed) === 0)
      throw new Error(`the settings of ${name} cannot be read`);
    return {
      state: koffi.decode(status, STATE_OFFSET, "uint32"),
      pid: koffi.decode(status, PID_OFFSET, "uint32"),
      startType: koffi.decode(config, START_TYPE_OFFSET, "uint32"),
    };
  } finally {
    for (const memory of [status, config, needed]) koffi.free(memory);
    if (service !== null) close(service);
    close(manager);
  }
}
