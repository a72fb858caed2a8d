import type { Metadata } from "next";
import Form from "next/form";
import Link from "next/link";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import "@/app/styles/timeline.css";
import "@/app/styles/hosts.css";
import { AssociateList } from "@/components/associates/associate-list";
import { LiveRefresh } from "@/components/live/live-refresh";
import { Page } from "@/components/shell/page";
import { hrefWith, type SearchParams } from "@/components/timeline/href-with";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { GroupSelect } from "@/components/ui/group-select";
import { SearchBox } from "@/components/ui/search-box";
import { counted, visibleText } from "@/lib/format/count";
import { readAssociates } from "@/lib/services/read-associates";

export const metadata: Metadata = { title: "Associates" };

const PATH = "/associates";

export default async function AssociatesPage({
  searchParams,
}: {
  readonly searchParams: Promise<SearchParams>;
}) {
  const ctx = await requireContext("history.read");
  const query = await searchParams;
  const [answer, zone] = await Promise.all([readAssociates(ctx, query), readZone()]);
  const { filter } = answer;
  const isFiltered = filter.text !== "" || filter.group !== null || filter.isOnNow;
  const href = (changes: Record<string, string | null>) =>
    hrefWith(PATH, query, { after: null, before: null, ...changes });
  return (
    <Page scope="history" title="Associates">
      <LiveRefresh on={["sessions", "history"]} />
      <div className="list-page">
        <Form action={PATH} className="list-bar">
          <SearchBox
            text={filter.text}
            label="Filter associates"
            placeholder="Name, full name, account, SID or id"
          />
          <GroupSelect groups={answer.groups} chosen={filter.group} />
          <label className="choice list-check">
            <input
              key={String(filter.isOnNow)}
              type="checkbox"
              className="check"
              name="on"
              value="now"
              defaultChecked={filter.isOnNow}
            />
            <span>On now</span>
          </label>
          <Button type="submit">Filter</Button>
        </Form>
        {answer.rows.length > 0 ? (
          <AssociateList rows={answer.rows} now={ctx.now.getTime()} timeZone={zone.timeZone} />
        ) : isFiltered ? (
          <EmptyState
            title="No associate matches"
            actions={
              <>
                {filter.text !== "" && (
                  <ClearLink href={href({ q: null })} word={`Clear “${visibleText(filter.text)}”`} />
                )}
                {filter.group !== null && (
                  <ClearLink href={href({ group: null })} word={`Clear group:${visibleText(filter.group)}`} />
                )}
                {filter.isOnNow && <ClearLink href={href({ on: null })} word="Clear on now" />}
              </>
            }
          >
            Nobody fits all of it. Take one term away:
          </EmptyState>
        ) : answer.isFirstPage ? (
          <EmptyState
            title="Nobody yet"
            actions={
              <Link className="btn primary" href="/enrolment">
                Enrol the first host
              </Link>
            }
          >
            Associates come with the first host that reports, or with an import of people.
          </EmptyState>
        ) : (
          <EmptyState title="Nothing after this" actions={<ClearLink href={href({})} word="First page" />} />
        )}
        <div className="statusbar">
          <span>
            <b>{answer.rows.length}</b> of <b>{counted(answer.total, "associate")}</b>
          </span>
          <span>by name</span>
          <span className="spring" />
          {!answer.isFirstPage && (
            <Link className="link" href={href({})}>
              First page
            </Link>
          )}
          {answer.previous && (
            <Link className="link" href={href({ before: answer.previous })} rel="prev">
              Previous page
            </Link>
          )}
          {answer.next && (
            <Link className="link" href={href({ after: answer.next })} rel="next">
              Next page
            </Link>
          )}
        </div>
      </div>
    </Page>
  );
}

function ClearLink({ href, word }: { readonly href: string; readonly word: string }) {
  return (
    <Link className="btn" href={href}>
      {word}
    </Link>
  );
}
