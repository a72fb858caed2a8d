import type { Koffi } from "../load-koffi";
import { CONTROL, type ServiceStatus } from "./conversation";

/** A service with a process of its own. */
const OWN_PROCESS = 0x10;
/** WTSSESSION_NOTIFICATION: its size, then the number of the session. */
const SESSION_ID_OFFSET = 4;

interface ServiceCallbacks {
  /** ServiceMain. */
  readonly onStart: () => void;
  /** HandlerEx; answers what it returns. */
  readonly onControl: (control: number, eventType: number, sessionId: number | null) => number;
}

/** The manager of services (advapi32), as a service sees it: it calls on threads of its own, and koffi brings the calls here. */
export class ServiceManager {
  readonly #koffi: Koffi;
  readonly #dispatch: { async(table: bigint, done: (error: unknown, isService: number) => void): void };
  readonly #register: (name: string, handler: bigint, context: null) => bigint | null;
  readonly #setStatus: (handle: bigint, status: object) => number;
  #handle: bigint | null = null;

  constructor(koffi: Koffi, library = "advapi32.dll") {
    this.#koffi = koffi;
    const advapi = koffi.load(library);
    const status = koffi.struct({
      dwServiceType: "uint32",
      dwCurrentState: "uint32",
      dwControlsAccepted: "uint32",
      dwWin32ExitCode: "uint32",
      dwServiceSpecificExitCode: "uint32",
      dwCheckPoint: "uint32",
      dwWaitHint: "uint32",
    });
    this.#dispatch = advapi.func("StartServiceCtrlDispatcherW", "int", ["void *"]);
    this.#register = advapi.func("RegisterServiceCtrlHandlerExW", "void *", ["str16", "void *", "void *"]);
    this.#setStatus = advapi.func("SetServiceStatus", "int", ["void *", koffi.pointer(status)]);
  }

  /** Gives the manager a thread until the service has stopped. False: this program was not started as a service. */
  run(name: string, { onStart, onControl }: ServiceCallbacks): Promise<boolean> {
    const koffi = this.#koffi;
    const handlerProto = koffi.proto("uint32", ["uint32", "uint32", "void *", "void *"]);
    const mainProto = koffi.proto("void", ["uint32", "void *"]);
    const handler = koffi.register(
      (control: number, eventType: number, data: bigint | null) =>
        onControl(control, eventType, this.#sessionIn(control, data)),
      koffi.pointer(handlerProto),
    );
    const main = koffi.register(() => {
      this.#handle = this.#register(name, handler, null);
      onStart();
    }, koffi.pointer(mainProto));
    return new Promise((resolve, reject) => {
      this.#dispatch.async(this.#table(name, main), (error: unknown, isService: number) => {
        if (error) reject(error instanceof Error ? error : new Error(String(error)));
        else resolve(isService !== 0);
      });
    });
  }

  report(status: ServiceStatus): void {
    if (this.#handle === null) return;
    this.#setStatus(this.#handle, {
      dwServiceType: OWN_PROCESS,
      dwCurrentState: status.state,
      dwControlsAccepted: status.accepts,
      dwWin32ExitCode: status.exitCode,
      dwServiceSpecificExitCode: status.specificExitCode,
      dwCheckPoint: status.checkpoint,
      dwWaitHint: status.waitHintMs,
    });
  }

  /** One service, and an empty entry for the end; the manager reads it as long as the program runs. */
  #table(name: string, main: bigint): bigint {
    const koffi = this.#koffi;
    const entry = koffi.struct({ lpServiceName: "str16", lpServiceProc: "void *" });
    const table = koffi.alloc(entry, 2);
    koffi.encode(table, koffi.array(entry, 2), [
      { lpServiceName: name, lpServiceProc: main },
      { lpServiceName: null, lpServiceProc: null },
    ]);
    return table;
  }

  /** Its memory is the caller's, and gone when the handler has returned. */
  #sessionIn(control: number, data: bigint | null): number | null {
    if (control !== CONTROL.sessionChange || data === null) return null;
    return this.#koffi.decode(data, SESSION_ID_OFFSET, "uint32");
  }
}
