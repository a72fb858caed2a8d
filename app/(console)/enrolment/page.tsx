import type { Metadata } from "next";
import Form from "next/form";
import Link from "next/link";
import { askKeyRotationAction } from "@/app/_actions/ask-key-rotation";
import { createEnrolmentTokenAction } from "@/app/_actions/create-enrolment-token";
import { reEnrolAgentAction } from "@/app/_actions/re-enrol-agent";
import { revokeAgentAction } from "@/app/_actions/revoke-agent";
import { revokeEnrolmentTokenAction } from "@/app/_actions/revoke-enrolment-token";
import { settleAgentAlarmAction } from "@/app/_actions/settle-agent-alarm";
import { gatewayAddress } from "@/app/_edge/gateway-address";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import type { AgentVerbs } from "@/components/enrolment/agent-row";
import { AgentTable } from "@/components/enrolment/agent-table";
import { AlarmList } from "@/components/enrolment/alarm-list";
import { EnrolForm } from "@/components/enrolment/enrol-form";
import { TokenTable } from "@/components/enrolment/token-table";
import { LiveRefresh } from "@/components/live/live-refresh";
import { queryHref } from "@/components/orders/query-href";
import { Page } from "@/components/shell/page";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { counted } from "@/lib/format/count";
import { fingerprintInstaller } from "@/lib/services/read-agent-installer";
import { readAgentProgram } from "@/lib/services/read-agent-program";
import { readEnrolment } from "@/lib/services/read-enrolment";
import "@/app/styles/enrolment.css";
import "@/app/styles/records.css";

export const metadata: Metadata = { title: "Enrolment" };

const VERBS: AgentVerbs = {
  revoke: revokeAgentAction,
  rotate: askKeyRotationAction,
  settle: settleAgentAlarmAction,
  reEnrol: reEnrolAgentAction,
};

interface EnrolmentPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function EnrolmentPage({ searchParams }: EnrolmentPageProps) {
  const ctx = await requireContext("enrolment.read");
  const [{ q, tokens, agents, alarms, next }, zone, program, installerSha256] = await Promise.all([
    readEnrolment(ctx, await searchParams),
    readZone(),
    readAgentProgram(),
    fingerprintInstaller(),
  ]);
  const shown = { now: ctx.now.getTime(), timeZone: zone.timeZone, serverUrl: gatewayAddress() };
  const { serverUrl } = shown;
  return (
    <Page scope="enrolment records" title="Enrolment">
      <LiveRefresh on={["hosts"]} />
      {alarms.length > 0 && (
        <section className="section first" aria-labelledby="alarms">
          <h2 id="alarms">{counted(alarms.length, "alarm")}</h2>
          <AlarmList alarms={alarms} {...shown} verbs={VERBS} />
        </section>
      )}
      <section className={alarms.length > 0 ? "section" : "section first"} aria-labelledby="enrol-hosts">
        <h2 id="enrol-hosts">Enrol hosts</h2>
        <p className="lead">A token admits hosts. It is not their key: each host makes its own.</p>
        <EnrolForm
          serverUrl={serverUrl}
          sha256={program?.sha256 ?? null}
          installerSha256={installerSha256}
          timeZone={zone.timeZone}
          createToken={createEnrolmentTokenAction}
        />
      </section>
      <section className="section flush" aria-labelledby="tokens">
        <h2 id="tokens">Tokens</h2>
        {tokens.length > 0 ? (
          <TokenTable
            tokens={tokens}
            now={shown.now}
            timeZone={zone.timeZone}
            revokeToken={revokeEnrolmentTokenAction}
          />
        ) : (
          <p className="gutter quiet">No token has been made yet.</p>
        )}
      </section>
      <section className="section flush" aria-labelledby="agents">
        <div className="row gutter">
          <h2 id="agents">Agents</h2>
          <span className="spring" />
          <Form action="/enrolment" role="search">
            <label className="query">
              <Icon name="search" />
              <input key={q} name="q" type="search" defaultValue={q} placeholder="Host" aria-label="Host" />
            </label>
          </Form>
        </div>
        {agents.length > 0 ? (
          <AgentTable agents={agents} {...shown} verbs={VERBS} />
        ) : (
          <EmptyState title={q === "" ? "No agent yet" : "No agent matches"}>
            {q === ""
              ? "Make a token above and enrol the first host."
              : `No host with an agent has ${q} in its name.`}
          </EmptyState>
        )}
        {next !== null && (
          <nav className="more" aria-label="Pages of agents">
            <Link className="btn sm" href={queryHref("/enrolment", { q, before: next })}>
              Older agents
            </Link>
          </nav>
        )}
      </section>
    </Page>
  );
}
