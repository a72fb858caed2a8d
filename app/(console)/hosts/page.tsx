import type { Metadata } from "next";
import Form from "next/form";
import Link from "next/link";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import "@/app/styles/timeline.css";
import "@/app/styles/hosts.css";
import { HostList } from "@/components/hosts/host-list";
import { LiveRefresh } from "@/components/live/live-refresh";
import { Page } from "@/components/shell/page";
import { hrefWith, type SearchParams } from "@/components/timeline/href-with";
import { Button } from "@/components/ui/button";
import { Counter } from "@/components/ui/counter";
import { EmptyState } from "@/components/ui/empty-state";
import { GroupSelect } from "@/components/ui/group-select";
import { Icon } from "@/components/ui/icon";
import { SearchBox } from "@/components/ui/search-box";
import { can } from "@/lib/domain/permission";
import { count, counted, visibleText } from "@/lib/format/count";
import { type HostsAnswer, readHosts } from "@/lib/services/read-hosts";

export const metadata: Metadata = { title: "Hosts" };

const PATH = "/hosts";

const COUNTERS = [
  ["reporting", "Reporting", "within a minute"],
  ["stale", "Silent over 60 s", "their rows are dimmed"],
  ["skewed", "Clock off over 2 s", "endings widen by it"],
  ["spooling", "Spool filling", "events wait on the host"],
  ["logoff-off", "Audit Logoff off", "logoffs there stay unproved"],
  ["revoked", "Revoked", "the agent is refused"],
  ["no-agent", "No agent", "known from logs"],
] as const;

/** The boxes of the column Audit coverage. */
const COVERAGE = [
  [undefined, "as recommended"],
  ["p", "in part"],
  ["o", "off"],
  ["u", "not read"],
] as const;

export default async function HostsPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const ctx = await requireContext("host.read");
  const query = await searchParams;
  const [answer, zone] = await Promise.all([readHosts(ctx, query), readZone()]);
  const { filter, counts } = answer;
  const href = (changes: Record<string, string | null>) =>
    hrefWith(PATH, query, { after: null, before: null, ...changes });
  const mayEnrol = can(ctx.actor, "enrolment.read");
  return (
    <Page scope="history" title="Hosts">
      <LiveRefresh on={["hosts", "sessions"]} />
      <div className="list-page has-counters">
        <nav className="counters" aria-label="Fleet">
          {COUNTERS.map(([state, label, note]) => (
            <Counter
              key={state}
              label={<span className="lab">{label}</span>}
              value={count(counts[state])}
              note={state === "reporting" ? `of ${count(counts.all)}` : note}
              href={href({ state: filter.state === state ? null : state })}
              isOn={filter.state === state}
            />
          ))}
        </nav>
        <Form action={PATH} className="list-bar">
          {filter.state && <input type="hidden" name="state" value={filter.state} />}
          <SearchBox text={filter.text} label="Filter hosts" placeholder="Name, system, id or machine id" />
          <GroupSelect groups={answer.groups} chosen={filter.group} />
          <select
            key={`p${filter.platform}`}
            className="select"
            name="platform"
            aria-label="System"
            defaultValue={filter.platform ?? ""}
          >
            <option value="">Every system</option>
            <option value="windows">Windows</option>
            <option value="linux">Linux</option>
          </select>
          <Button type="submit">Filter</Button>
          {mayEnrol && (
            <Link className="btn primary" href="/enrolment">
              <Icon name="plus" /> Enrol hosts
            </Link>
          )}
        </Form>
        {answer.rows.length > 0 ? (
          <HostList rows={answer.rows} now={ctx.now.getTime()} timeZone={zone.timeZone} />
        ) : (
          <NoHosts answer={answer} href={href} mayEnrol={mayEnrol} />
        )}
        <div className="statusbar">
          <span>
            <b>{answer.rows.length}</b> of <b>{counted(answer.total, "host")}</b>
          </span>
          <span>by name</span>
          {COVERAGE.map(([look, words]) => (
            <span key={words} className="cov-key">
              <span className="cov" aria-hidden="true">
                <i className={look} />
              </span>
              {words}
            </span>
          ))}
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

interface NoHostsProps {
  readonly answer: HostsAnswer;
  readonly href: (changes: Record<string, string | null>) => string;
  readonly mayEnrol: boolean;
}

function NoHosts({ answer, href, mayEnrol }: NoHostsProps) {
  const { filter } = answer;
  const terms = (
    [
      ["q", filter.text],
      ["group", filter.group],
      ["platform", filter.platform],
      ["state", filter.state],
    ] as const
  ).filter(([, value]) => value);
  if (terms.length > 0) {
    return (
      <EmptyState
        title="No host matches"
        actions={terms.map(([name, value]) => (
          <Link key={name} className="btn" href={href({ [name]: null })}>
            Clear {name === "q" ? `“${visibleText(value ?? "")}”` : `${name}:${visibleText(value ?? "")}`}
          </Link>
        ))}
      >
        None of {counted(answer.counts.all, "host")} fits all of it. Take one term away:
      </EmptyState>
    );
  }
  if (!answer.isFirstPage) {
    return (
      <EmptyState
        title="Nothing after this"
        actions={
          <Link className="btn" href={href({})}>
            First page
          </Link>
        }
      />
    );
  }
  return (
    <EmptyState
      title="No host yet"
      actions={
        mayEnrol && (
          <Link className="btn primary" href="/enrolment">
            Enrol the first host
          </Link>
        )
      }
    >
      A host appears here once its agent has enrolled, or once a log of it was imported.
    </EmptyState>
  );
}
