import type { Metadata } from "next";
import { inviteOperatorAction } from "@/app/_actions/invite-operator";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { settingsSections } from "@/app/_edge/settings-sections";
import { InviteOperator } from "@/components/settings/invite-operator";
import { OperatorTable } from "@/components/settings/operator-table";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { Page } from "@/components/shell/page";
import { counted } from "@/lib/format/count";
import { readOperators } from "@/lib/services/read-operators";
import "@/app/styles/records.css";
import "@/app/styles/settings.css";

export const metadata: Metadata = { title: "Operators" };

export default async function OperatorsPage() {
  const ctx = await requireContext("operator.read");
  const [{ operators, groups }, zone] = await Promise.all([readOperators(ctx), readZone()]);
  const own = ctx.actor.kind === "operator" ? ctx.actor.operatorId : null;
  const disabled = operators.filter(({ disabledAt }) => disabledAt !== null).length;
  return (
    <Page scope="settings records" title="Settings">
      <SettingsTabs current="operators" allowed={settingsSections(ctx.actor)} />
      <div className="set-head">
        <p>
          {counted(operators.length - disabled, "operator")}
          {disabled > 0 && `, and ${disabled} disabled`}. Everybody reads everything; a scope says whom
          somebody may log off.
        </p>
        <span className="spring" />
        <InviteOperator groups={groups} timeZone={zone.timeZone} invite={inviteOperatorAction} />
      </div>
      <div className="listing wide">
        <OperatorTable operators={operators} ownId={own} now={ctx.now.getTime()} timeZone={zone.timeZone} />
      </div>
    </Page>
  );
}
