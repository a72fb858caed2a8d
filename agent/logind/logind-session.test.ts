import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { liveSessionSchema } from "@/lib/protocol/messages";
import { parsePasswdLine } from "./accounts";
import { controllingTty, ttyOf } from "./controlling-tty";
import { isOfPerson, readProperties, toReportedSession } from "./logind-session";

const variant = (signature: string, value: unknown) => ({ signature, value });
const BODY = {
  Id: variant("s", "31"),
  User: variant("(uo)", [1000, "/org/freedesktop/login1/user/_1000"]),
  Name: variant("s", "alice"),
  Timestamp: variant("t", 1_795_179_188_496_869n),
  TTY: variant("s", "pts/0"),
  Display: variant("s", ""),
  Remote: variant("b", true),
  RemoteHost: variant("s", "10.0.0.7"),
  Service: variant("s", "sshd"),
  Type: variant("s", "tty"),
  Class: variant("s", "user"),
  State: variant("s", "active"),
  Seat: variant("(so)", ["", "/"]),
  IdleHint: variant("b", false),
  IdleSinceHint: variant("t", 0n),
  LockedHint: variant("b", false),
  Scope: variant("s", "session-31.scope"),
};

function report(changes: Record<string, unknown> = {}) {
  const properties = readProperties({ ...BODY, ...changes });
  if (!properties) throw new Error("not a session");
  const account = parsePasswdLine("alice:x:1000:1000:Alice Ng,,,:/home/alice:/bin/bash\n");
  return { ...toReportedSession(properties, account, "m1"), isOfPerson: isOfPerson(properties) };
}

it("reports an ssh session in whole milliseconds, with the person's name", () => {
  const session = report();
  expect(() => liveSessionSchema.parse(session)).not.toThrow();
  expect(session).toMatchObject({
    sessionId: "31",
    logonId: "31",
    kind: "ssh",
    state: "active",
    account: { key: "uid:1000@m1", domain: "", name: "alice", displayName: "Alice Ng" },
    loggedOnAt: 1_795_179_188_496,
    line: "pts/0",
    clientAddress: "10.0.0.7",
    clientName: "",
    isOfPerson: true,
  });
});

it.each([
  [{ State: variant("s", "closing") }, "closing"],
  [{ State: variant("s", "opening") }, "active"],
  [{ LockedHint: variant("b", true) }, "locked"],
  [{ State: variant("s", "online"), Seat: variant("(so)", ["seat0", "/"]) }, "disconnected"],
  [{ IdleHint: variant("b", true) }, "idle"],
])("tells the state of %j as %s", (changes, state) => {
  expect(report(changes).state).toBe(state);
});

it("knows a session of xrdp as remote, and as disconnected when its client is gone", () => {
  const properties = readProperties({
    ...BODY,
    Service: variant("s", "xrdp-sesman"),
    Type: variant("s", "x11"),
    TTY: variant("s", ""),
    Display: variant("s", ":10"),
    Remote: variant("b", false),
  });
  if (!properties) throw new Error("not a session");
  expect(toReportedSession(properties, null, "m1")).toMatchObject({
    kind: "remote",
    state: "active",
    line: ":10",
  });
  expect(toReportedSession(properties, null, "m1", false).state).toBe("disconnected");
});

it("names the seat where there is neither terminal nor display", () => {
  const onSeat = { TTY: variant("s", ""), Seat: variant("(so)", ["seat0", "/"]) };
  expect(report(onSeat).line).toBe("seat0");
});

it("says since when a session is idle", () => {
  const idle = { IdleHint: variant("b", true), IdleSinceHint: variant("t", 1_795_179_000_000_999n) };
  expect(report(idle).stateSince).toBe(1_795_179_000_000);
});

it("puts a client that is a name beside the address, not into it", () => {
  expect(report({ RemoteHost: variant("s", "desk-4.example.org") })).toMatchObject({
    clientName: "desk-4.example.org",
    clientAddress: "",
  });
});

it.each(["manager", "manager-early", "greeter", "background", "lock-screen"])(
  "leaves out class %s",
  (kind) => {
    expect(report({ Class: variant("s", kind) }).isOfPerson).toBe(false);
  },
);

it("knows a terminal by its number, whatever the command is called", () => {
  expect(ttyOf("36 (a) b) S 1 36 36 34816 36 4194560")).toBe("pts/0");
  expect(ttyOf("36 (bash) S 1 36 36 35073 36 0")).toBe("pts/257");
  expect(ttyOf("36 (agetty) S 1 36 36 1025 36 0")).toBe("tty1");
  expect(ttyOf("36 (sshd) S 1 36 36 0 -1 0")).toBe("");
  expect(ttyOf("")).toBe("");
});

it("finds the terminal of a session whose TTY is empty in its scope", async () => {
  const root = mkdtempSync(path.join(tmpdir(), "curfew-tty-"));
  const scope = path.join(root, "sys/fs/cgroup/user.slice/user-1000.slice/session-31.scope");
  mkdirSync(scope, { recursive: true });
  writeFileSync(path.join(scope, "cgroup.procs"), "36\n43\n");
  for (const [pid, tty] of [
    [36, 0],
    [43, 34_818],
  ] as const) {
    mkdirSync(path.join(root, `proc/${pid}`), { recursive: true });
    writeFileSync(path.join(root, `proc/${pid}/stat`), `${pid} (sshd) S 1 ${pid} ${pid} ${tty} 43 0`);
  }
  expect(await controllingTty("session-31.scope", 1000, root)).toBe("pts/2");
  expect(await controllingTty("../../etc/x.scope", 1000, root)).toBe("");
  rmSync(root, { recursive: true });
});
