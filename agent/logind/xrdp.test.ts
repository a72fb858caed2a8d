import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { displayNumber, readXrdpDisplays } from "./xrdp";

const TABLE = `Num       RefCount Protocol Flags    Type St Inode Path
0000000078579f09: 00000003 00000000 00000000 0001 03 1639864 /run/xrdp/sockdir/xrdp_chansrv_socket_10
0000000016800d1f: 00000003 00000000 00000000 0001 03 1641176 /run/xrdp/sockdir/xrdp_display_10
00000000ab7cf014: 00000002 00000000 00010000 0001 01 1641149 /run/xrdp/sockdir/xrdp_display_10
0000000081de1ef7: 00000002 00000000 00000000 0002 01 1641150 /run/xrdp/sockdir/xrdp_disconnect_display_10
00000000ab7cf015: 00000002 00000000 00010000 0001 01 1641200 /run/xrdp/1000/xrdp_display_11
00000000ab7cf016: 00000002 00000000 00010000 0001 01 1641201
`;

it("tells displays with a client from those that are kept without one", async () => {
  const root = mkdtempSync(path.join(tmpdir(), "curfew-xrdp-"));
  mkdirSync(path.join(root, "proc/net"), { recursive: true });
  writeFileSync(path.join(root, "proc/net/unix"), TABLE);
  const { served, connected } = await readXrdpDisplays(root);
  expect([[...served], [...connected]]).toEqual([["10", "11"], ["10"]]);
  rmSync(root, { recursive: true });
});

it("reads the number of a display", () => {
  expect([":10", ":10.0", "10", "host:10", ""].map(displayNumber)).toEqual(["10", "10", null, null, null]);
});
