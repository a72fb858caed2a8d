import type { Metadata } from "next";
import Form from "next/form";
import { headers } from "next/headers";
import Link from "next/link";
import { createEnrolmentTokenAction } from "@/app/_actions/create-enrolment-token";
import { revokeAgentAction } from "@/app/_actions/revoke-agent";
import { revokeEnrolmentTokenAction } from "@/app/_actions/revoke-enrolment-token";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { AgentTable } from "@/components/enrolment/agent-table";
import { EnrolForm } from "@/components/enrolment/enrol-form";
import { TokenTable } from "@/components/enrolment/token-table";
import { LiveRefresh } from "@/components/live/live-refresh";
import { queryHref } from "@/components/orders/query-href";
import { Page } from "@/components/shell/page";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { readEnrolment } from "@/lib/services/read-enrolment";
import "@/app/styles/enrolment.css";
import "@/app/styles/records.css";

export const metadata: Metadata = { title: "Enrolment" };

interface EnrolmentPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function EnrolmentPage({ searchParams }: EnrolmentPageProps) {
  const ctx = await requireContext("enrolment.read");
  const [{ q, tokens, agents, next }, zone, serverUrl] = await Promise.all([
    readEnrolment(ctx, await searchParams),
    readZone(),
    gatewayUrl(),
  ]);
  const shown = { now: ctx.now.getTime(), timeZone: zone.timeZone };
  return (
    <Page scope="enrolment records" title="Enrolment">
      <LiveRefresh on={["hosts"]} />
      <section className="section first" aria-labelledby="enrol-hosts">
        <h2 id="enrol-hosts">Enrol hosts</h2>
        <p className="lead">A token admits hosts. It is not their key: each host makes its own.</p>
        <EnrolForm serverUrl={serverUrl} timeZone={zone.timeZone} createToken={createEnrolmentTokenAction} />
      </section>
      <section className="section flush" aria-labelledby="tokens">
        <h2 id="tokens">Tokens</h2>
        {tokens.length > 0 ? (
          <TokenTable tokens={tokens} {...shown} revokeToken={revokeEnrolmentTokenAction} />
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
          <AgentTable agents={agents} {...shown} revokeAgent={revokeAgentAction} />
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

/** Where agents find the gateway, as far as this page can tell: set GATEWAY_ORIGIN where a proxy stands before it. */
async function gatewayUrl(): Promise<string> {
  const configured = process.env.GATEWAY_ORIGIN;
  if (configured) return configured;
  const host = (await headers()).get("host") ?? "localhost";
  const name = host.replace(/:\d+$/, "");
  return `http://${name}:${process.env.GATEWAY_PORT ?? "3001"}`;
}
