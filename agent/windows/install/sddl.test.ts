import { expect, test } from "vitest";
import { isTrustedOwner, PRIVATE_SDDL, readRights } from "./sddl";

test("what we ask for is what we call private", () => {
  expect(readRights(PRIVATE_SDDL)).toEqual({ owner: "BA", others: [], inherits: false });
});

test("as Windows writes it back, with group and flags", () => {
  const sddl = "O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";
  expect(readRights(sddl)).toEqual({ owner: "BA", others: [], inherits: false });
});

test("the folder that everybody may make below ProgramData lets users in, and is said to", () => {
  const sddl =
    "O:S-1-5-21-1-2-3-1001G:S-1-5-21-1-2-3-513D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)(A;CIID;DCLCRPCR;;;BU)";
  const rights = readRights(sddl);
  expect(rights).toEqual({ owner: "S-1-5-21-1-2-3-1001", others: ["CO", "BU"], inherits: true });
  expect(isTrustedOwner(rights?.owner ?? "", null)).toBe(false);
});

test("identities may be written in full, and a refusal lets nobody in", () => {
  const sddl = "O:S-1-5-18D:P(A;;FA;;;S-1-5-18)(A;;FA;;;S-1-5-32-544)(D;;FA;;;BU)";
  expect(readRights(sddl)).toEqual({ owner: "S-1-5-18", others: [], inherits: false });
});

test("the account that the program runs as is not another", () => {
  const self = "S-1-5-21-9-9-9-1000";
  const sddl = `O:${self}D:P(A;OICI;FA;;;${self})(A;OICI;FA;;;WD)`;
  expect(readRights(sddl, self)?.others).toEqual(["WD"]);
  expect(isTrustedOwner(self, self)).toBe(true);
});

test("conditional and object entries let in as well, and a missing list lets in everybody", () => {
  expect(readRights('O:BAD:P(XA;;FA;;;BU;(@User.x == "y"))')?.others).toEqual(["BU"]);
  expect(readRights("O:BAD:NO_ACCESS_CONTROL")?.others).toEqual(["WD"]);
});

test.each(["", "nonsense", "O:BA", "D:P(A;;FA;;;SY)"])("%j says nothing, and is not believed", (sddl) => {
  expect(readRights(sddl)).toBeNull();
});
