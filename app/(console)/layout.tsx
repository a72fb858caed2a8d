import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { noteActivityAction } from "@/app/_actions/note-activity";
import { signOutAction } from "@/app/_actions/sign-out";
import { readSignIn } from "@/app/_edge/read-sign-in";
import { readZone } from "@/app/_edge/read-zone";
import { PAGES } from "@/app/_edge/registry";
import { requireSignedIn } from "@/app/_edge/require-context";
import { LiveBanner } from "@/components/live/live-banner";
import { LiveIndicator } from "@/components/live/live-indicator";
import { ConsoleFrame } from "@/components/shell/console-frame";
import { CONSOLE_PAGES } from "@/components/shell/pages";
import { ROLE_WORDS } from "@/lib/domain/operator";
import { can } from "@/lib/domain/permission";
import { utcOffset } from "@/lib/format/utc-offset";
import type { Context } from "@/lib/services/context";
import { countApprovals } from "@/lib/services/count-approvals";
import { makeContext } from "@/lib/services/make-context";

export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const { actor, displayName } = await requireSignedIn();
  const { facts } = await readSignIn();
  const kept = await cookies();
  const [zone, waiting] = await Promise.all([readZone(), countWaiting(makeContext(actor))]);
  const theme = kept.get("curfew-theme")?.value;
  const allowed = CONSOLE_PAGES.map(({ href }) => href).filter((href) => mayOpen(actor, href));
  return (
    <ConsoleFrame
      facts={{
        theme: theme === "light" || theme === "dark" ? theme : "system",
        hasSingleKeys: kept.get("curfew-keys")?.value !== "off",
        isProtected: facts.isProtected,
        zone,
        zoneOffset: utcOffset(Date.now(), zone.timeZone),
      }}
      allowed={allowed}
      waiting={waiting}
      isNavCollapsed={kept.get("curfew-nav")?.value === "collapsed"}
      operator={{ name: actor.name, displayName, role: ROLE_WORDS[actor.role], signOut: signOutAction }}
      noteActivity={noteActivityAction}
      live={<LiveIndicator />}
      banner={<LiveBanner timeZone={zone.timeZone} />}
    >
      {children}
    </ConsoleFrame>
  );
}

/** Orders of others that wait for a second operator's word. */
async function countWaiting(ctx: Context) {
  if (!can(ctx.actor, "order.approve")) return {};
  return { "/orders": { count: await countApprovals(ctx), what: "to approve" } };
}

function mayOpen(actor: Parameters<typeof can>[0], href: string): boolean {
  const gate = Object.entries(PAGES).find(([path]) => path === href)?.[1];
  return gate !== undefined && gate !== "public" && (gate === "signed-in" || can(actor, gate));
}
