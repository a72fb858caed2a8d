import type { Metadata } from "next";
import { savePolicyAction } from "@/app/_actions/save-policy";
import { requireContext } from "@/app/_edge/require-context";
import { LiveRefresh } from "@/components/live/live-refresh";
import { NewPolicy } from "@/components/policies/new-policy";
import { PolicyList } from "@/components/policies/policy-list";
import { Page } from "@/components/shell/page";
import { EmptyState } from "@/components/ui/empty-state";
import { can } from "@/lib/domain/permission";
import { readPolicies } from "@/lib/services/read-policies";
import "@/app/styles/policies.css";
import "@/app/styles/records.css";

export const metadata: Metadata = { title: "Policies" };

export default async function PoliciesPage() {
  const ctx = await requireContext("policy.read");
  const policies = await readPolicies(ctx);
  const make = can(ctx.actor, "policy.write") ? <NewPolicy savePolicy={savePolicyAction} /> : null;
  return (
    <Page scope="policies records" title="Policies">
      <LiveRefresh on={["policies"]} atMostEveryMs={1_000} />
      {policies.length > 0 ? (
        <>
          <div className="row policy-head">
            <p>Said once, kept by Curfew. Each act is an ordinary order, on the trail.</p>
            <span className="spring" />
            {make}
          </div>
          <PolicyList policies={policies} />
        </>
      ) : (
        <EmptyState title="No policy yet" actions={make}>
          Allowed hours, unused sessions, too old, too many: a policy is one sentence, and is tried on the
          last seven days before it may act.
        </EmptyState>
      )}
    </Page>
  );
}
