import type { Metadata } from "next";
import Link from "next/link";
import { startImportAction } from "@/app/_actions/start-import";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { ImportsTable } from "@/components/imports/imports-table";
import { NewImport } from "@/components/imports/new-import";
import { LiveRefresh } from "@/components/live/live-refresh";
import { queryHref } from "@/components/orders/query-href";
import { Page } from "@/components/shell/page";
import { EmptyState } from "@/components/ui/empty-state";
import { can } from "@/lib/domain/permission";
import { readImports } from "@/lib/services/read-imports";
import "@/app/styles/imports.css";
import "@/app/styles/records.css";

export const metadata: Metadata = { title: "Import" };

interface ImportsPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ImportsPage({ searchParams }: ImportsPageProps) {
  const ctx = await requireContext("import.read");
  const [{ imports, next }, zone] = await Promise.all([readImports(ctx, await searchParams), readZone()]);
  const mayImport = can(ctx.actor, "import.write");
  return (
    <Page scope="imports records" title="Import">
      <LiveRefresh on={["history"]} atMostEveryMs={3_000} />
      {mayImport && <NewImport startImport={startImportAction} />}
      <section className="earlier" aria-labelledby="earlier">
        <h2 id="earlier">Imports so far</h2>
        {imports.length > 0 ? (
          <ImportsTable imports={imports} now={ctx.now.getTime()} timeZone={zone.timeZone} />
        ) : (
          <EmptyState title="Nothing was imported yet">
            {mayImport
              ? "Drop the logs of a machine above, and read who was on when and why each session ended."
              : "An operator or an administrator brings logs in; you read here what came of them."}
          </EmptyState>
        )}
        {next !== null && (
          <nav className="more" aria-label="Pages of imports">
            <Link className="btn sm" href={queryHref("/imports", { before: next })}>
              Older imports
            </Link>
          </nav>
        )}
      </section>
    </Page>
  );
}
