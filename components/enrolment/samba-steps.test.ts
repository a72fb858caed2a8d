import { expect, test } from "vitest";
import { AUDIT_LINES } from "@/agent/samba/smb-conf";
import { SAMBA_AUDIT_LINES } from "./samba-steps";

test("the page shows the lines that the agent's doctor asks for", () => {
  expect(SAMBA_AUDIT_LINES).toEqual(AUDIT_LINES);
});
