import { expect, test } from "vitest";
import { packSessions, unpackSessions } from "./packed-sessions";
import { pieces } from "./pieces";
import { at, session } from "./testing-sessions";

test("what is packed comes out as it was, without the records of its ending", () => {
  const day = ["2026-03-02T08:00Z", "2026-03-02T16:00Z"] as const;
  const odd = {
    id: "8",
    hostName: "\u2028 </script>",
    segments: [{ kind: "locked", from: at(day[0]) + 1, until: null }],
  } as const;
  const sessions = [session(...day), session(...day, odd)];
  const out = unpackSessions(packSessions(sessions));
  expect(out).toEqual(sessions.map((one) => ({ ...one, ending: { ...one.ending, records: [] } })));
  expect(out.flatMap(pieces).map(({ id, from, until, state }) => ({ id, from, until, state }))).toEqual(
    sessions.flatMap(pieces).map(({ id, from, until, state }) => ({ id, from, until, state })),
  );
});
