import type { Metadata } from "next";
import Link from "next/link";
import { askDryRunAction } from "@/app/_actions/ask-dry-run";
import { setHookSettingsAction } from "@/app/_actions/set-hook-settings";
import { switchHookScriptAction } from "@/app/_actions/switch-hook-script";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { CallLine } from "@/components/hooks/call-line";
import { DryRun } from "@/components/hooks/dry-run";
import { DryRunResult } from "@/components/hooks/dry-run-result";
import { RunTable } from "@/components/hooks/run-table";
import { ScriptPane } from "@/components/hooks/script-pane";
import { VetoSwitch } from "@/components/hooks/veto-switch";
import { LiveRefresh } from "@/components/live/live-refresh";
import { queryHref } from "@/components/orders/query-href";
import { Page } from "@/components/shell/page";
import { EmptyState } from "@/components/ui/empty-state";
import { can } from "@/lib/domain/permission";
import { clockOrDay } from "@/lib/format/clock";
import { count, counted } from "@/lib/format/count";
import { type HooksRead, readHooks } from "@/lib/services/read-hooks";
import "@/app/styles/hooks.css";
import "@/app/styles/records.css";

export const metadata: Metadata = { title: "Hooks" };

interface HooksPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function HooksPage({ searchParams }: HooksPageProps) {
  const ctx = await requireContext("hook.read");
  const [read, zone] = await Promise.all([readHooks(ctx, await searchParams), readZone()]);
  const { scripts, selected, dryRun, settings } = read;
  const mayWrite = can(ctx.actor, "hook.write");
  const shown = { now: ctx.now.getTime(), timeZone: zone.timeZone };
  const stopped = scripts.filter(({ stoppedAt }) => stoppedAt !== null).length;
  return (
    <Page scope="hooks records" title="Hooks">
      <LiveRefresh on={["hooks"]} />
      <div className={selected ? "hooks-page" : "hooks-page none"}>
        <CallLine
          scripts={scripts}
          selected={selected?.name ?? null}
          hrefOf={(name) => queryHref("/hooks", { s: name })}
          switchScript={mayWrite ? switchHookScriptAction : null}
        />
        <RunLog read={read} {...shown} />
        {selected && (
          <ScriptPane script={selected} {...shown}>
            {mayWrite && (
              <DryRun
                key={selected.name}
                script={selected.name}
                events={selected.events}
                orders={read.pastOrders.map(({ id, createdAt, targets }) => ({
                  id,
                  words: `${id} · ${clockOrDay(createdAt.getTime(), shown.now, shown.timeZone)} · ${counted(targets, "target")}`,
                }))}
                isRunning={dryRun?.state === "asked" || dryRun?.state === "running"}
                askDryRun={askDryRunAction}
              />
            )}
            {dryRun && <DryRunResult run={dryRun} />}
          </ScriptPane>
        )}
        <div className="statusbar">
          <span>
            <b>{count(scripts.length)}</b> {scripts.length === 1 ? "script" : "scripts"}
            {stopped > 0 && (
              <>
                , <b>{stopped}</b> stopped
              </>
            )}
          </span>
          <span className="quiet">run in the order of their file names, one eventState a call</span>
          <span className="spring" />
          {mayWrite ? (
            <VetoSwitch allowsVeto={settings.allowsVeto} setSettings={setHookSettingsAction} />
          ) : (
            <span>
              Veto in Before: <b>{settings.allowsVeto ? "on" : "off"}</b>
            </span>
          )}
        </div>
      </div>
    </Page>
  );
}

function RunLog({ read, ...shown }: { read: HooksRead; now: number; timeZone: string }) {
  const { selected, show, runs, counts, open, next, scripts } = read;
  const script = selected?.name ?? null;
  const tabs = [
    ["all", "Runs", count(counts.runs)],
    ["errors", "Errors", count(counts.errors)],
    ...(script === null ? [] : [["script", `Only ${script}`, ""] as const]),
  ] as const;
  const filter = { s: script, show: show === "all" ? null : show };
  return (
    <section className="log" aria-label="Runs">
      <nav className="bar tabs" aria-label="Which runs">
        {tabs.map(([key, word, n]) => (
          <Link
            key={key}
            className="tab"
            href={queryHref("/hooks", { s: script, show: key === "all" ? null : key })}
            aria-current={show === key ? "page" : undefined}
          >
            <span className="trunc">{word}</span>
            <span className="n">{n}</span>
          </Link>
        ))}
      </nav>
      <div className="tbl-wrap">
        {runs.length > 0 ? (
          <RunTable
            runs={runs}
            open={open}
            hrefOf={(r) => queryHref("/hooks", { ...filter, r })}
            {...shown}
          />
        ) : (
          <Nothing hasScripts={scripts.length > 0} show={show} />
        )}
        {next !== null && (
          <nav className="more" aria-label="Pages of runs">
            <Link className="btn sm" href={queryHref("/hooks", { ...filter, before: next })}>
              Older runs
            </Link>
          </nav>
        )}
      </div>
    </section>
  );
}

function Nothing({ hasScripts, show }: { hasScripts: boolean; show: HooksRead["show"] }) {
  if (!hasScripts) {
    return (
      <EmptyState title="No script yet">
        Put a JavaScript or TypeScript file into the folder hooks of the gateway: hooks/examples has three to
        begin with. It runs around every call that logs associates off, and is seen here within a second.
      </EmptyState>
    );
  }
  const title = show === "errors" ? "Nothing went wrong" : "Nothing has run yet";
  return (
    <EmptyState title={title}>Scripts run when associates are logged off by LogOffWindowsUsers.</EmptyState>
  );
}
