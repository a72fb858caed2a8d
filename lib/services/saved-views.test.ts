import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor, Role } from "@/lib/domain/actor";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import type { Context } from "./context";
import { deleteView } from "./delete-view";
import { readViews } from "./read-views";
import { saveView } from "./save-view";

let db: TestDatabase;
const now = new Date("2026-11-20T14:00:00Z");
const actors = new Map<string, Actor>();

beforeAll(async () => {
  db = await makeTestDatabase();
  const people: [string, Role][] = [
    ["ann", "operator"],
    ["bea", "operator"],
    ["cam", "auditor"],
    ["dee", "administrator"],
  ];
  for (const [name, role] of people) {
    const data = { name, displayName: name, role, passwordHash: "none", createdAt: now };
    const { id } = await db.prisma.operator.create({ data });
    actors.set(name, { kind: "operator", operatorId: id, name, role });
  }
});
afterAll(() => db.drop());

function as(name: string): Context {
  const actor = actors.get(name);
  if (!actor) throw new Error(`Nobody is called ${name}.`);
  return { actor, now, db };
}
const view = (name: string, isShared = false) => ({ name, query: "state:idle host:TS-*", isShared });
const namesOf = async (who: string) => (await readViews(as(who))).map(({ name }) => name);

test("one's own are one's own, shared ones are everybody's; both are on the trail", async () => {
  await saveView(as("ann"), view("Mine"));
  const { viewId } = await saveView(as("ann"), view("Ours", true));
  expect(await namesOf("ann")).toEqual(["Mine", "Ours"]);
  expect(await namesOf("bea")).toEqual(["Ours"]);
  expect((await readViews(as("bea")))[0]).toMatchObject({ sharedBy: "ann", mayDelete: false });
  const entry = await db.prisma.trail.findFirstOrThrow({ orderBy: { seq: "desc" } });
  expect(entry).toMatchObject({ name: "view.save", subject: `view:${viewId}` });

  await expect(deleteView(as("bea"), { viewId })).rejects.toMatchObject({ code: "forbidden" });
  await deleteView(as("dee"), { viewId });
  expect(await namesOf("bea")).toEqual([]);
  const last = await db.prisma.trail.findFirstOrThrow({ orderBy: { seq: "desc" } });
  expect(last).toMatchObject({ name: "view.delete", subject: `view:${viewId}` });
});

test("refused: an auditor's sharing, a name twice, nonsense, another's private view, a process", async () => {
  await expect(saveView(as("cam"), view("All", true))).rejects.toMatchObject({ code: "forbidden" });
  await saveView(as("cam"), view("Idle"));
  await expect(saveView(as("cam"), view(" idle "))).rejects.toMatchObject({
    code: "conflict",
    field: "name",
  });
  await expect(saveView(as("cam"), view(""))).rejects.toMatchObject({ code: "invalid_input", field: "name" });
  await expect(saveView(as("cam"), { ...view("x"), by: "moon" })).rejects.toMatchObject({ field: "by" });
  const [own] = await readViews(as("cam"));
  for (const other of ["ann", "dee"]) {
    await expect(deleteView(as(other), { viewId: own?.id })).rejects.toMatchObject({ code: "not_found" });
  }
  const system: Context = { actor: { kind: "system", name: "web" }, now, db };
  await expect(saveView(system, view("x"))).rejects.toMatchObject({ code: "forbidden" });
});

test("raced: twenty-six at once are twenty, and the same name is there once", async () => {
  const many = Array.from({ length: 26 }, (_, i) => saveView(as("bea"), view(`View ${i % 23}`)));
  const settled = await Promise.allSettled(many);
  const names = await namesOf("bea");
  expect(names).toHaveLength(20);
  expect(new Set(names).size).toBe(20);
  expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
  for (const one of settled) {
    if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "conflict", field: "name" });
  }
});
