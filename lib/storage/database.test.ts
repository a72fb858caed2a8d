import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.unstubAllEnvs());

test("a process has one database, however many bundles hold the module", async () => {
  vi.stubEnv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing");
  const pages = await import("./database");
  vi.resetModules();
  const routes = await import("./database");
  expect(routes.database).not.toBe(pages.database);
  const opened = pages.database();
  expect(routes.database()).toBe(opened);
  await opened.close();
});
