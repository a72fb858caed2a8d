import type { Metadata } from "next";
import Link from "next/link";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { LiveRefresh } from "@/components/live/live-refresh";
import { queryHref } from "@/components/orders/query-href";
import { Page } from "@/components/shell/page";
import { TrailFilter } from "@/components/trail/trail-filter";
import { TrailTable } from "@/components/trail/trail-table";
import { VerifiedNote } from "@/components/trail/verified-note";
import { EmptyState } from "@/components/ui/empty-state";
import { count } from "@/lib/format/count";
import { readTrail } from "@/lib/services/read-trail";
import "@/app/styles/records.css";

export const metadata: Metadata = { title: "Trail" };

interface TrailPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function TrailPage({ searchParams }: TrailPageProps) {
  const ctx = await requireContext("trail.read");
  const asked = await searchParams;
  const [{ filter, entries, total, previous, next, open, verified }, zone] = await Promise.all([
    readTrail(ctx, { ...asked, open: asked.e }),
    readZone(),
  ]);
  const text = (value: string | string[] | undefined) => (typeof value === "string" ? value : null);
  const [before, after] = [text(asked.before), text(asked.after)];
  const verify = verified ? "1" : null;
  const isFiltered = Object.values(filter).some((value) => value !== "");
  const broken = verified?.broken ?? null;
  const brokenHref = queryHref("/trail", {
    before: broken && (BigInt(broken.seq) + 1n).toString(),
    e: broken?.seq,
  });
  return (
    <Page scope="records" title="Trail">
      {/* A verified view is an answer to a question at one moment: it stays as it was. */}
      {!verified && <LiveRefresh on={["trail"]} />}
      <div className="listing">
        <TrailFilter
          {...filter}
          exportHref={queryHref("/trail/export", filter)}
          verifyHref={queryHref("/trail", { ...filter, verify: 1 })}
        />
        <div className="tbl-wrap">
          {verified && (
            <VerifiedNote
              {...verified}
              range={{ from: filter.from, until: filter.until }}
              brokenHref={brokenHref}
              now={ctx.now.getTime()}
              timeZone={zone.timeZone}
            />
          )}
          {entries.length > 0 && (
            <TrailTable
              entries={entries}
              openSeq={open}
              hrefOf={(seq) => queryHref("/trail", { ...filter, before, after, verify, e: seq })}
              now={ctx.now.getTime()}
              timeZone={zone.timeZone}
              brokenSeq={broken?.seq ?? null}
            />
          )}
          {entries.length === 0 && (
            <EmptyState
              title={isFiltered ? "No entry matches" : "Nothing has been done yet"}
              actions={
                isFiltered && (
                  <Link className="btn" href="/trail">
                    Show the whole trail
                  </Link>
                )
              }
            >
              {isFiltered
                ? "Names and people match from their beginning, a subject as a whole."
                : "Everything that people do in Curfew is kept here, each entry chained to the one before it."}
            </EmptyState>
          )}
        </div>
        <div className="statusbar">
          <span>
            <b>{count(total)}</b> {total === 1 ? "entry" : "entries"}, newest first
          </span>
          <span className="spring" />
          {(before !== null || after !== null) && (
            <Link href={queryHref("/trail", { ...filter, verify })}>Newest</Link>
          )}
          {previous !== null && (
            <Link href={queryHref("/trail", { ...filter, verify, after: previous })} rel="prev">
              Newer entries
            </Link>
          )}
          {next !== null && (
            <Link href={queryHref("/trail", { ...filter, verify, before: next })} rel="next">
              Older entries
            </Link>
          )}
        </div>
      </div>
    </Page>
  );
}
