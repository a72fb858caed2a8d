import net from "node:net";
import os from "node:os";

/**
 * Takes away what reaches other processes of this machine: signals (one of them opens a debugger in the gateway), raw
 * bindings and local sockets, the database's among them. Files, child processes, threads and add-ons are
 * closed by Node's own permission model, which the process is started with.
 */
export function fenceIn(): void {
  const gone = [
    "kill",
    "_kill",
    "_debugProcess",
    "_debugEnd",
    "_startProfilerIdleNotifier",
    "binding",
    "_linkedBinding",
    "dlopen",
    "abort",
  ];
  for (const name of gone) {
    Object.defineProperty(process, name, { value: closed(`process.${name}`), configurable: false });
  }
  Object.defineProperty(process, "ppid", { value: 0, configurable: false });
  os.setPriority = closed("os.setPriority");
  const { connect } = net.Socket.prototype;
  const fenced = function (this: net.Socket, ...args: unknown[]) {
    if (leadsToLocalSocket(args)) throw new Error("A hook may not open local sockets.");
    return Reflect.apply(connect, this, args);
  };
  Object.defineProperty(net.Socket.prototype, "connect", { value: fenced, writable: true });
}

function closed(name: string): () => never {
  return () => {
    throw new Error(`${name} is closed to hooks.`);
  };
}

/** `connect(path)`, `connect({ path })`, or the normalised form that Node's own modules pass. */
export function leadsToLocalSocket(args: readonly unknown[]): boolean {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === "string") return !/^\d+$/.test(first);
  return typeof first === "object" && first !== null && "path" in first && Boolean(first.path);
}
