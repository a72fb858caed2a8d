import { readFileSync } from "node:fs";
import path from "node:path";
import { startVitest } from "vitest/node";
import { MUTATIONS, type Mutation } from "@/lib/domain/pairing/testing/mutations";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import type { Figure } from "./figure";

const FOLDER = path.resolve("lib/domain/pairing");
const HISTORIES = 150;

/** Breaks one rule of the pairing engine at a time: its tables, or else its laws and the reference model, must notice. */
export async function run(): Promise<Figure[]> {
  for (const mutation of MUTATIONS) mutated(mutation, readFileSync(fileOf(mutation), "utf8"));
  const startedAt = performance.now();
  process.env.CURFEW_RUNS = String(HISTORIES);
  const unnoticed = await passing("testing/every-table.ts", [null, ...MUTATIONS]);
  const survivors = await passing("laws.test.ts", unnoticed);
  process.exitCode = 0;
  if (!survivors.includes(null))
    throw new Error("The engine fails its own tests as it is: npx vitest run lib/domain/pairing");
  const rules = survivors.flatMap((survivor) => (survivor ? [`“${survivor.rule}”`] : []));
  if (rules.length > 0) throw new Error(`No test noticed that a rule was broken: ${rules.join(", ")}`);
  const ms = performance.now() - startedAt;
  const byLaws = unnoticed.length - 1;
  const says = `${count(MUTATIONS.length)} of ${count(MUTATIONS.length)} caught, ${byLaws} of them by generated histories alone, in ${took(ms)}`;
  const values = { mutants: MUTATIONS.length, byLaws, ms };
  return [{ what: "pairing, rules broken on purpose", says, values }];
}

/** The mutations that these tests let pass; null is the engine as it is. */
async function passing(
  tests: string,
  mutations: readonly (Mutation | null)[],
): Promise<readonly (Mutation | null)[]> {
  const vitest = await startVitest(
    "test",
    [],
    { config: false, watch: false, reporters: [{}], maxWorkers: 2, root: process.cwd() },
    { test: { projects: mutations.map((mutation, i) => projectOf(String(i), tests, mutation)) } },
  );
  const modules = vitest.state.getTestModules();
  await vitest.close();
  return mutations.filter((_, i) => {
    const found = modules.find(({ project }) => project.name === String(i));
    if (!found) throw new Error(`Vitest did not run ${tests}`);
    return found.ok();
  });
}

function projectOf(name: string, tests: string, mutation: Mutation | null) {
  return {
    plugins: mutation ? [pluginOf(mutation)] : [],
    resolve: { alias: { "@": process.cwd() } },
    test: {
      name,
      include: [`lib/domain/pairing/${tests}`],
      setupFiles: [path.join(FOLDER, "testing/same-seed.ts")],
      env: { TZ: "Asia/Kathmandu" },
      testTimeout: 60_000,
    },
  };
}

function pluginOf(mutation: Mutation) {
  return {
    name: "mutation",
    enforce: "pre" as const,
    transform: (code: string, id: string) => (id === fileOf(mutation) ? mutated(mutation, code) : null),
  };
}

function fileOf({ file }: Mutation): string {
  return path.join(FOLDER, `${file}.ts`);
}

function mutated({ rule, file, from, to }: Mutation, code: string): string {
  const parts = code.split(from);
  if (parts.length !== 2)
    throw new Error(
      `${file}.ts holds ${parts.length - 1} times what “${rule}” breaks: name it as it stands now`,
    );
  return parts.join(to);
}
