import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { deleteMessageTemplate, readMessageTemplates, saveMessageTemplate } from "./message-templates";
import { readSiteZone, setSiteZone } from "./site-zone";
import { contextOf, operatorActor } from "./testing/make-fleet";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.prisma.messageTemplate.deleteMany();
  await db.prisma.setting.deleteMany();
});

const administrator = () => contextOf(db, operatorActor(1, "administrator"));
const operator = () => contextOf(db, operatorActor(1));
const auditor = () => contextOf(db, operatorActor(1, "auditor"));
const patch = { templateId: null, name: "Patch night", text: "Updates begin {when}." };
const lastEntry = () => db.prisma.trail.findFirstOrThrow({ orderBy: { seq: "desc" } });

test("a template is saved, changed and deleted, each on the trail, and operators see it", async () => {
  const { templateId } = await saveMessageTemplate(administrator(), patch);
  expect(await lastEntry()).toMatchObject({ name: "template.save", detail: { name: "Patch night" } });
  await saveMessageTemplate(administrator(), { ...patch, templateId, text: "Later {when}." });
  expect(await lastEntry()).toMatchObject({
    detail: { text: "Later {when}.", before: { text: patch.text } },
  });
  expect(await readMessageTemplates(operator())).toEqual([
    { id: templateId, name: "Patch night", text: "Later {when}." },
  ]);
  await deleteMessageTemplate(administrator(), { templateId });
  expect(await lastEntry()).toMatchObject({ name: "template.delete" });
  expect(await readMessageTemplates(operator())).toEqual([]);
});

test("refused: without the permission, without words, for a template that is gone", async () => {
  const before = await db.prisma.trail.count();
  await expect(saveMessageTemplate(operator(), patch)).rejects.toMatchObject({ code: "forbidden" });
  await expect(deleteMessageTemplate(operator(), { templateId: 1 })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(readMessageTemplates(auditor())).rejects.toMatchObject({ code: "forbidden" });
  for (const [field, bad] of Object.entries({ name: " ", text: "", templateId: 0 })) {
    const attempt = saveMessageTemplate(administrator(), { ...patch, [field]: bad });
    await expect(attempt).rejects.toMatchObject({ code: "invalid_input", field });
  }
  const gone = { ...patch, templateId: 999_999 };
  await expect(saveMessageTemplate(administrator(), gone)).rejects.toMatchObject({ code: "not_found" });
  await expect(deleteMessageTemplate(administrator(), gone)).rejects.toMatchObject({ code: "not_found" });
  expect(await db.prisma.trail.count()).toBe(before);
});

test("raced: one name, one template, whatever the case; at most fifty", async () => {
  const names = Array.from({ length: 10 }, (_, n) => (n % 2 ? "Patch NIGHT" : "patch night"));
  const answers = await Promise.allSettled(
    names.map((name) => saveMessageTemplate(administrator(), { ...patch, name })),
  );
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (let n = 1; n < 50; n++)
    await saveMessageTemplate(administrator(), { ...patch, name: `Template ${n}` });
  await expect(saveMessageTemplate(administrator(), { ...patch, name: "One more" })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("raced: a template that is changed and deleted at once is one of the two", async () => {
  const { templateId } = await saveMessageTemplate(administrator(), patch);
  const [changed, deleted] = await Promise.allSettled([
    saveMessageTemplate(administrator(), { ...patch, templateId, text: "Changed" }),
    deleteMessageTemplate(administrator(), { templateId }),
  ]);
  expect(deleted.status).toBe("fulfilled");
  if (changed.status === "rejected") expect(changed.reason).toMatchObject({ code: "not_found" });
  expect(await readMessageTemplates(operator())).toEqual([]);
});

test("the site's zone is the one that is set, else the one it was started with", async () => {
  vi.stubEnv("CURFEW_SITE_ZONE", "Asia/Kolkata");
  expect(await readSiteZone(auditor())).toEqual({
    timeZone: "Asia/Kolkata",
    startedWith: "Asia/Kolkata",
    isSet: false,
  });
  await setSiteZone(administrator(), { timeZone: "Europe/Prague" });
  expect(await lastEntry()).toMatchObject({
    name: "settings.site_zone",
    detail: { timeZone: "Europe/Prague" },
  });
  expect(await readSiteZone(auditor())).toMatchObject({ timeZone: "Europe/Prague", isSet: true });
  expect(await setSiteZone(administrator(), { timeZone: null })).toEqual({ timeZone: "Asia/Kolkata" });
  vi.stubEnv("CURFEW_SITE_ZONE", "Nowhere/None");
  expect((await readSiteZone(auditor())).timeZone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  vi.unstubAllEnvs();
  await expect(setSiteZone(administrator(), { timeZone: "Nowhere/None" })).rejects.toMatchObject({
    code: "invalid_input",
    field: "timeZone",
  });
  await expect(setSiteZone(operator(), { timeZone: "UTC" })).rejects.toMatchObject({ code: "forbidden" });
});

test("raced: the site's zone set ten times at once is one of them, and each is on the trail", async () => {
  const before = await db.prisma.trail.count({ where: { name: "settings.site_zone" } });
  const zones = ["Europe/Prague", "Asia/Tokyo"];
  await Promise.all(
    Array.from({ length: 10 }, (_, n) => setSiteZone(administrator(), { timeZone: zones[n % 2] })),
  );
  expect(zones).toContain((await readSiteZone(auditor())).timeZone);
  expect(await db.prisma.trail.count({ where: { name: "settings.site_zone" } })).toBe(before + 10);
});
