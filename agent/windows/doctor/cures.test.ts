import { expect, test } from "vitest";
import { bad, good, note } from "../../doctor/finding";
import { sayHowOnWindows } from "../install/words";
import { onWindows } from "./cures";

test("no cure for Windows names what only Linux has", () => {
  const linux = "timedatectl, systemctl, journalctl, chmod, sudo, root, a drop-in of the unit";
  for (const about of ["state", "key", "clock", "sessions", "audit log", "way"]) {
    const { cure } = onWindows(bad(about, "found", linux));
    expect(cure).not.toMatch(/timedatectl|systemctl|journalctl|chmod|sudo|root|unit/);
  }
});

test("a host without a key is enrolled, and one with a bad key is enrolled again", () => {
  expect(onWindows(bad("key", "this host is not enrolled", "x")).cure).toContain(
    "curfew-agent enrol --server URL",
  );
  expect(onWindows(bad("key", "its two halves do not fit", "x")).cure).toContain(
    "enrol --again --server URL",
  );
  expect(onWindows(bad("standing", "unknown", "re-enrol: x")).cure).toContain("enrol --again");
  expect(onWindows(bad("standing", "an alarm", "see the page")).cure).toBe("see the page");
});

test("what is well, and what is the same everywhere, stays as it is", () => {
  expect(onWindows(good("clock", "fine"))).toEqual(good("clock", "fine"));
  expect(onWindows(note("disk", "little", "make room"))).toEqual(note("disk", "little", "make room"));
});

test("install, upgrade and uninstall say what to type, and where the key stays", () => {
  expect(sayHowOnWindows("install", "D")).toContain("msiexec /i curfew-agent-x64.msi");
  expect(sayHowOnWindows("upgrade", "D")).toContain("msiexec /i curfew-agent-x64.msi");
  expect(sayHowOnWindows("uninstall", "C:\\State")).toMatch(/msiexec \/x .*C:\\State stays/);
});
