import { expect, test } from "vitest";
import { messageObstacle, verbObstacle } from "./order-verb";

const windows = { platform: "windows", line: "RDP-Tcp#3", state: "active" };
const ssh = { platform: "linux", line: "pts/0", state: "active" };

test.each([
  ["log_off", ssh, null],
  ["force", ssh, null],
  ["disconnect", windows, null],
  ["disconnect", ssh, "Linux cannot disconnect a session and keep it"],
  ["message", windows, null],
  ["message", ssh, null],
  ["message", { ...ssh, line: "" }, "it has no terminal to write to"],
  ["message", { ...ssh, line: "../sda" }, "it has no terminal to write to"],
  ["message", { ...windows, state: "locked" }, "its screen is locked"],
  ["message", { ...windows, state: "disconnected" }, "nobody is connected to it"],
] as const)("%s in %o: %s", (verb, session, obstacle) => {
  expect(verbObstacle(verb, session)).toBe(obstacle);
});

test("a warning meets the obstacles of a message, whatever it warns of", () => {
  expect(messageObstacle({ ...ssh, line: "" })).not.toBeNull();
});
