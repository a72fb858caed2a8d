"use client";

import { useRouter } from "next/navigation";
import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";
import { keepPreference } from "./preferences";
import { useShell } from "./shell-context";

const WORDS = { utc: "UTC", site: "Site", mine: "Mine" } as const;

/** The zone that times are shown in. Copies are ISO in UTC whatever is chosen. */
export function ZoneMenu() {
  const router = useRouter();
  const { zone, zoneOffset } = useShell();
  const choose = (kind: keyof typeof WORDS) => {
    if (kind === "mine") keepPreference("mine", Intl.DateTimeFormat().resolvedOptions().timeZone);
    keepPreference("zone", kind);
    router.refresh();
  };
  const shown = zone.kind === "utc" ? "UTC" : `${WORDS[zone.kind]} ${zoneOffset} (${zone.timeZone})`;
  const items = [
    { kind: "site", label: "Site", note: "where Curfew runs" },
    { kind: "mine", label: "Mine", note: "this browser's" },
    { kind: "utc", label: "UTC", note: "" },
  ] as const;
  return (
    <Menu
      label={`Times in ${shown}`}
      className="zone"
      title={`Times in ${zone.timeZone}. Copies are ISO, UTC.`}
      trigger={
        <>
          <Icon name="clock" small />
          {WORDS[zone.kind]} {zone.kind !== "utc" && <b>{zoneOffset}</b>}
          <Icon name="down" small />
        </>
      }
      items={items.map(({ kind, label, note }) => ({
        label,
        ...(note === "" ? {} : { note }),
        isChosen: zone.kind === kind,
        onSelect: () => choose(kind),
      }))}
    />
  );
}
