import type { Metadata } from "next";
import { deleteMessageTemplateAction } from "@/app/_actions/delete-message-template";
import { saveMessageTemplateAction } from "@/app/_actions/save-message-template";
import { setApprovalAboveAction } from "@/app/_actions/set-approval-above";
import { requireContext } from "@/app/_edge/require-context";
import { settingsSections } from "@/app/_edge/settings-sections";
import { ApprovalLimit } from "@/components/settings/approval-limit";
import { MessageTemplates } from "@/components/settings/message-templates";
import { Setting } from "@/components/settings/setting";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { Page } from "@/components/shell/page";
import { readMessageTemplates } from "@/lib/services/message-templates";
import { readApprovalAbove } from "@/lib/services/order-approval";
import "@/app/styles/records.css";
import "@/app/styles/settings.css";

export const metadata: Metadata = { title: "Settings of orders" };

export default async function OrderSettingsPage() {
  const ctx = await requireContext("order.settings");
  const [above, templates] = await Promise.all([readApprovalAbove(ctx.db.prisma), readMessageTemplates(ctx)]);
  return (
    <Page scope="settings records" title="Settings">
      <SettingsTabs current="orders" allowed={settingsSections(ctx.actor)} />
      <Setting
        id="limit"
        title="A second operator"
        lead="Big orders wait until somebody else has looked at them and agreed. Orders that wait keep the reason they wait for."
      >
        <ApprovalLimit key={above} above={above} setApprovalAbove={setApprovalAboveAction} />
      </Setting>
      <Setting
        id="messages"
        title="Saved messages"
        lead="Words to choose from in the Log off dialog, for warnings and for messages."
      >
        <MessageTemplates
          templates={templates}
          save={saveMessageTemplateAction}
          remove={deleteMessageTemplateAction}
        />
      </Setting>
    </Page>
  );
}
