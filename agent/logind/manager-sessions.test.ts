import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { ManagerSessions, type SessionRecord } from "./manager-sessions";

const BOOT = "aa2ba6b67cb7466f9929ac94837c475e";
const NEW: SessionRecord = {
  boot: BOOT,
  sessionId: "c2",
  leader: "71",
  message: "New session c2 of user alice.",
  atMicros: "1795276100359554",
};
const REMOVED = { ...NEW, leader: "", message: "Removed session c2." };
const OF_MANAGER = JSON.stringify({ _PID: "71", _SYSTEMD_UNIT: "user@1000.service", MESSAGE: "opened" });

function asked(answers: Readonly<Record<string, string>>) {
  const questions: string[] = [];
  const ask = async (_: string, args: readonly string[]) => {
    const question = args.at(-1) === "_PID=71" ? "leader" : "new";
    questions.push(question);
    return answers[question] ?? "";
  };
  return { ask, questions };
}

it("knows a manager by what its leader wrote from inside the service manager, and remembers it", async () => {
  const { ask, questions } = asked({ leader: OF_MANAGER });
  const managers = new ManagerSessions(257, { ask });
  expect([await managers.isManager(NEW), await managers.isManager(REMOVED)]).toEqual([true, true]);
  expect(questions).toEqual(["leader"]);
});

it("finds the beginning of a session of which it reads the removal alone", async () => {
  const begun = JSON.stringify({ LEADER: "71", MESSAGE: NEW.message, __REALTIME_TIMESTAMP: NEW.atMicros });
  const { ask, questions } = asked({ new: begun, leader: OF_MANAGER });
  expect(await new ManagerSessions(257, { ask }).isManager(REMOVED)).toBe(true);
  expect(questions).toEqual(["new", "leader"]);
});

it("asks /proc where the leader has written nothing yet", async () => {
  const root = mkdtempSync(path.join(tmpdir(), "curfew-leader-"));
  mkdirSync(path.join(root, "proc/71"), { recursive: true });
  writeFileSync(
    path.join(root, "proc/71/cgroup"),
    "0::/user.slice/user-1000.slice/user@1000.service/init.scope\n",
  );
  const { ask } = asked({});
  expect(await new ManagerSessions(257, { ask, root }).isManager(NEW)).toBe(true);
  writeFileSync(path.join(root, "proc/71/cgroup"), "0::/user.slice/user-1000.slice/session-c2.scope\n");
  expect(await new ManagerSessions(257, { ask, root }).isManager(NEW)).toBe(false);
  rmSync(root, { recursive: true });
});

it("believes the record where it names the class, and asks nothing where there are no managers", async () => {
  const { ask, questions } = asked({ leader: OF_MANAGER });
  const person = { ...NEW, message: "New session 'c2' of user 'alice' with class 'user' and type 'tty'." };
  expect(await new ManagerSessions(258, { ask }).isManager(person)).toBe(false);
  const manager = { ...person, message: person.message.replace("'user' and", "'manager-early' and") };
  expect(await new ManagerSessions(258, { ask }).isManager(manager)).toBe(true);
  expect(await new ManagerSessions(252, { ask }).isManager(NEW)).toBe(false);
  expect(questions).toEqual([]);
});

it("takes a session for a person's when nobody can be asked", async () => {
  const ask = async () => {
    throw new Error("no journalctl");
  };
  expect(await new ManagerSessions(257, { ask, root: "/nowhere" }).isManager(NEW)).toBe(false);
});
