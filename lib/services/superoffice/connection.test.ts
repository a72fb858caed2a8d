import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { contextOf, operatorActor } from "../testing/make-fleet";
import { askSuperOfficeSync } from "./ask-superoffice-sync";
import { authorizationPurpose } from "./connection-secret";
import { readSuperOffice } from "./read-superoffice";
import { removeSuperOffice } from "./remove-superoffice";
import { saveSuperOffice } from "./save-superoffice";
import { makeSealingKey, openSecret } from "./sealed-secret";
import { writeSealingKey } from "./sealing-key";
import { switchSuperOfficeLogOff } from "./switch-superoffice-log-off";

let db: TestDatabase;
const key = makeSealingKey();
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.prisma.superOfficeConnection.deleteMany();
  await db.prisma.superOfficeRun.deleteMany();
  await writeSealingKey(db, key.publicKey);
});

const admin = () => contextOf(db, operatorActor(1, "administrator"));
const URL_A = "https://crm.example/Cust1";
const first = { url: URL_A, authorization: "SOTicket 7T:secret", appToken: "", version: 0 };
const trail = () => db.prisma.trail.findMany({ orderBy: { seq: "asc" } });
const kept = () => db.prisma.superOfficeConnection.findUniqueOrThrow({ where: { id: 1 } });

test("the server is set, changed and forgotten, each on the trail; its secret is on no page and in no entry", async () => {
  const before = (await trail()).length;
  expect(await saveSuperOffice(admin(), first)).toEqual({ version: 1 });
  const sealed = (await kept()).authorization;
  expect(openSecret(key.privateKey, sealed, authorizationPurpose(URL_A))).toBe("SOTicket 7T:secret");

  await saveSuperOffice(admin(), { ...first, authorization: "", appToken: "app-secret", version: 1 });
  expect((await kept()).authorization).toBe(sealed);
  expect(await readSuperOffice(admin())).toMatchObject({
    connection: {
      url: URL_A,
      server: "crm.example/Cust1",
      hasAppToken: true,
      logsOffThere: false,
      version: 2,
    },
    canSeal: true,
  });

  const moved = { ...first, url: "https://other.example", authorization: "Bearer other-secret", version: 2 };
  await saveSuperOffice(admin(), moved);
  expect(await kept()).toMatchObject({ url: "https://other.example", appToken: null, version: 3 });
  await switchSuperOfficeLogOff(admin(), { isOn: true });
  await askSuperOfficeSync(admin());
  await removeSuperOffice(admin(), { version: 3 });
  expect(await db.prisma.superOfficeConnection.count()).toBe(0);
  expect(await db.prisma.superOfficeRun.findFirstOrThrow()).toMatchObject({ state: "failed" });

  const entries = (await trail()).slice(before);
  expect(entries.map(({ name }) => name)).toEqual([
    "superoffice.connect",
    "superoffice.change",
    "superoffice.change",
    "superoffice.switch_on",
    "superoffice.ask_sync",
    "superoffice.remove",
  ]);
  const told = JSON.stringify([entries.map(({ detail }) => detail), await readSuperOffice(admin())]);
  expect(told).not.toMatch(/secret/);
});

test("refused: without the right, with nonsense, without a gateway; and a kept secret moves to no other address", async () => {
  const before = await db.prisma.trail.count();
  const auditor = contextOf(db, operatorActor(1, "auditor"));
  const operator = contextOf(db, operatorActor(1));
  for (const ctx of [auditor, operator]) {
    await expect(saveSuperOffice(ctx, first)).rejects.toMatchObject({ code: "forbidden" });
    await expect(removeSuperOffice(ctx, { version: 1 })).rejects.toMatchObject({ code: "forbidden" });
    await expect(switchSuperOfficeLogOff(ctx, { isOn: true })).rejects.toMatchObject({ code: "forbidden" });
    await expect(askSuperOfficeSync(ctx)).rejects.toMatchObject({ code: "forbidden" });
    await expect(readSuperOffice(ctx)).rejects.toMatchObject({ code: "forbidden" });
  }
  await expect(switchSuperOfficeLogOff(admin(), { isOn: true })).rejects.toMatchObject({ code: "not_found" });
  await expect(askSuperOfficeSync(admin())).rejects.toMatchObject({ code: "not_found" });
  for (const [field, wrong] of [
    ["url", "crm.example"],
    ["url", "ftp://crm.example"],
    ["url", "https://user:pass@crm.example"],
    ["url", "https://crm.example/?next=1"],
    ["url", ""],
    ["authorization", "7T:no-scheme"],
    ["authorization", "Bearer a\r\nX-Evil: 1"],
    ["authorization", ""],
    ["appToken", "a\u0000b"],
    ["version", -1],
  ] as const) {
    await expect(
      saveSuperOffice(admin(), { ...first, [field]: wrong }),
      `${field} ${wrong}`,
    ).rejects.toMatchObject({
      code: "invalid_input",
      field,
    });
  }
  await db.prisma.setting.deleteMany({ where: { key: "gateway.sealingKey" } });
  await expect(saveSuperOffice(admin(), first)).rejects.toMatchObject({ code: "unavailable" });
  expect(await db.prisma.superOfficeConnection.count()).toBe(0);
  expect(await db.prisma.trail.count()).toBe(before);

  await writeSealingKey(db, key.publicKey);
  await saveSuperOffice(admin(), first);
  const elsewhere = { ...first, url: "https://evil.example", authorization: "", version: 1 };
  await expect(saveSuperOffice(admin(), elsewhere)).rejects.toMatchObject({ field: "authorization" });
  expect(await kept()).toMatchObject({ url: URL_A, version: 1 });
});

test("raced: of many at once one sets it, one changes it, one asks, one switches", async () => {
  const won = (answers: PromiseSettledResult<unknown>[]) =>
    answers.filter(({ status }) => status === "fulfilled").length;
  const lost = (answers: PromiseSettledResult<unknown>[]) =>
    answers.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
  const five = <T>(act: (n: number) => Promise<T>) =>
    Promise.allSettled(Array.from({ length: 5 }, (_, n) => act(n)));
  for (const race of [
    () => five((n) => saveSuperOffice(admin(), { ...first, url: `https://crm${n}.example` })),
    () => five((n) => saveSuperOffice(admin(), { ...first, url: `https://so${n}.example`, version: 1 })),
    () => five(() => askSuperOfficeSync(admin())),
    () => five(() => switchSuperOfficeLogOff(admin(), { isOn: true })),
    () => five(() => removeSuperOffice(admin(), { version: 2 })),
  ]) {
    const before = await db.prisma.trail.count();
    const answers = await race();
    expect(won(answers)).toBe(1);
    expect(lost(answers)).toEqual(Array(4).fill("conflict"));
    expect(await db.prisma.trail.count()).toBe(before + 1);
  }
});
