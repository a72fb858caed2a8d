import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { savePolicyAction } from "@/app/_actions/save-policy";
import { simulatePolicyAction } from "@/app/_actions/simulate-policy";
import { switchPolicyAction } from "@/app/_actions/switch-policy";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { LiveRefresh } from "@/components/live/live-refresh";
import { ActTable } from "@/components/policies/act-table";
import { PolicyControls } from "@/components/policies/policy-controls";
import { PolicyStateBadge } from "@/components/policies/policy-state";
import { Simulation } from "@/components/policies/simulation";
import { Page } from "@/components/shell/page";
import { can } from "@/lib/domain/permission";
import { visibleText } from "@/lib/format/count";
import { readPolicy, readPolicyInput } from "@/lib/services/read-policies";
import "@/app/styles/policies.css";
import "@/app/styles/records.css";
import "@/app/styles/reports.css";

export const metadata: Metadata = { title: "Policy" };

interface PolicyPageProps {
  readonly params: Promise<{ policyId: string }>;
}

export default async function PolicyPage({ params }: PolicyPageProps) {
  const ctx = await requireContext("policy.read");
  const asked = readPolicyInput.safeParse(await params);
  if (!asked.success) notFound();
  const [read, zone] = await Promise.all([readPolicy(ctx, asked.data), readZone()]);
  if (!read) notFound();
  const { policy, acts } = read;
  const shown = { now: ctx.now.getTime(), timeZone: zone.timeZone };
  return (
    <Page
      scope="policies records reports"
      title={visibleText(policy.name)}
      crumbs={[{ label: "Policies", href: "/policies" }]}
      extra={<PolicyStateBadge state={policy.state} />}
    >
      <LiveRefresh on={["policies"]} atMostEveryMs={1_000} />
      <section className="section first" aria-label="What it says">
        <p className="policy-sentence">{visibleText(policy.sentence)}</p>
        {can(ctx.actor, "policy.write") && (
          <PolicyControls
            policy={policy}
            hits={policy.simulation?.hits ?? null}
            savePolicy={savePolicyAction}
            simulatePolicy={simulatePolicyAction}
            switchPolicy={switchPolicyAction}
          />
        )}
      </section>
      <section className="section flush" aria-labelledby="simulation">
        <h2 id="simulation">On the last 7 days</h2>
        {policy.simulation ? (
          <Simulation simulation={policy.simulation} {...shown} />
        ) : (
          <p className="gutter quiet">
            Not simulated yet. Only what was simulated can be switched on; a change asks for it again.
          </p>
        )}
      </section>
      <section className="section flush" aria-labelledby="found">
        <h2 id="found">What it found</h2>
        {acts.length > 0 ? (
          <ActTable acts={acts} {...shown} />
        ) : (
          <p className="gutter quiet">
            {policy.state === "off" ? "It is off, and looks at nothing." : "Nothing yet."}
          </p>
        )}
      </section>
    </Page>
  );
}
