import { rm, stat } from "node:fs/promises";
import path from "node:path";
import { writeBusyServer } from "@/bench/busy-server";
import { megabytes, watchMemory } from "@/bench/resident-memory";
import { sendFile } from "./fixtures/send-file";
import { signIn } from "./fixtures/sign-in";
import { expect, test } from "./fixtures/test";

const BYTES = 300_000_000;
const PATIENCE_MS = 180_000;

test("a log of 300 MB is received, read and paired, and neither process comes near to holding it", async ({
  product,
  db,
}) => {
  test.skip(process.platform !== "linux", "Linux alone tells of another process's memory");
  test.setTimeout(PATIENCE_MS + 60_000);
  const cookie = `curfew=${await signIn(db, "operator", "imp.memory")}`;
  const { id: operatorId } = await db.prisma.operator.findUniqueOrThrow({ where: { name: "imp.memory" } });
  const file = path.join(product.folder, "large.evtx");
  await writeBusyServer(file, BYTES);
  const { size } = await stat(file);
  const now = new Date();
  const { id, files } = await db.prisma.import.create({
    data: {
      source: "web",
      createdBy: { kind: "operator", operatorId, name: "imp.memory", role: "operator" },
      operatorId,
      createdAt: now,
      touchedAt: now,
      files: { create: { name: "large.evtx", bytes: size, state: "uploading" } },
    },
    include: { files: true },
  });
  const fileId = files[0]?.id ?? 0;
  // The product is a child of whoever started this test.
  const memory = watchMemory(process.ppid);
  try {
    await sendFile(product.webUrl, id, fileId, file, cookie);
    await expect
      .poll(async () => (await db.prisma.import.findUniqueOrThrow({ where: { id } })).preview, {
        timeout: PATIENCE_MS,
      })
      .not.toBeNull();
  } finally {
    await db.prisma.import.delete({ where: { id } });
    for (const one of [file, path.join(product.folder, "data", "imports", String(fileId))])
      await rm(one, { force: true });
  }
  const { web, before, worker } = memory.stop();
  expect(before).toBeGreaterThan(0);
  expect(worker).toBeGreaterThan(0);
  expect(megabytes(web - before)).toBeLessThan(200);
  expect(megabytes(worker)).toBeLessThan(280);
});
