import { expect, test } from "vitest";
import { CONTROL, SERVICE_STATE, ServiceConversation, type ServiceStatus } from "./conversation";

const ACCEPTS_ALL = 0x1 | 0x4 | 0x80;

function begin() {
  const said: ServiceStatus[] = [];
  const changes: [number, number][] = [];
  let stops = 0;
  const conversation = new ServiceConversation({
    report: (status) => said.push(status),
    onStop: () => {
      stops += 1;
    },
    onSessionChange: (code, sessionId) => changes.push([code, sessionId]),
  });
  return { conversation, said, changes, stops: () => stops };
}

test("a start and a stop are told in order, each checkpoint higher than the one before", () => {
  const { conversation, said } = begin();
  conversation.starting();
  conversation.goesOn();
  conversation.goesOn();
  conversation.running();
  conversation.goesOn();
  conversation.handle(CONTROL.stop, 0, null);
  conversation.goesOn();
  conversation.stopped();
  expect(said.map(({ state, checkpoint }) => [state, checkpoint])).toEqual([
    [SERVICE_STATE.startPending, 1],
    [SERVICE_STATE.startPending, 2],
    [SERVICE_STATE.startPending, 3],
    [SERVICE_STATE.running, 0],
    [SERVICE_STATE.stopPending, 1],
    [SERVICE_STATE.stopPending, 2],
    [SERVICE_STATE.stopped, 0],
  ]);
});

test("a start that fails ends without ever having run", () => {
  const { conversation, said } = begin();
  conversation.starting();
  conversation.goesOn();
  conversation.stopped(true);
  conversation.running();
  expect(said.map(({ state, specificExitCode }) => [state, specificExitCode])).toEqual([
    [SERVICE_STATE.startPending, 0],
    [SERVICE_STATE.startPending, 0],
    [SERVICE_STATE.stopped, 1],
  ]);
});

test("controls are accepted while it runs, and a wait is asked for only while it does not", () => {
  const { conversation, said } = begin();
  conversation.starting();
  conversation.running();
  conversation.handle(CONTROL.shutdown, 0, null);
  conversation.stopped();
  expect(said.map(({ accepts }) => accepts)).toEqual([0, ACCEPTS_ALL, 0, 0]);
  expect(said.map(({ waitHintMs }) => waitHintMs > 0)).toEqual([true, false, true, false]);
});

test("asked twice to stop, it stops once", () => {
  const { conversation, said, stops } = begin();
  conversation.running();
  conversation.handle(CONTROL.stop, 0, null);
  conversation.handle(CONTROL.shutdown, 0, null);
  expect(stops()).toBe(1);
  expect(said.at(-1)?.state).toBe(SERVICE_STATE.stopPending);
});

test("a stop that comes while it starts is not overtaken by the start", () => {
  const { conversation, said } = begin();
  conversation.starting();
  conversation.handle(CONTROL.stop, 0, null);
  conversation.running();
  expect(said.at(-1)?.state).toBe(SERVICE_STATE.stopPending);
});

test("a change of a session is passed on with its code and number; without a number there is nothing to pass on", () => {
  const { conversation, changes } = begin();
  conversation.running();
  expect(conversation.handle(CONTROL.sessionChange, 5, 3)).toBe(0);
  expect(conversation.handle(CONTROL.sessionChange, 7, null)).toBe(0);
  conversation.handle(CONTROL.stop, 0, null);
  conversation.handle(CONTROL.sessionChange, 6, 3);
  expect(changes).toEqual([[5, 3]]);
});

test("an interrogation is answered, and what it does not know is said not to be known", () => {
  const { conversation } = begin();
  conversation.running();
  expect(conversation.handle(CONTROL.interrogate, 0, null)).toBe(0);
  expect(conversation.handle(2, 0, null)).toBe(120);
  expect(conversation.handle(200, 0, null)).toBe(120);
});

test("a failure is told with a code of its own, and nothing is said after the end", () => {
  const { conversation, said } = begin();
  conversation.running();
  conversation.stopped(true);
  conversation.goesOn();
  conversation.running();
  conversation.stopped();
  expect(said.slice(1)).toEqual([
    { state: 1, accepts: 0, exitCode: 1066, specificExitCode: 1, checkpoint: 0, waitHintMs: 0 },
  ]);
});
