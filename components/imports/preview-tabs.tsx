import Link from "next/link";
import type { FileReport, ImportPreview } from "@/lib/domain/import-facts";
import { count } from "@/lib/format/count";
import { LeftoverTable } from "./leftover-table";
import { PreviewHosts } from "./preview-hosts";
import { PreviewSessions } from "./preview-sessions";
import { RejectTable } from "./reject-table";

export const PREVIEW_TABS = ["sessions", "hosts", "rejects", "leftovers"] as const;
export type PreviewTab = (typeof PREVIEW_TABS)[number];

interface PreviewTabsProps {
  readonly importId: number;
  readonly tab: PreviewTab;
  readonly preview: ImportPreview;
  readonly files: readonly { readonly name: string; readonly report: FileReport }[];
  readonly timeZone: string;
}

/** What an import holds, before it is anywhere else. */
export function PreviewTabs({ importId, tab, preview, files, timeZone }: PreviewTabsProps) {
  const rejected = files.reduce((sum, { report }) => sum + report.rejected, 0);
  const leftovers = preview.leftovers.reduce((sum, one) => sum + one.count, 0);
  const tabs = [
    ["sessions", "Sessions", preview.sessions],
    ["hosts", "Hosts", preview.hosts.length + preview.moreHosts],
    ["rejects", "Rejects", rejected],
    ["leftovers", "Leftovers", leftovers],
  ] as const;
  return (
    <section className="pv" aria-label="What it holds">
      <div className="pv-bar">
        <nav className="tabs" aria-label="What it holds">
          {tabs.map(([key, word, n]) => (
            <Link
              key={key}
              className="tab"
              href={key === "sessions" ? `/imports/${importId}` : `/imports/${importId}?tab=${key}`}
              aria-current={tab === key ? "page" : undefined}
              scroll={false}
            >
              {word} <span className="n">{count(n)}</span>
            </Link>
          ))}
        </nav>
        <span className="spring" />
        <span className="meta">{noteOf(tab, preview)}</span>
      </div>
      {tab === "sessions" && <PreviewSessions sessions={preview.sample} timeZone={timeZone} />}
      {tab === "hosts" && <PreviewHosts hosts={preview.hosts} timeZone={timeZone} />}
      {tab === "rejects" && <RejectTable files={files} />}
      {tab === "leftovers" && <LeftoverTable leftovers={preview.leftovers} timeZone={timeZone} />}
    </section>
  );
}

function noteOf(tab: PreviewTab, preview: ImportPreview): string {
  const { sessions, sample, pairedEvents, events, moreHosts } = preview;
  switch (tab) {
    case "sessions":
      if (pairedEvents < events)
        return `${count(events - pairedEvents)} of ${count(events)} events came out of their order, and are paired with the import`;
      return sample.length < sessions
        ? `the newest ${count(sample.length)}, with some of each way to end`
        : "from these files alone; what the history knows joins after the import";
    case "hosts":
      return moreHosts > 0
        ? `the ${count(preview.hosts.length)} with the most events`
        : "by the name in each record";
    case "rejects":
      return "every byte is a record or a reject";
    case "leftovers":
      return "kept; a later import may pair them";
  }
}
