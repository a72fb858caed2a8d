import type { Metadata } from "next";
import { changePasswordAction } from "@/app/_actions/change-password";
import { revokeSignInAction } from "@/app/_actions/revoke-sign-in";
import { readZone } from "@/app/_edge/read-zone";
import { requireSignedIn } from "@/app/_edge/require-context";
import { settingsSections } from "@/app/_edge/settings-sections";
import { ChangePassword } from "@/components/settings/change-password";
import { Setting } from "@/components/settings/setting";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { SignInTable } from "@/components/settings/sign-in-table";
import { Page } from "@/components/shell/page";
import { ROLE_MEANS, ROLE_WORDS } from "@/lib/domain/operator";
import { scopeWords } from "@/lib/domain/scope";
import { visibleText } from "@/lib/format/count";
import { makeContext } from "@/lib/services/make-context";
import { readOwnAccount } from "@/lib/services/read-operators";
import "@/app/styles/records.css";
import "@/app/styles/settings.css";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountPage() {
  const { actor, signInId } = await requireSignedIn();
  const ctx = makeContext(actor);
  const [{ operator, signIns }, zone] = await Promise.all([readOwnAccount(ctx), readZone()]);
  return (
    <Page scope="settings records" title="Settings">
      <SettingsTabs current="account" allowed={settingsSections(actor)} />
      <Setting
        id="you"
        title="You"
        lead="Who you are here, and what you may do. Another administrator changes it."
      >
        <dl className="facts-list">
          <dt>Shown as</dt>
          <dd>{visibleText(operator.displayName)}</dd>
          <dt>Signs in as</dt>
          <dd className="mono">{visibleText(operator.name)}</dd>
          <dt>Role</dt>
          <dd>
            {ROLE_WORDS[operator.role]} <span className="meta">{ROLE_MEANS[operator.role]}</span>
          </dd>
          {operator.role !== "auditor" && (
            <>
              <dt>Scope</dt>
              <dd>{visibleText(scopeWords(operator.scope))}</dd>
            </>
          )}
        </dl>
      </Setting>
      <Setting
        id="password"
        title="Password"
        lead="Changing it takes the present one, and ends every other sign-in of yours."
      >
        <ChangePassword name={operator.name} change={changePasswordAction} />
      </Setting>
      <Setting
        id="sign-ins"
        title="Where you are signed in"
        lead="A sign-in ends by itself after an hour without use, and after twelve hours in any case."
      >
        <SignInTable
          signIns={signIns}
          ownId={signInId}
          now={ctx.now.getTime()}
          timeZone={zone.timeZone}
          revoke={revokeSignInAction}
        />
      </Setting>
    </Page>
  );
}
