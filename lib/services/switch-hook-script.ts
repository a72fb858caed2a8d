import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { switchHookScript as writeSwitch } from "@/lib/storage/hook-scripts";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

export const switchHookScriptInput = z.object({
  script: z.string().regex(/^[\w.-]{1,200}$/, "No script has this name."),
  isEnabled: z.boolean(),
});

/** Switches a script off, or on again, which starts one that its time-outs have stopped. */
export async function switchHookScript(ctx: Context, input: unknown): Promise<null> {
  requirePermission(ctx.actor, "hook.write");
  const { script, isEnabled } = parseInput(switchHookScriptInput, input);
  await ctx.db.prisma.$transaction(async (tx) => {
    if (!(await writeSwitch(tx, script, isEnabled))) {
      const known = await tx.hookScript.count({ where: { name: script, removedAt: null } });
      if (known === 0) throw new DomainError("not_found", `There is no script ${script} any more.`);
      throw new DomainError("conflict", `${script} is ${isEnabled ? "on" : "off"} already.`);
    }
    await appendTrail(tx, ctx.now, {
      name: isEnabled ? "hook.switch_on" : "hook.switch_off",
      actor: ctx.actor,
      subject: `hook:${script}`,
      detail: {},
    });
    await notify(tx, { kind: "hooks" });
    await notify(tx, { kind: "trail" });
  });
  return null;
}
