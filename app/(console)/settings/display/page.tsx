import type { Metadata } from "next";
import { setSiteZoneAction } from "@/app/_actions/set-site-zone";
import { requireContext } from "@/app/_edge/require-context";
import { settingsSections } from "@/app/_edge/settings-sections";
import { Setting } from "@/components/settings/setting";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { SiteZone } from "@/components/settings/site-zone";
import { Page } from "@/components/shell/page";
import { readSiteZone } from "@/lib/services/site-zone";
import "@/app/styles/records.css";
import "@/app/styles/settings.css";

export const metadata: Metadata = { title: "Settings of display" };

export default async function DisplaySettingsPage() {
  const ctx = await requireContext("settings.write");
  const { timeZone, startedWith, isSet } = await readSiteZone(ctx);
  return (
    <Page scope="settings records" title="Settings">
      <SettingsTabs current="display" allowed={settingsSections(ctx.actor)} />
      <Setting
        id="zone"
        title="Time zone"
        lead="What Site means in the zone chip, and in files that are exported. Everybody may choose UTC or their own instead; what is kept has no zone."
      >
        <SiteZone
          key={timeZone}
          set={isSet ? timeZone : null}
          startedWith={startedWith}
          zones={["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")]}
          setSiteZone={setSiteZoneAction}
        />
      </Setting>
    </Page>
  );
}
