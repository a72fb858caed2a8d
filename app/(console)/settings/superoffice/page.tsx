import type { Metadata } from "next";
import { askSuperOfficeSyncAction } from "@/app/_actions/ask-superoffice-sync";
import { removeSuperOfficeAction } from "@/app/_actions/remove-superoffice";
import { saveSuperOfficeAction } from "@/app/_actions/save-superoffice";
import { switchSuperOfficeLogOffAction } from "@/app/_actions/switch-superoffice-log-off";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { settingsSections } from "@/app/_edge/settings-sections";
import { LiveRefresh } from "@/components/live/live-refresh";
import { Setting } from "@/components/settings/setting";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { ConnectionForm } from "@/components/settings/superoffice/connection-form";
import { LogOffSwitch } from "@/components/settings/superoffice/log-off-switch";
import { ReadNow } from "@/components/settings/superoffice/read-now";
import { RunTable } from "@/components/settings/superoffice/run-table";
import { UnlinkedTable } from "@/components/settings/superoffice/unlinked-table";
import { Page } from "@/components/shell/page";
import { actorName } from "@/lib/domain/actor";
import { clockOrDay } from "@/lib/format/clock";
import { count, counted, visibleText } from "@/lib/format/count";
import { readSuperOffice } from "@/lib/services/superoffice/read-superoffice";
import "@/app/styles/records.css";
import "@/app/styles/settings.css";

export const metadata: Metadata = { title: "Settings of SuperOffice" };

export default async function SuperOfficeSettingsPage() {
  const ctx = await requireContext("settings.write");
  const [read, { timeZone }] = await Promise.all([readSuperOffice(ctx), readZone()]);
  const { connection, canSeal, linked, unlinked, allUnlinked, runs, isReading } = read;
  const now = ctx.now.getTime();
  return (
    <Page scope="settings records" title="Settings">
      <LiveRefresh on={["superoffice"]} />
      <SettingsTabs current="superoffice" allowed={settingsSections(ctx.actor)} />
      <Setting
        id="server"
        title="SuperOffice server"
        lead="The gateway reads its users and ties them to accounts here, by the SID of their Active Directory credential. An address inside your network must be allowed in CURFEW_ALERT_NETWORKS."
      >
        {!canSeal && (
          <p className="note" role="status">
            The gateway has not run yet, and only it may read the authorization: start it before you save.
          </p>
        )}
        <ConnectionForm
          key={connection?.version ?? 0}
          connection={connection}
          save={saveSuperOfficeAction}
          remove={removeSuperOfficeAction}
        />
        {connection && (
          <p className="meta so-changed">
            Changed {clockOrDay(connection.changedAt.getTime(), now, timeZone)} by{" "}
            {visibleText(actorName(connection.changedBy))}
          </p>
        )}
      </Setting>
      {connection && (
        <>
          <Setting
            id="associates"
            title="Associates"
            lead="Read once a day, and whenever you ask. Who is meant is never guessed: a user whose SID does not say so is left out, with the reason."
          >
            <div className="stack">
              <p>
                <b>{count(linked)}</b> linked, <b>{count(allUnlinked)}</b> not linked
              </p>
              <ReadNow isReading={isReading} ask={askSuperOfficeSyncAction} />
              {unlinked.length > 0 && <UnlinkedTable users={unlinked} all={allUnlinked} />}
            </div>
          </Setting>
          <Setting
            id="log-off-there"
            title="Log off there too"
            lead="When an order has ended somebody’s last session, their SuperOffice login is ended as well. The server’s yes proves nothing, so its list is read again afterwards."
          >
            <LogOffSwitch
              key={String(connection.logsOffThere)}
              isOn={connection.logsOffThere}
              switchLogOff={switchSuperOfficeLogOffAction}
            />
          </Setting>
        </>
      )}
      {runs.length > 0 && (
        <Setting
          id="runs"
          title="Runs"
          lead={`The last ${counted(runs.length, "time", "times")} the server was asked.`}
        >
          <RunTable runs={runs} now={now} timeZone={timeZone} />
        </Setting>
      )}
    </Page>
  );
}
